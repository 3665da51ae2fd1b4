"""Figures of many releases in a file: its lines read, with what is wrong named line by line; no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scicomm.channels.rules.measures import METRICS
from scicomm.channels.rules.sheets import MOST_ROWS, BadRow, count_of, day_of, lines_of

_HEAD = {
    "release": "place",
    "address": "place",
    "url": "place",
    "地址": "place",
    "链接": "place",
    "发布": "place",
    "metric": "metric",
    "figure": "metric",
    "指标": "metric",
    "value": "value",
    "number": "value",
    "数值": "value",
    "数量": "value",
    "day": "day",
    "date": "day",
    "日期": "day",
    "estimate": "estimate",
    "估计": "estimate",
}
_METRICS = {
    "阅读": "reads",
    "阅读数": "reads",
    "点赞": "likes",
    "转发": "shares",
    "分享": "shares",
    "评论": "comments",
    "点击": "clicks",
    "收藏": "saves",
    "送达": "deliveries",
    "打开": "opens",
}
_TRUE = frozenset({"yes", "y", "1", "true", "是", "估计"})
HEAD = ("release", "metric", "value", "day", "estimate")


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure of a file: the release by its address or number, and the line it stands in."""

    line: int
    place: str
    metric: str
    value: int
    day: dt.date
    is_estimate: bool


def figure_lines(content: bytes, today: dt.date) -> tuple[list[FigureLine], list[BadRow]]:
    """The figures of a file with the columns release, metric, value, day and (if there are any) estimate, in any order."""
    lines = lines_of(content)
    if lines is None:
        return [], [BadRow(0, "unreadable")]
    if len(lines) > MOST_ROWS:
        return [], [BadRow(0, "too_many", str(MOST_ROWS))]
    order = [_HEAD.get(cell.lower(), "") for cell in lines[0]] if lines else []
    if not {"place", "metric", "value", "day"} <= set(order):
        return [], [BadRow(1, "head", ", ".join(lines[0])[:80] if lines else "")]
    good: list[FigureLine] = []
    bad: list[BadRow] = []
    for number, line in enumerate(lines[1:], 2):
        read = _line(number, dict(zip(order, line, strict=False)), today)
        if isinstance(read, FigureLine):
            good.append(read)
        else:
            bad.append(read)
    return good, bad


def _line(number: int, cells: dict[str, str], today: dt.date) -> FigureLine | BadRow:
    said = cells.get("metric", "").lower()
    metric = _METRICS.get(said, said)
    day, value = day_of(cells.get("day", "")), count_of(cells.get("value", ""))
    if day is not None and value is not None and day <= today and metric in METRICS and cells.get("place"):
        return FigureLine(number, cells["place"], metric, value, day, cells.get("estimate", "").lower() in _TRUE)
    checks = (
        ("place", bool(cells.get("place")), "place"),
        ("metric", metric in METRICS, "metric"),
        ("value", value is not None, "value"),
        ("day", day is not None, "day"),
        ("future", False, "day"),
    )
    code, _holds, name = next(one for one in checks if not one[1])
    return BadRow(number, code, cells.get(name, "")[:40])
