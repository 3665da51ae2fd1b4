"""What a line of the usage spool looks like, and who is a program; no files are opened here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ROBOT = re.compile(
    r"bot|crawl|spider|slurp|archiver|fetch|monitor|preview|scan|curl|wget|python|java/|go-http|httpx|libwww|headless|^$",
    re.IGNORECASE,
)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class UsageLine:
    """One page served: which, on which day (ISO, local time), in which language, to a program or a person."""

    day: str
    language: str
    is_robot: bool
    path: str


def is_robot(user_agent: str) -> bool:
    """Whether a reader calls itself a program, or does not say what it is."""
    return bool(_ROBOT.search(user_agent))


def written(path: str, language: str) -> bytes:
    """The part of a line that is the same each time a page is served. Paths hold no blanks and no line ends."""
    safe = re.sub(r"\s+", "_", path)[:_LONGEST]
    return f" {language} {safe}\n".encode()


def read_lines(lines: Iterable[bytes]) -> Iterator[UsageLine]:
    """The lines of a spool file; a torn or foreign line is passed over."""
    for raw in lines:
        parts = raw.decode("utf-8", "replace").split()
        if len(parts) != 4 or parts[1] not in {"p", "r"}:
            continue
        try:
            dt.date.fromisoformat(parts[0])
        except ValueError:
            continue
        yield UsageLine(day=parts[0], is_robot=parts[1] == "r", language=parts[2], path=parts[3])
