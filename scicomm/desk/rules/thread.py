"""The strip of a thread: eight stations, and the rope that splits and gathers between them; no database."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.safestring import SafeString, mark_safe

MOST = 13
"""More strands than this cannot be told apart in a strip 44 units high."""

ONE_EACH = 9
"""Up to here a strand is one thing."""

_TOP, _BOTTOM = 1.0, 43.0
_WIDEST_GAP = 6.0


class Progress(StrEnum):
    """How far the thread has come at a station."""

    DONE = "done"
    HERE = "here"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Station:
    """One stop of a thread: what kind of thing, how many of them, and the words and address a reader gets.

    `count` decides how many strands arrive; `note` is the line under the name ("9", "18 March", "12.5 points").
    `url` is empty where there is nothing to open. `strands` overrules the count, for a station whose count is no
    number of things (an assessment score). `date` is an ISO date for the machine-readable time, or empty.
    """

    kind: str
    label: str
    count: int = 1
    note: str = ""
    url: str = ""
    progress: Progress = Progress.DONE
    date: str = ""
    strands: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A station with its drawing, ready for components/thread_strip.html."""

    station: Station
    drawing: SafeString

    @property
    def is_here(self) -> bool:
        """Whether this is the page's own station."""
        return self.station.progress is Progress.HERE

    @property
    def is_todo(self) -> bool:
        """Whether the thread has not come this far."""
        return self.station.progress is Progress.TODO


def strands_of(count: int, *, summed: bool = False) -> int:
    """How many strands stand for `count` things: one each up to 9, then never more than 13.

    `summed` is a strip that adds up a whole unit: beyond 9 things the square root is drawn, so that 100 and 160
    still differ.
    """
    if count <= ONE_EACH:
        return max(count, 1)
    return min(MOST, max(ONE_EACH, round(math.sqrt(count)))) if summed else min(MOST, count)


def heights(strands: int) -> tuple[float, ...]:
    """Where the strands of one station pass, top to bottom, around the middle of the cell (22)."""
    if strands < 2:
        return (22.0,)
    gap = min(_WIDEST_GAP, (_BOTTOM - _TOP) / (strands - 1))
    first = 22 - gap * (strands - 1) / 2
    return tuple(round(first + gap * k, 2) for k in range(strands))


def links(here: int, there: int) -> tuple[tuple[int, int], ...]:
    """Which strand continues as which: each is used, none crosses another."""
    most = max(here, there)
    return tuple((k * here // most, k * there // most) for k in range(most))


def _rope(from_: Sequence[float], to: Sequence[float], left: int) -> str:
    """Path data of the strands between two stations, from `left` to the next cell's middle."""
    right, middle = left + 100, left + 50
    data = ""
    for a, b in links(len(from_), len(to)):
        y0, y1 = from_[a], to[b]
        data += f"M{left} {y0:g}C{middle} {y0:g} {middle} {y1:g} {right} {y1:g}"
    return data


def _knots(station: Station, at: Sequence[float]) -> str:
    """The station itself: a dot for every strand, a double ring where we are, an open ring where we are not yet."""
    if station.progress is Progress.HERE:
        middle = "M50 22h0"
        return "".join(f'<path class="knot knot--{part}" d="{middle}"/>' for part in ("here", "here-in", "here-dot"))
    if station.progress is Progress.TODO:
        return '<path class="knot knot--todo" d="M50 22h0"/><path class="knot knot--todo-in" d="M50 22h0"/>'
    many = " knot--many" if len(at) > ONE_EACH else ""
    return f'<path class="knot{many}" d="{"".join(f"M50 {y:g}h0" for y in at)}"/>'


def strip_cells(stations: Sequence[Station], *, summed: bool = False) -> tuple[Cell, ...]:
    """The stations with their drawings, for a row of eight or, on a phone, four and four.

    Each cell draws the strands to the next station and, hidden unless the row wraps there, those from the one
    before: the line leaves at the right edge and comes in again at the left, as a line of text does.
    """
    ropes = [
        heights(1 if s.progress is Progress.TODO else min(MOST, s.strands or strands_of(s.count, summed=summed)))
        for s in stations
    ]
    cells: list[Cell] = []
    for number, station in enumerate(stations):
        parts = ""
        if number:
            # the part before a station is dashed when the thread has not reached it
            todo = " strand--todo" if station.progress is Progress.TODO else ""
            parts += f'<path class="strand{todo} in" d="{_rope(ropes[number - 1], ropes[number], -50)}"/>'
        if number + 1 < len(stations):
            todo = " strand--todo" if stations[number + 1].progress is Progress.TODO else ""
            parts += f'<path class="strand{todo}" d="{_rope(ropes[number], ropes[number + 1], 50)}"/>'
        drawing = (
            '<svg viewBox="0 0 100 44" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
            f"{parts}{_knots(station, ropes[number])}</svg>"
        )
        cells.append(Cell(station, mark_safe(drawing)))
    return tuple(cells)
