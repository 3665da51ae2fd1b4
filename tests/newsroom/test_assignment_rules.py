"""The pure rules of assignments: moves, sums against a brute-force count, days, notices."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.newsroom.rules import assignments as rules
from scicomm.newsroom.rules import submissions
from scicomm.newsroom.rules.assignments import Node, Tally, notices_due, own_tally, parent_of, tallies

TODAY = dt.date(2026, 11, 26)
VERBS = sorted({verb for _state, verb in rules.MOVES})


@given(st.lists(st.sampled_from(VERBS), max_size=30))
def test_whatever_is_tried_the_machine_stays_within_its_states(verbs: list[str]) -> None:
    """Nothing leads out of `cancelled`; done is reached only from accepted work; back from done leads only by reopening."""
    state, answered = rules.DRAFT, False
    for verb in verbs:
        now = rules.after(state, verb)
        if now is None:
            continue
        assert now in rules.STATES and state != rules.CANCELLED
        if now == rules.DONE:
            assert answered and verb in {"confirm", "count"}
        if state == rules.DONE:
            assert (verb, now) == ("reopen", rules.IN_PROGRESS)
        if verb == "cancel":
            assert now == rules.CANCELLED and state != rules.DONE
        answered = answered or verb in {"accept", "split", "begin"}
        if verb == "give":
            answered = False
        state = now


def test_every_state_but_cancelled_has_a_way_on_and_is_reached() -> None:
    assert {state for state, _verb in rules.MOVES} == set(rules.STATES) - {rules.CANCELLED}
    assert set(rules.MOVES.values()) == set(rules.STATES) - {rules.DRAFT}
    assert rules.after(rules.GIVEN, "submit") is None and rules.after(rules.RETURNED, "accept") is None
    assert {state for state, _verb in submissions.MOVES} >= {
        submissions.OFFERED,
        submissions.ADOPTED,
        submissions.ENDED,
    }
    assert submissions.after(submissions.DECLINED, "adopt") is None


@st.composite
def forests(draw: st.DrawFn) -> list[Node]:
    """Trees in any order: each node hangs below an earlier one or stands alone."""
    nodes: list[Node] = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        above = draw(st.sampled_from([None, *nodes]))
        nodes.append(
            Node(
                pk=number, trail=f"{above.trail if above else '/'}{number}/", state=draw(st.sampled_from(rules.STATES)),
                quota=draw(st.integers(1, 9)), counted=draw(st.integers(0, 9)),
                due_on=TODAY + dt.timedelta(days=draw(st.integers(-2, 2))),
            )
        )  # fmt: skip
    return draw(st.permutations(nodes))


def counted_by_hand(node: Node, nodes: list[Node]) -> Tally:
    """The definition itself, slow and plain: own pieces, and whatever the live children have."""
    if node.state not in rules.LIVE and node.state != rules.DRAFT:
        return Tally()
    children = [one for one in nodes if parent_of(one.trail) == node.trail and one.state in rules.LIVE]
    kept = max(node.quota - sum(child.quota for child in children), 0)
    total = own_tally(node, kept, TODAY)
    for child in children:
        total = total + counted_by_hand(child, nodes)
    return total


@settings(max_examples=150, deadline=None)
@given(forests())
def test_the_sums_of_any_forest_are_those_counted_by_hand(nodes: list[Node]) -> None:
    sums = tallies(nodes, TODAY)
    for node in nodes:
        assert sums[node.pk] == counted_by_hand(node, nodes)
        one = sums[node.pk]
        assert one.wanted >= 0 and one.late <= one.wanted - one.done and 0 <= one.percent <= 100
        if node.state in rules.LIVE:
            assert one.wanted >= node.quota


def test_a_trail_knows_what_is_above_it_and_no_trail_begins_another_by_chance() -> None:
    assert parent_of("/12/57/9/") == "/12/57/" and parent_of("/12/") == ""
    assert not "/123/".startswith("/12/")


def test_a_shortfall_is_what_nobody_was_given() -> None:
    assert rules.shortfall(10, [3, 4]) == 3 and rules.shortfall(10, [8, 8]) == 0


@pytest.mark.parametrize(
    ("left", "given_ago", "wanted"),
    [
        (6, 9, []),
        (5, 9, [("reminder", 5)]),
        (2, 9, [("reminder", 5)]),
        (1, 9, [("reminder", 1)]),
        (0, 9, [("reminder", 1)]),
        (0, 0, []),
        (-1, 0, [("overdue", 0)]),
        (-3, 9, [("overdue", 0), ("escalated", 3)]),
    ],
)
def test_who_is_told_when(left: int, given_ago: int, wanted: list[tuple[str, int]]) -> None:
    assert notices_due(left, given_ago) == wanted


def test_the_table_counts_answers_and_their_days() -> None:
    steps = [
        submissions.Step(1, 3, "offer"), submissions.Step(1, 3, "ask", 2), submissions.Step(1, 4, "offer"),
        submissions.Step(1, 4, "adopt", 6), submissions.Step(2, 4, "offer"), submissions.Step(2, 4, "decline", 4),
        submissions.Step(2, 4, "take_back"),
    ]  # fmt: skip
    table = submissions.tabulated(steps)
    year = table[1, 0]
    assert (year.offered, year.adopted, year.changes, year.declined, year.rate, year.median_days) == (
        2,
        1,
        1,
        0,
        100,
        4.0,
    )
    assert (table[0, 0].offered, table[0, 0].rate, table[0, 0].median_days) == (3, 50, 4.0)
    assert table[1, 3].rate is None and (2, 3) not in table
