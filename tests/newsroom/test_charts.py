"""Pasted cells become tables and charts, or are refused with the row; drawings stay inside their frame."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scicomm.assets.rules.charts import BROAD, NARROW
from scicomm.newsroom.rules.charts import KINDS, read_chart
from scicomm.newsroom.rules.drawings import draw, nice_ticks
from scicomm.newsroom.rules.tables import WrongTable, cells_of, number_of, read_table


def test_cells_are_read_as_people_write_them() -> None:
    assert cells_of('a\tb\r\n"x\ny"\t 1 \n\n') == [["a", "b"], ["x y", "1"]]
    assert cells_of("a;b\n1,5;2") == [["a", "b"], ["1,5", "2"]]
    assert [number_of(cell) for cell in ("1,234.5", "−3", "１２", "40%", "1e3", "nan", "12a", "")] == [
        1234.5, -3, 12, 40, 1000, None, None, None,
    ]  # fmt: skip
    table = read_table("湖\t天\n青湖\t120\n白湖\t—", header_row=True)
    assert table.numeric == (False, True)


@pytest.mark.parametrize(
    ("kind", "text", "code", "row"),
    [
        ("bar", "a\tb", "empty_chart", 0), ("bar", "a\tb\tc\nx\t1\t2", "too_many_series", 0),
        ("line", "a\tb\n1\tx", "not_a_number", 2),
        ("scatter", "a\tb\nx\t1", "not_a_number", 2), ("line", "a\tb\n2\t1\n1\t1", "not_rising", 3),
        ("bar", "a\tb\nx\t", "not_a_number", 2),
        ("line", "a\tb\n1\t1\n2", "uneven", 3), ("bar", "a\tb\n" + "x\t1\n" * 41, "too_many_rows", 0),
    ],
)  # fmt: skip
def test_wrong_cells_are_refused_with_their_row(kind: str, text: str, code: str, row: int) -> None:
    with pytest.raises(WrongTable) as refused:
        read_chart(kind, text)
    assert (refused.value.code, refused.value.row) == (code, row)


def test_ticks_are_round_and_cover_what_is_shown() -> None:
    assert nice_ticks(101, 128) == [100, 110, 120, 130]
    assert nice_ticks(0, 0)[0] == 0 and nice_ticks(-0.3, 0.4)[0] <= -0.3


def test_bars_below_zero_go_left_and_gaps_break_a_line() -> None:
    bars = draw(read_chart("bar", "湖\t变化\n青湖\t-4\n白湖\t8"), BROAD, highlight="白湖")
    starts = [float(mark.path[1:].split()[0]) for mark in bars.marks if mark.style != "ax"]
    zero = float(bars.marks[-1].path[1:].split()[0])
    assert starts[0] < zero == starts[1] and [mark.style for mark in bars.marks] == ["f3g", "f1", "ax"]
    line = draw(read_chart("line", "年\t冰\n2001\t1\n2002\t-\n2003\t2\n2004\t3"), NARROW)
    assert next(mark.path for mark in line.marks if mark.style == "s1").count("M") == 2


NUMBERS = st.lists(st.floats(-1e7, 1e7, allow_nan=False).map(lambda value: round(value, 3)), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@example(values=[-4966500.0, -9935500.0], kind="area", width=BROAD)
@given(values=NUMBERS, kind=st.sampled_from(KINDS), width=st.sampled_from([BROAD, NARROW]))
def test_whatever_the_numbers_the_drawing_stays_in_its_frame(values: list[float], kind: str, width: int) -> None:
    data = read_chart(kind, "x\ty\n" + "\n".join(f"{number}\t{value}" for number, value in enumerate(values)))
    made = draw(data, width, unit="毫米")
    height = float(made.view_box.split()[3])
    for mark in made.marks:
        assert "nan" not in mark.path and "inf" not in mark.path and "e+" not in mark.path
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", mark.path):
            assert -1 <= float(x) <= width + 1 and -1 <= float(y) <= height + 1
    assert all(-1 <= float(text.y) <= height for text in made.words)
