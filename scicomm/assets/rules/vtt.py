"""Reads and checks WebVTT, and turns captions into a transcript (W3C, WebVTT: The Web Video Text Tracks Format)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

_TIME = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})", re.ASCII)
_TIMING = re.compile(r"(\S+)[ \t]+-->[ \t]+(\S+)(?:[ \t]+(.*))?")
_TAG = re.compile(r"<[^>]*>")
# An SRT file differs by its decimal comma and its missing first line; people bring them all the time.
_SRT_TIME = re.compile(r"(\d{1,2}:\d{2}:\d{2}),(\d{3})")
MOST_CUES = 20_000
MOST_CHARACTERS = 2_000_000
SAME_PARAGRAPH = 2.0
"""Seconds of silence after which a transcript begins a new paragraph."""


class WrongCaptions(ValueError):
    """The text is no WebVTT; the message says in which line and why."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said or seen from one second to another."""

    start: float
    end: float
    text: str

    @property
    def plain(self) -> str:
        return " ".join(html.unescape(_TAG.sub("", self.text)).split())


def _wrong(line: int, what: str) -> WrongCaptions:
    return WrongCaptions(_("Line %(line)d: %(what)s") % {"line": line, "what": what})


def seconds(text: str) -> float | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3]) + int(found[4]) / 1000


def clock(moment: float) -> str:
    whole = round(moment * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"


def normal(text: str) -> str:
    """The text with one kind of line end, and from SRT where it was SRT."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").strip("\n")
    if not text.startswith("WEBVTT") and _SRT_TIME.search(text):
        text = "WEBVTT\n\n" + _SRT_TIME.sub(lambda m: f"{m[1].zfill(8)}.{m[2]}", text)
    return text + "\n"


def read_cues(text: str, length: float | None = None) -> list[Cue]:
    """The cues of a WebVTT text, in order. `length` of the recording in seconds, where it is known. Raises WrongCaptions."""
    if len(text) > MOST_CHARACTERS:
        raise WrongCaptions(_("The text is too long."))
    text = normal(text)
    if not re.match(r"WEBVTT(?:[ \t].*)?\n", text):
        raise _wrong(1, _("the first line must be WEBVTT"))
    cues: list[Cue] = []
    number = 1
    for block in re.split(r"\n{2,}", text):
        lines = block.strip("\n").split("\n")
        first = text[: text.find(block)].count("\n") + 1 if number == 1 else number
        number = first + len(lines) + 1
        if lines[0].startswith(("WEBVTT", "NOTE", "STYLE", "REGION")) or not block.strip():
            continue
        cues.append(_cue(lines, first, cues[-1].start if cues else 0.0, length))
        if len(cues) > MOST_CUES:
            raise WrongCaptions(_("There are too many captions."))
    if not cues:
        raise WrongCaptions(_("There is no caption in it: a time like 00:00:01.000 --> 00:00:03.500, and words below."))
    return cues


def _cue(lines: list[str], number: int, before: float, length: float | None) -> Cue:
    place = next((n for n, line in enumerate(lines) if "-->" in line), None)
    if place is None or place > 1:
        raise _wrong(number, _("a time like 00:00:01.000 --> 00:00:03.500 is expected here"))
    number += place
    timing = _TIMING.fullmatch(lines[place].strip())
    start, end = (seconds(timing[1]), seconds(timing[2])) if timing else (None, None)
    if start is None or end is None:
        raise _wrong(number, _("this time cannot be read; it is written 00:00:01.000 --> 00:00:03.500"))
    if end <= start:
        raise _wrong(number, _("it ends before it begins"))
    if start < before:
        raise _wrong(number, _("it begins before the caption above it"))
    if length is not None and start > length + 1:
        raise _wrong(number, _("it begins after the recording has ended"))
    words = "\n".join(lines[place + 1 :]).strip()
    if not words:
        raise _wrong(number, _("the words are missing"))
    return Cue(start, end, words)


def written(cues: list[Cue]) -> str:
    """Cues as a WebVTT text."""
    return "WEBVTT\n\n" + "\n\n".join(f"{clock(cue.start)} --> {clock(cue.end)}\n{cue.text}" for cue in cues) + "\n"


def transcript(cues: list[Cue]) -> str:
    """The words of captions as paragraphs: a new one after a silence."""
    paragraphs: list[list[str]] = []
    end = 0.0
    for cue in cues:
        if not paragraphs or cue.start - end > SAME_PARAGRAPH:
            paragraphs.append([])
        if not paragraphs[-1] or paragraphs[-1][-1] != cue.plain:
            paragraphs[-1].append(cue.plain)
        end = cue.end
    return "\n\n".join(_joined(words) for words in paragraphs)


def _joined(words: list[str]) -> str:
    """Chinese lines follow each other without a space."""
    text = ""
    for word in words:
        glue = "" if not text or ord(text[-1]) > 0x2E7F or ord(word[:1] or " ") > 0x2E7F else " "
        text += glue + word
    return text
