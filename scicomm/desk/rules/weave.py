"""The whole thread as one picture: things in columns, one line for one cause, wide for desks and tall for phones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scicomm.assets.rules.charts import text_width

LABELLED = 14
"""A column with more things than this shows dots only; their names are in the list beside the picture."""

SHOWN = 60
"""More things than this in one column are not drawn one by one."""


class Tone(StrEnum):
    """What a thing or a link means: usual, not there yet, a wrong claim on its way to its answer, counted directly."""

    PLAIN = ""
    TODO = "todo"
    HOT = "hot"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of the thread: `column` is its place from the left, `url` what opens it (empty: nothing does)."""

    key: str
    column: int
    label: str
    note: str = ""
    url: str = ""
    tone: Tone = Tone.PLAIN
    here: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One cause: the thing `target` came from the thing `source`."""

    source: str
    target: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading: its name, and its number as it should read ("9", "12.5")."""

    label: str
    total: str


Place = tuple[float, float]


def _spread(count: int, low: float, high: float, widest: float) -> list[float]:
    """`count` places between two edges, evenly, no further apart than `widest`, around the middle."""
    if count < 2:
        return [(low + high) / 2] * count
    gap = min(widest, (high - low) / (count - 1))
    first = (low + high - gap * (count - 1)) / 2
    return [round(first + gap * k, 1) for k in range(count)]


def _by_column(columns: Sequence[Column], nodes: Sequence[Node]) -> list[list[Node]]:
    """The drawn things of each column; those beyond SHOWN are left to the list beside the picture."""
    return [[n for n in nodes if n.column == number][:SHOWN] for number in range(len(columns))]


def _title(node: Node) -> str:
    return escape(", ".join(part for part in (node.label, node.note) if part))


def _dot(node: Node, at: Place, *, crowded: bool) -> str:
    """The mark of a thing, with its name for those who cannot see the picture; a link where it can be opened."""
    x, y = at
    radius = 9 if node.here else 3 if crowded else 6
    kind = {Tone.TODO: "o", Tone.HOT: "hot"}.get(node.tone, "")
    mark = f'<title>{_title(node)}</title><circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{radius}"/>'
    if node.here:
        mark += f'<circle class="ring" cx="{x:g}" cy="{y:g}" r="13"/>'
    return mark


def _open(node: Node, inside: str) -> str:
    return f'<a href="{escape(node.url)}">{inside}</a>' if node.url else f"<g>{inside}</g>"


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    if not words:
        return ""
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _short(words: str, room: float) -> str:
    """Words cut to fit `room` units beside a dot; the whole of them is in the title."""
    if text_width(words) <= room:
        return words
    kept = words
    while kept and text_width(kept + "…") > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _curve(tone: Tone, start: Place, end: Place, *, upright: bool) -> str:
    (x0, y0), (x1, y1) = start, end
    if upright:
        middle = (y0 + y1) / 2
        handles = f"{x0:g} {middle:g} {x1:g} {middle:g}"
    else:
        middle = (x0 + x1) / 2
        handles = f"{middle:g} {y0:g} {middle:g} {y1:g}"
    return f'<path class="{tone.value}" d="M{x0:g} {y0:g}C{handles} {x1:g} {y1:g}"/>'


def _curves(links: Sequence[Link], places: dict[str, Place], *, upright: bool) -> str:
    """Every link whose two ends are drawn; wrong claims last, so that they lie on top."""
    drawn = [link for link in links if link.source in places and link.target in places]
    drawn.sort(key=lambda link: link.tone is Tone.HOT)
    return "".join(_curve(k.tone, places[k.source], places[k.target], upright=upright) for k in drawn)


def _wide_words(node: Node, at: Place, room: float, *, is_last: bool) -> str:
    """Names over the dots; in the last column beside them, where no line goes on."""
    x, y = at
    if is_last:
        below = _text(x + 14, y + 15, node.note)
        return _text(x + 14, y - 2 if node.note else y + 5, _short(node.label, 110), "w-h") + below
    clear = 20 if node.here else 13
    return _text(x, y - clear, _short(node.label, room), anchor="middle") + _text(
        x, y + clear + 13, _short(node.note, room), anchor="middle"
    )


def _wide(columns: Sequence[Column], groups: list[list[Node]], links: Sequence[Link]) -> str:
    height = 560.0
    last = max(len(columns) - 1, 1)
    xs = [round(60 + k * (1040 / last), 1) for k in range(len(columns))]
    places: dict[str, Place] = {}
    for x, group in zip(xs, groups, strict=True):
        for node, y in zip(group, _spread(len(group), 92, height - 32, 74), strict=True):
            places[node.key] = (x, y)
    heads, marks = "", ""
    for number, (column, group) in enumerate(zip(columns, groups, strict=True)):
        heads += _text(xs[number], 28, column.total, "w-n", "middle") + _text(
            xs[number], 52, column.label, "w-h", "middle"
        )
        crowded = len(group) > LABELLED
        for node in group:
            at = places[node.key]
            words = "" if crowded else _wide_words(node, at, 1040 / last - 30, is_last=number == last)
            marks += _open(node, _dot(node, at, crowded=crowded) + words)
    return _curves(links, places, upright=False) + marks + heads


def _tall(columns: Sequence[Column], groups: list[list[Node]], links: Sequence[Link]) -> str:
    """The same walk downwards: one line of dots a column, names only where a line has a single thing."""
    places: dict[str, Place] = {}
    rows = [round(40 + k * 110.0, 1) for k in range(len(columns))]
    for y, group in zip(rows, groups, strict=True):
        for node, x in zip(group, _spread(len(group), 108, 338, 26), strict=True):
            places[node.key] = (x, y)
    heads, marks = "", ""
    for y, column, group in zip(rows, columns, groups, strict=True):
        heads += f'<path class="axis" d="M0 {y:g}H350"/>'
        heads += _text(0, y - 8, column.label, "w-h") + _text(0, y + 18, column.total)
        for node in group:
            at = places[node.key]
            words = _text(at[0], y + (34 if node.here else 27), node.note, anchor="middle") if len(group) == 1 else ""
            marks += _open(node, _dot(node, at, crowded=len(group) > 9) + words)
    return heads + _curves(links, places, upright=True) + marks


def picture(
    columns: Sequence[Column],
    nodes: Sequence[Node],
    links: Sequence[Link],
    *,
    title: str,
    description: str,
    key: str = "weave",
) -> SafeString:
    """Two SVG drawings of the thread, one for wide screens and one for phones; the page shows the one that fits.

    `title` and `description` name the picture for those who do not see it; the same content must stand on the page
    as a list. `key` keeps the ids apart where a page has two pictures. Raises ValueError for a thing outside the
    columns.
    """
    if any(not 0 <= node.column < len(columns) for node in nodes):
        raise ValueError("a thing stands in a column that does not exist")
    groups = _by_column(columns, nodes)
    out = ""
    for size, box, body in (
        ("broad", "0 0 1200 560", _wide(columns, groups, links)),
        ("narrow", f"0 0 350 {len(columns) * 110}", _tall(columns, groups, links)),
    ):
        name = f"{escape(key)}-{size}"
        out += (
            f'<svg class="weave chart--{size}" viewBox="{box}" role="group" aria-labelledby="{name}-t {name}-d">'
            f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>{body}</svg>'
        )
    return mark_safe(out)
