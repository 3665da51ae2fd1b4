"""What a line of the usage spool looks like, what its address counts as, and who is a program; no files are opened here.

A spool file holds two kinds of line. `a <number> <user agent>` names a browser once; each page served is
`<second> <reader> <reader before> <browser's number> <language> <path> [mark]`, `-` where there is no reader before. Lines of
the first version (`2026-01-01 p en /path`) are still read, for the pages only: they know no reader.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from scicomm.journals.rules.counter.counting import Kind, UsageEvent
from scicomm.journals.rules.counter.robots import calls_itself_a_program
from scicomm.portal.rules.page_keys import without_language

_LONGEST = 500
_LONGEST_AGENT = 300
_ARTICLE = re.compile(r"/articles/(10\.[^/]+/.+?)/(?:files/(.+))?")
# Files that a reader fetches for their own sake; pictures belong to the page that shows them.
_FETCHED = re.compile(
    r"\.(?:pdf|xml|epub|html?|txt|zip|gz|tgz|tar|7z|csv|tsv|xlsx?|ods|docx?|odt|rtf|pptx?|odp|tex|ps|json|bib|ris)\Z",
    re.IGNORECASE,
)
SEARCHED, FETCHED = b" s", b" f"
"""Marks at the end of a line: a search was run, a file was fetched (which is no page)."""


@dataclass(frozen=True, slots=True)
class UsageLine:
    """One page served: which, on which day (ISO, local time), in which language, to a program or a person."""

    day: str
    language: str
    is_robot: bool
    path: str
    mark: str = ""
    second: int = 0
    reader: str = ""
    """Empty in lines of the first version."""
    reader_before: str = ""
    agent: str = ""


def is_robot(user_agent: str) -> bool:
    """Whether a reader calls itself a program, or does not say what it is: how views of pages are told apart."""
    return calls_itself_a_program(user_agent)


def written(path: str, language: str, query: str = "") -> bytes:
    """The part of a line that is the same each time a page is served. Paths hold no blanks and no line ends."""
    safe = re.sub(r"\s+", "_", path)[:_LONGEST]
    mark = FETCHED if is_fetched(path) else SEARCHED if _is_search(path, query) else b""
    return f" {language} {safe}".encode() + mark + b"\n"


def agent_line(number: int, user_agent: str) -> bytes:
    """The line that names a browser: one line whatever it holds."""
    return f"a {number} {' '.join(user_agent.split())[:_LONGEST_AGENT]}\n".encode("utf-8", "replace")


def _is_search(path: str, query: str) -> bool:
    """Whether a page runs a search; turning to its second page runs none (Code of Practice 5.1, 7.6)."""
    if without_language(path) != "/search/" or not query:
        return False
    values = parse_qs(query, max_num_fields=100)
    return bool(values.get("q", [""])[0].strip()) and values.get("page", ["1"])[0] in {"", "1"}


def is_fetched(path: str) -> bool:
    """Whether an address is a file of an article that readers fetch for its own sake."""
    found = _ARTICLE.fullmatch(without_language(path))
    return bool(found and found[2] and _FETCHED.search(found[2]))


def event_of(line: UsageLine) -> UsageEvent | None:
    """What a line means for COUNTER, or None where it means nothing.

    Citations, lists, metadata and pictures are no usage of an item here; interfaces for programs are never in the spool.
    """
    if not line.reader:
        return None
    if line.mark == "s":
        return UsageEvent(line.second, line.reader, line.path, Kind.SEARCH, reader_before=line.reader_before)
    found = _ARTICLE.fullmatch(without_language(line.path))
    if not found or (found[2] and line.mark != "f"):
        return None
    kind = Kind.FILE if found[2] else Kind.PAGE
    return UsageEvent(line.second, line.reader, line.path, kind, found[1], line.reader_before)


def read_lines(lines: Iterable[bytes], local_day: Callable[[int], dt.date]) -> Iterator[UsageLine]:
    """The lines of a spool file; a torn or foreign line is passed over. `local_day` says on which day a second falls."""
    agents: dict[str, str] = {}
    days: dict[int, str] = {}
    robots: dict[str, bool] = {}
    for raw in lines:
        parts = raw.decode("utf-8", "replace").split()
        if len(parts) >= 2 and parts[0] == "a":
            agents[parts[1]] = " ".join(parts[2:])
        elif len(parts) == 4:
            if old := _first_version(parts):
                yield old
        elif len(parts) in {6, 7} and parts[0].isdecimal() and len(parts[0]) < 12 and parts[3] in agents:
            second, agent = int(parts[0]), agents[parts[3]]
            # A quarter of an hour never spans two days.
            day = days.get(second // 900) or days.setdefault(second // 900, local_day(second).isoformat())
            if agent not in robots:
                robots[agent] = is_robot(agent)
            before = "" if parts[2] == "-" else parts[2]
            mark = parts[6] if len(parts) == 7 else ""
            yield UsageLine(day, parts[4], robots[agent], parts[5], mark, second, parts[1], before, agent)


def _first_version(parts: list[str]) -> UsageLine | None:
    if parts[1] not in {"p", "r"}:
        return None
    try:
        dt.date.fromisoformat(parts[0])
    except ValueError:
        return None
    return UsageLine(day=parts[0], is_robot=parts[1] == "r", language=parts[2], path=parts[3])
