"""A small language for pointing into JSON, as a person writes it into a form: `data.list[*]`, `title | headline`,
`https://site.example/item/{id}`.

    path        = way *( "|" way )                  the first way that leads to something counts
    way         = step *( "." step / "[" ... "]" )
    step        = name / "*"                        a name of an object; `*` is every member
    in brackets = number / "*" / '"' name '"'       [0] the first, [-1] the last, [*] every one
    text        = path / words with "{" path "}"    a text with paths in braces is filled in
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST_LENGTH = 500
MOST_FOUND = 20_000
EACH = object()
Step = Any
_NAME = re.compile(r"""[^\s.\[\]|"'{}]+(?: +[^\s.\[\]|"'{}]+)*""")
_BRACKET = re.compile(r"""\[\s*(?:(-?\d{1,6})|(\*)|"([^"]{1,200})"|'([^']{1,200})')\s*\]""")


class PathRefused(ValueError):
    """A path that cannot be read; the message says what is wrong and where."""


@dataclass(frozen=True)
class Path:
    """Ways to a value, in the order they are tried; each is a row of steps: a name, a number, or EACH."""

    ways: tuple[tuple[Step, ...], ...]

    def all(self, value: Any) -> list[Any]:
        """Everything that the first successful way leads to."""
        for way in self.ways:
            found = [each for each in _walk(value, way) if each is not None and each != ""]
            if found:
                return found
        return []

    def text(self, value: Any) -> str:
        """The first plain value as text; lists of words are joined."""
        found = [_plain(each) for each in self.all(value)[:50]]
        return " ".join(word for word in found if word)


@dataclass(frozen=True)
class Text:
    """Words with paths between them."""

    parts: tuple[str | Path, ...]

    def text(self, value: Any) -> str:
        """The words filled in; empty where one of the paths leads nowhere, for half an address is none."""
        words = [part if isinstance(part, str) else part.text(value) for part in self.parts]
        return "".join(words) if all(words) else ""


def read_path(text: str) -> Path:
    """A path as written. Raises PathRefused."""
    if len(text) > MOST_LENGTH:
        raise PathRefused(_("The path is longer than %(count)d characters.") % {"count": MOST_LENGTH})
    ways, at = [], 0
    for piece in _split(text):
        ways.append(_way(piece, at, text))
        at += len(piece) + 1
    return Path(tuple(ways))


def read_text(text: str) -> Path | Text:
    """A path, or words with paths in braces. Raises PathRefused."""
    if "{" not in text and "}" not in text:
        return read_path(text)
    parts: list[str | Path] = []
    for number, piece in enumerate(re.split(r"[{}]", text)):
        if number % 2:
            parts.append(read_path(piece))
        elif piece:
            parts.append(piece)
    if not re.fullmatch(r"[^{}]*(\{[^{}]+\}[^{}]*)+", text):
        raise PathRefused(_("The braces in “%(text)s” do not close one by one.") % {"text": text})
    return Text(tuple(parts))


def _split(text: str) -> list[str]:
    """The ways between bars; a bar inside a quoted name parts nothing."""
    return re.findall(r"""(?:"[^"]*"|'[^']*'|[^|"'])+|(?<=\|)(?=\||$)|^(?=\||$)""", text) or [""]


def _way(piece: str, start: int, whole: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    at = len(piece) - len(piece.lstrip())
    end = len(piece.rstrip())
    if piece[at : at + 1] == "$":
        at += 1
    while at < end:
        if piece[at] == "[":
            found = _BRACKET.match(piece, at)
            steps.append(_in_brackets(found) if found else _wrong(whole, start + at))
        else:
            at += piece[at] == "." and bool(at or steps)
            found = _NAME.match(piece, at, end)
            steps.append((EACH if found.group(0) == "*" else found.group(0)) if found else _wrong(whole, start + at))
        at = found.end() if found else end
    if not steps and piece.strip() not in {"$", "."}:
        _wrong(whole, start + at)
    return tuple(steps)


def _in_brackets(found: re.Match[str]) -> Step:
    number, every, double, single = found.groups()
    return EACH if every else int(number) if number is not None else double or single


def _wrong(text: str, at: int) -> Step:
    words = _(
        "The path “%(text)s” cannot be read at character %(at)d. Write names with dots between, like data.items[*]."
    )
    raise PathRefused(words % {"text": text, "at": at + 1})


def _walk(value: Any, steps: tuple[Step, ...]) -> Iterator[Any]:
    """What the steps lead to, breadth bounded."""
    found = [value]
    for step in steps:
        found = [each for one in found for each in _step(one, step)][:MOST_FOUND]
    yield from found


def _step(value: Any, step: Step) -> list[Any]:
    if step is EACH:
        return list(value) if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    if isinstance(step, int):
        return [value[step]] if isinstance(value, list) and -len(value) <= step < len(value) else []
    if isinstance(value, dict):
        return [value[step]] if step in value else []
    return [value[int(step)]] if isinstance(value, list) and step.isdecimal() and int(step) < len(value) else []


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return " ".join(filter(None, map(_plain, value[:50])))
    return str(value).strip()
