"""The drawing of a thread: one strand for one thing, never more than 13, links with words, dashes for what is to come."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicomm.desk.rules import thread, weave

KINDS = ("paper", "lead", "story", "channels", "mentions", "questions", "answers", "assessment")


def stations(counts: tuple[int, ...] = (1, 1, 1, 9, 47, 6, 4, 1), here: int = 2, todo: int = 8) -> list[thread.Station]:
    made = []
    for number, (kind, count) in enumerate(zip(KINDS, counts, strict=True)):
        state = thread.Progress.HERE if number == here else thread.Progress.DONE
        state = thread.Progress.TODO if number >= todo else state
        made.append(thread.Station(kind, kind.title(), count, str(count), f"#{kind}", state))
    return made


@pytest.mark.parametrize(("count", "strands"), [(0, 1), (1, 1), (9, 9), (10, 10), (13, 13), (47, 13), (9000, 13)])
def test_one_strand_for_one_thing_and_thirteen_at_most(count: int, strands: int) -> None:
    assert thread.strands_of(count) == strands


def test_a_summed_strip_draws_the_root() -> None:
    assert [thread.strands_of(n, summed=True) for n in (4, 9, 47, 100, 121, 5000)] == [4, 9, 9, 10, 11, 13]


@given(st.integers(1, 13))
def test_strands_stand_inside_the_cell_around_its_middle(count: int) -> None:
    heights = thread.heights(count)
    assert len(heights) == count
    assert 1 <= heights[0] <= heights[-1] <= 43
    assert sum(heights) / count == pytest.approx(22, abs=0.02)


@given(st.integers(1, 13), st.integers(1, 13))
def test_every_strand_goes_on_and_none_crosses(here: int, there: int) -> None:
    pairs = thread.links(here, there)
    assert {a for a, _ in pairs} == set(range(here))
    assert {b for _, b in pairs} == set(range(there))
    assert list(pairs) == sorted(pairs)


def test_the_strip_splits_where_a_story_is_released_and_gathers_at_the_end() -> None:
    cells = thread.strip_cells(stations())
    assert len(cells) == 8
    knots = [re.search(r'class="knot[^"]*" d="([^"]*)"', str(c.drawing)) for c in cells]
    assert [k[1].count("M") if k else 0 for k in knots] == [1, 1, 1, 9, 13, 6, 4, 1]
    outgoing = re.search(r'class="strand" d="([^"]*)"', str(cells[2].drawing))
    assert outgoing is not None
    assert outgoing[1].count("M50 22C") == 9


def test_here_is_a_double_ring_and_what_is_not_there_yet_is_dashed() -> None:
    cells = thread.strip_cells(stations(here=1, todo=2))
    assert cells[1].is_here
    assert "knot--here-in" in str(cells[1].drawing)
    assert "strand--todo" in str(cells[1].drawing)
    assert "strand--todo" not in str(cells[0].drawing)
    assert all(cell.is_todo and "knot--todo" in str(cell.drawing) for cell in cells[2:])
    assert all("M50 22C100 22 100 22 150 22" in str(cell.drawing) for cell in cells[1:7]), "one dashed line, no rope"


def test_a_station_may_say_how_many_strands_it_is() -> None:
    score = thread.Station("assessment", "Assessment", 125, "12.5 points", strands=1)
    (cell,) = thread.strip_cells([score])
    assert str(cell.drawing).count("M50") == 1


COLUMNS = [weave.Column("Paper", "1"), weave.Column("Mentions", "3"), weave.Column("Answers", "1")]
NODES = [
    weave.Node("p", 0, "A <b>paper</b>", "18 March", url="/paper/?a=1&b=2", here=True),
    weave.Node("m1", 1, "First", tone=weave.Tone.HOT),
    weave.Node("m2", 1, "Second"),
    weave.Node("m3", 1, "Third"),
    weave.Node("a", 2, "Not yet", tone=weave.Tone.TODO),
]
LINKS = [
    weave.Link("p", "m1", weave.Tone.HOT),
    weave.Link("p", "m2"),
    weave.Link("p", "m3"),
    weave.Link("m1", "a", weave.Tone.TODO),
    weave.Link("gone", "a"),
]


def picture(nodes: list[weave.Node] | None = None) -> str:
    return str(weave.picture(COLUMNS, nodes or NODES, LINKS, title="The thread", description="One paper & more"))


def test_the_picture_is_drawn_wide_and_tall_with_a_name_and_a_description() -> None:
    html = picture()
    assert re.findall(r'class="weave chart--(\w+)"', html) == ["broad", "narrow"]
    assert html.count("<title id=") == html.count("<desc id=") == 2
    assert "One paper &amp; more" in html
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for names in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert set(names.split()) <= set(ids)


def test_things_are_links_with_words_and_words_are_escaped() -> None:
    html = picture()
    assert html.count('<a href="/paper/?a=1&amp;b=2"><title>A &lt;b&gt;paper&lt;/b&gt;, 18 March</title>') == 2
    assert "<b>" not in html


def test_each_cause_is_one_line_and_a_link_to_nothing_is_left_out() -> None:
    wide = picture().split("</svg>")[0]
    curves = re.findall(r'<path class="(\w*)" d="M[^"]*C', wide)
    assert sorted(curves) == ["", "", "hot", "todo"]
    assert curves[-1] == "hot", "the wrong claim lies on top"


def test_a_full_column_shows_dots_and_keeps_the_names_for_those_who_do_not_see() -> None:
    crowd = [weave.Node(f"n{n}", 1, f"Mention {n}") for n in range(weave.LABELLED + 1)]
    wide = picture(NODES[:1] + crowd).split("</svg>")[0]
    assert "<title>Mention 7</title>" in wide
    assert not re.search(r"<text[^>]*>Mention 7</text>", wide)


def test_more_things_than_can_be_seen_are_not_drawn() -> None:
    many = [weave.Node(f"n{n}", 1, f"Mention {n}") for n in range(500)]
    assert picture(many).split("</svg>")[0].count("<circle") == weave.SHOWN


def test_a_thing_outside_the_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="column"):
        picture([weave.Node("x", 7, "Nowhere")])
