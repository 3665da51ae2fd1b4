"""Drawings of charts: where their marks and words stand in SVG units; no markup, no database.

Two drawings are made of each chart, broad and narrow, so that its letters stay about 13 px on a desk and on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scicomm.assets.rules.charts import BROAD, text_width
from scicomm.newsroom.rules.charts import ChartData, Series, shown


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a drawing: where, which end stands there, and its class."""

    x: str
    y: str
    anchor: str
    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A path of a drawing and its class."""

    path: str
    style: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing: marks from the back to the front, then the words."""

    view_box: str
    marks: tuple[Mark, ...]
    words: tuple[Words, ...]


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers that cover a span: 1, 2 or 5 times a power of ten apart."""
    if high <= low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def _n(value: float) -> str:
    """A coordinate as SVG takes it in every language."""
    return f"{round(value, 1):g}"


def cut(words: str, room: float, size: float = 13.0) -> str:
    """As much of the words as fits."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def draw(data: ChartData, width: int, *, unit: str = "", highlight: str = "") -> Drawing:
    """The drawing of a chart at a width (BROAD or NARROW)."""
    return _bars(data, width, highlight) if data.kind == "bar" else _plane(data, width, unit, highlight)


def _bars(data: ChartData, width: int, highlight: str) -> Drawing:
    """Bars from zero, labels at the left, numbers at the bar's end; values below zero go to the left of the line of zero."""
    values = [value or 0.0 for value in data.series[0].values]
    room = min(max(text_width(label) for label in data.labels) + 10, width * 0.42)
    side = max(text_width(shown(value)) for value in values) + 10
    low, high = min(0.0, *values), max(0.0, *values)
    left = room + (side if low < 0 else 0)
    scale = (width - left - side) / ((high - low) or 1.0)
    zero = left - low * scale
    marks, words = [], []
    for number, (label, value) in enumerate(zip(data.labels, values, strict=True)):
        top, here = number * 30 + 7, label == highlight
        end = zero + value * scale
        begin, length = min(zero, end), max(abs(end - zero), 0.8)
        style = "f1" if here or (not highlight and len(values) == 1) else "f3g"
        marks.append(Mark(f"M{_n(begin)} {top}h{_n(length)}v15h{_n(-length)}z", style))
        bold = " t-b" if here else ""
        words.append(Words(_n(room - 10), str(top + 12), "end", bold.strip(), cut(label, room - 10)))
        place, anchor = (end + 7, "start") if value >= 0 else (end - 7, "end")
        words.append(Words(_n(place), str(top + 12), anchor, f"num{bold}", shown(value)))
    height = len(values) * 30 + 4
    marks.append(Mark(f"M{_n(zero)} 2V{height - 2}", "ax"))
    return Drawing(f"0 0 {width} {height}", tuple(marks), tuple(words))


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plane of a drawing: its edges and the values that stand at them."""

    left: float
    right: float
    top: float
    bottom: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        return self.left + (value - self.x_low) / ((self.x_high - self.x_low) or 1.0) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.y_low) / ((self.y_high - self.y_low) or 1.0) * (self.bottom - self.top)


def _plane(data: ChartData, width: int, unit: str, highlight: str) -> Drawing:
    """Lines, an area or points over two axes, each series named where it ends."""
    xs: Sequence[float] = data.xs or [float(number) for number in range(len(data.labels))]
    ys = [value for one in data.series for value in one.values if value is not None] or [0.0]
    # An area stands on zero, or hangs from it.
    covered = [0.0, *ys] if data.kind == "area" else ys
    ticks = nice_ticks(min(covered), max(covered), 5 if width == BROAD else 4)
    names = len(data.series) > 1
    side = min(max(text_width(one.name) for one in data.series) + 12, width * 0.3) if names else 14.0
    left = max(text_width(shown(tick)) for tick in ticks) + 10
    span = nice_ticks(min(xs), max(xs), 6 if width == BROAD else 3) if data.kind == "scatter" else [min(xs), max(xs)]
    frame = _Frame(
        left, width - side, 26, width * (0.48 if width == BROAD else 0.72), span[0], span[-1], ticks[0], ticks[-1]
    )
    marks, words = _axes(data, frame, ticks, xs, unit)
    chosen = highlight if any(one.name == highlight for one in data.series) else data.series[0].name
    for number, one in enumerate(data.series):
        marks += _series_marks(data.kind, one, xs, frame, number, here=one.name == chosen)
    if names:
        words += _end_names(data, xs, frame, chosen, side - 10)
    return Drawing(f"0 0 {width} {math.ceil(frame.bottom) + (44 if data.x_name else 28)}", tuple(marks), tuple(words))


def _axes(
    data: ChartData, frame: _Frame, ticks: list[float], xs: Sequence[float], unit: str
) -> tuple[list[Mark], list[Words]]:
    marks = [Mark(f"M{_n(frame.left)} {_n(frame.y(tick))}H{_n(frame.right)}", "gr") for tick in ticks]
    marks.append(Mark(f"M{_n(frame.left)} {_n(frame.bottom)}H{_n(frame.right)}", "ax"))
    words = [Words(_n(frame.left - 8), _n(frame.y(tick) + 4), "end", "num", shown(tick)) for tick in ticks]
    if unit:
        words.append(Words("0", "12", "start", "", cut(unit, frame.right)))
    places = _x_places(data, frame, xs)
    for number, (at, text) in enumerate(places):
        anchor = "start" if number == 0 and at - frame.left < 20 else "middle"
        anchor = "end" if number == len(places) - 1 and number and frame.right - at < 20 else anchor
        words.append(Words(_n(at), _n(frame.bottom + 18), anchor, "num", text))
    if data.x_name:
        words.append(
            Words(_n(frame.right), _n(frame.bottom + 36), "end", "", cut(data.x_name, frame.right - frame.left))
        )
    return marks, words


def _x_places(data: ChartData, frame: _Frame, xs: Sequence[float]) -> list[tuple[float, str]]:
    """Which labels stand along the axis: round numbers under points, else as many of the rows' own labels as fit."""
    if data.kind == "scatter":
        return [(frame.x(tick), shown(tick)) for tick in nice_ticks(frame.x_low, frame.x_high, 5)]
    widest = max(text_width(label) for label in data.labels) + 16
    most = max(2, int((frame.right - frame.left) / widest))
    step = max(1, math.ceil((len(xs) - 1) / max(most - 1, 1)))
    chosen = list(range(0, len(xs), step))
    return [(frame.x(xs[number]), cut(data.labels[number], widest * 1.5)) for number in chosen]


