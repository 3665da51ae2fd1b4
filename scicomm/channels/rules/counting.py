"""How platforms count characters, and how a text is cut to fit; pure functions."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator

Measure = Callable[[str], int]

# What Weibo's own page takes for a link when it counts.
_WEIBO_LINK = re.compile(r"https?://[a-zA-Z0-9]+(?:\.[a-zA-Z0-9]+)+[-A-Za-z0-9_$.+!*()/,:;@&=?~#%]*")
# A link becomes a short one of so many half characters; what is beyond so many bytes counts besides.
_SHORT_LINK = 20
_LONGEST_LINK = 140
_JOINER = "\u200d"
# What goes with the character before it besides combining marks: joiners, skin tones, the tags of flags.
_WITH_BEFORE = re.compile("[\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
# Korean letters in the middle and at the end of a syllable.
_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb]")
_WORD_END = re.compile(r"[\w'’-]+$", re.ASCII)


def utf16_units(text: str) -> int:
    """The length in UTF-16 code units, as Telegram counts (Bot API, "MessageEntity")."""
    return len(text) + sum(character > "\uffff" for character in text)


def graphemes(text: str) -> int:
    """The number of characters as people see them (Unicode UAX 29), as Bluesky counts."""
    return sum(1 for _cluster in clusters(text))


def clusters(text: str) -> Iterator[str]:
    """The characters as people see them: with their marks, joined emoji, pairs of flag letters, Korean syllables of letters."""
    cluster = ""
    for character in text:
        if cluster and _goes_with(cluster, character):
            cluster += character
        else:
            if cluster:
                yield cluster
            cluster = character
    if cluster:
        yield cluster


def _goes_with(cluster: str, character: str) -> bool:
    if cluster == "\r" and character == "\n":
        return True
    if unicodedata.category(cluster[-1]) in {"Cc", "Zl", "Zp"}:
        return False
    if unicodedata.category(character).startswith("M") or _WITH_BEFORE.match(character):
        return True
    if cluster[-1] == _JOINER and len(cluster) > 1:
        return unicodedata.category(character) == "So"
    if _FLAG_LETTER.match(character):
        return len(cluster) == 1 and _FLAG_LETTER.match(cluster) is not None
    return _JAMO.match(character) is not None and "\u1100" <= cluster[-1] <= "\ud7fb"


def weibo_units(text: str) -> int:
    """The length as Weibo's own page counts it: a Chinese character is one, two Latin ones are one, rounded up at the end; a link
    counts as the short link it becomes."""
    halves = sum(_halves_of_link(link) for link in _WEIBO_LINK.findall(text))
    return math.ceil((halves + _halves(_WEIBO_LINK.sub("", text))) / 2)


def _halves(text: str) -> int:
    wide = sum(1 + (character > "\uffff") for character in text if character > "\x7f")
    return utf16_units(text) + wide


def _halves_of_link(link: str) -> int:
    return _SHORT_LINK + max(0, _halves(link) - _LONGEST_LINK)


def shorten(text: str, most: int, measure: Measure = len, mark: str = "…") -> str:
    """The text, or its beginning with a mark, so that it measures at most `most`; never inside a Latin word or a character that
    people see as one. Empty where not even the mark has room."""
    if measure(text) <= most:
        return text
    parts = list(clusters(text))
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        if measure("".join(parts[:middle]) + mark) <= most:
            low = middle
        else:
            high = middle - 1
    kept = _whole_words("".join(parts[:low]), "".join(parts[low:]))
    while kept and measure(kept + mark) > most:
        kept = kept[:-1]
    return kept + mark if measure(kept + mark) <= most else ""


def _whole_words(kept: str, rest: str) -> str:
    """The kept part without the beginning of a Latin word whose end was cut off, unless nothing would be left."""
    if re.match(r"[\w'’-]", rest, re.ASCII):
        kept = _WORD_END.sub("", kept) or kept
    return kept.rstrip(" \t\n,;:，；：、（(【《“")
