"""Bars start at zero and fit, small lines stay in their box, whatever the data."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicomm.assets.rules import charts

ROWS = [{"label": "公众号", "value": 14, "here": True}, {"label": "Weibo", "value": 7, "text": "seven"}]


def test_bars_are_as_long_as_their_numbers() -> None:
    first, second = charts.bars(ROWS, charts.NARROW).bars
    assert first.width == pytest.approx(2 * second.width, abs=0.2)
    assert (first.text, second.text) == ("14", "seven")
    assert (first.here, second.here) == (True, False)


@given(st.lists(st.floats(0, 1e12), max_size=12), st.sampled_from([charts.BROAD, charts.NARROW]))
def test_bars_and_their_numbers_stay_inside(values: list[float], width: int) -> None:
    drawing = charts.bars([{"label": f"row {n}", "value": v} for n, v in enumerate(values)], width)
    assert len(drawing.bars) == len(values)
    for bar in drawing.bars:
        assert bar.width >= 0
        assert bar.text_x + charts.text_width(bar.text) <= width + 1


def test_bars_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        charts.bars([{"label": "x", "value": -1}], charts.BROAD)


@given(st.lists(st.floats(-1e9, 1e9), max_size=40))
def test_a_small_line_stays_in_its_box(values: list[float]) -> None:
    line = charts.spark(values)
    if not values:
        assert line.data == ""
    for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", line.data):
        assert 0 <= float(x) <= 112
        assert 0 <= float(y) <= 28


def test_chinese_is_wider_than_latin() -> None:
    assert charts.text_width("论文") == pytest.approx(26)
    assert charts.text_width("ab") < charts.text_width("论文")