def _series_marks(kind: str, one: Series, xs: Sequence[float], frame: _Frame, number: int, *, here: bool) -> list[Mark]:
    places = [None if value is None else (frame.x(x), frame.y(value)) for x, value in zip(xs, one.values, strict=True)]
    if kind == "scatter":
        return [Mark("".join(_point(place, number) for place in places if place), "p1" if here else f"p2 p2--{number}")]
    line = ""
    for before, place in zip([None, *places], places, strict=False):
        if place:
            line += f"{'L' if before else 'M'}{_n(place[0])} {_n(place[1])}"
    # A lone point between two gaps would be a line of no length: round caps show it as a dot.
    marks = [Mark(line, "s1" if here else f"s2 s2--{number}")]
    if kind == "area":
        ends = [place for place in places if place]
        ground = _n(frame.y(max(0.0, frame.y_low)))
        marks.insert(0, Mark(f"{line}L{_n(ends[-1][0])} {ground}L{_n(ends[0][0])} {ground}z", "band"))
    return marks


def _point(place: tuple[float, float], number: int) -> str:
    """A point's sign, another for each series, so that colour is not needed: dot, cross, square."""
    x, y = place
    if number == 0:
        return f"M{_n(x)} {_n(y)}h0"
    if number == 1:
        return f"M{_n(x - 3)} {_n(y - 3)}l6 6m0 -6l-6 6"
    return f"M{_n(x - 3)} {_n(y - 3)}h6v6h-6z"


def _end_names(data: ChartData, xs: Sequence[float], frame: _Frame, chosen: str, room: float) -> list[Words]:
    """The name of each series beside its last value, pushed apart where they would stand on each other."""
    ends: list[tuple[float, str, bool]] = []
    for number, one in enumerate(data.series):
        last = next((value for value in reversed(one.values) if value is not None), None)
        sign = ("", "× ", "□ ")[number] if data.kind == "scatter" and number < 3 else ""
        ends.append((frame.y(last) if last is not None else frame.top, f"{sign}{one.name}", one.name == chosen))
    ends.sort(key=lambda end: end[0])
    places = [ends[0][0]]
    for y, _name, _here in ends[1:]:
        places.append(max(y, places[-1] + 16))
    shift = max(0.0, places[-1] - frame.bottom)
    return [
        Words(_n(frame.right + 8), _n(y - shift + 4), "start", "t-1" if here else "", cut(name, room))
        for y, (_y, name, here) in zip(places, ends, strict=True)
    ]
