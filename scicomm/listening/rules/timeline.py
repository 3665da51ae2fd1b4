"""Where the bars of a topic's timeline stand, in SVG units, with its bursts as bands behind them; no markup, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

HIGH, FOOT, HEAD = 150, 22, 20
BROAD, NARROW = 680, 350


@dataclass(frozen=True)
class Slot:
    """One hour or day of a topic: when it begins, independent reports, copies and own outlets beside them."""

    at: dt.datetime
    independent: int
    others: int
    label: str = ""
    is_burst: bool = False


@dataclass(frozen=True)
class Column:
    """The two stacked bars of a slot: independent reports below, the others above."""

    x: float
    width: float
    y: float
    height: float
    other_y: float
    other_height: float


@dataclass(frozen=True)
class Mark:
    """Words under or above the bars."""

    x: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Timeline:
    """A drawing at one width. `bands` are (x, width) of bursts."""

    view_box: str
    columns: tuple[Column, ...]
    bands: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]
    top: Mark | None
    foot: float
    head: float
    width: int


def draw(slots: Sequence[Slot], width: int) -> Timeline:
    """Bars from zero, all slots in one row; four labels at most on the broad drawing, three on the narrow one."""
    if not slots:
        return Timeline(f"0 0 {width} {HIGH}", (), (), (), None, HIGH - FOOT, HEAD, width)
    step = width / len(slots)
    bar = max(step * 0.8, 0.8)
    most = max(max(slot.independent + slot.others for slot in slots), 1)
    scale = (HIGH - FOOT - HEAD) / most
    foot = HIGH - FOOT
    columns = []
    for number, slot in enumerate(slots):
        own, other = slot.independent * scale, slot.others * scale
        x = number * step + (step - bar) / 2
        columns.append(
            Column(
                round(x, 2),
                round(bar, 2),
                round(foot - own, 1),
                round(own, 1),
                round(foot - own - other, 1),
                round(other, 1),
            )
        )
    peak = max(range(len(slots)), key=lambda number: slots[number].independent + slots[number].others)
    text = str(slots[peak].independent + slots[peak].others)
    top = Mark(round(min(max((peak + 0.5) * step, 12), width - 12), 1), text)
    return Timeline(
        f"0 0 {width} {HIGH}",
        tuple(columns),
        _bands(slots, step),
        _marks(slots, step, 4 if width > NARROW else 3, width),
        top,
        foot,
        round(columns[peak].other_y - 6, 1),
        width,
    )


def _bands(slots: Sequence[Slot], step: float) -> tuple[tuple[float, float], ...]:
    """Neighbouring slots of a burst as one band."""
    bands: list[tuple[float, float]] = []
    start = None
    for number, slot in enumerate([*slots, Slot(slots[-1].at, 0, 0)]):
        if slot.is_burst and start is None:
            start = number
        elif not slot.is_burst and start is not None:
            bands.append((round(start * step, 2), round((number - start) * step, 2)))
            start = None
    return tuple(bands)


def _marks(slots: Sequence[Slot], step: float, most: int, width: int) -> tuple[Mark, ...]:
    """Labels of the first and last slot and of some between; one label where all is one slot."""
    if len(slots) == 1:
        return (Mark(width / 2, slots[0].label),)
    places = sorted({round(number * (len(slots) - 1) / (most - 1)) for number in range(most)})
    marks = []
    for place in places:
        anchor = "start" if place == 0 else "end" if place == len(slots) - 1 else "middle"
        x = 0.0 if place == 0 else float(width) if place == len(slots) - 1 else round((place + 0.5) * step, 1)
        marks.append(Mark(x, slots[place].label, anchor))
    return tuple(marks)
