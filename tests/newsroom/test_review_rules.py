"""Steps of review, pure: no order of signing leads around a required step, and nothing signed before an edit counts after it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from scicomm.core.logs import without_secrets
from scicomm.newsroom.rules.passages import changes, find_quote, pieces_of
from scicomm.newsroom.rules.reviews import (
    HOUSE_PLAN,
    SECRECY,
    Signature,
    StepRule,
    counted,
    letters_due,
    missing_steps,
    open_steps,
    plan_errors,
    rapid_release,
    rapid_step,
    stages,
)
from scicomm.newsroom.rules.sign_links import digest_of, link_number, token_for

KINDS = ["first", "second", "final", "secrecy", "scientist"]


@st.composite
def plans(draw: st.DrawFn) -> list[StepRule]:
    kinds = draw(st.permutations(KINDS))[: draw(st.integers(1, 5))]
    plan = [
        StepRule(
            kind,
            needed=draw(st.integers(1, 2)),
            required=kind == SECRECY or draw(st.booleans()),
            parallel=bool(number) and draw(st.booleans()),
            may_follow=kind != SECRECY and draw(st.booleans()),
        )
        for number, kind in enumerate(kinds)
    ]
    return [*plan, *([] if any(step.required for step in plan) else [StepRule("extra")])]


events = st.lists(
    st.one_of(st.tuples(st.sampled_from(KINDS), st.sampled_from("abcdefgh")), st.just("edit")), max_size=40
)


@given(plans(), events)
def test_no_order_of_signing_publishes_without_every_required_step(
    plan: list[StepRule], steps: list[tuple[str, str] | str]
) -> None:
    """Whoever tries to sign whatever: only what is open is taken, and complete means that each required step has as many
    different people as it asks for, on this revision, and every stage came before the next."""
    revision, signed = 1, list[Signature]()
    for step in steps:
        if isinstance(step, str):
            revision += 1
            assert set(missing_steps(plan, signed, revision)) == {rule.kind for rule in plan if rule.required}
            continue
        kind, who = step
        if kind in open_steps(plan, signed, revision):
            signed.append(Signature(kind, who, revision))
    people: dict[str, set[str]] = {}
    seen: set[str] = set()
    for row in signed:
        if row.revision == revision and row.signer not in seen:
            seen.add(row.signer)
            people.setdefault(row.kind, set()).add(row.signer)
    lacks = [rule.kind for rule in plan if rule.required and len(people.get(rule.kind, ())) < rule.needed]
    assert list(missing_steps(plan, signed, revision)) == lacks
    # No signature stands in a stage while a required step of an earlier one lacks any.
    for number, stage in enumerate(stages(plan)):
        if any(rule.kind in lacks for rule in stage):
            later = {rule.kind for rest in stages(plan)[number + 1 :] for rule in rest}
            assert not later & set(people)
            break
    if lacks:
        assert open_steps(plan, signed, revision), "a round that is not complete always waits for somebody"


@given(plans(), st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("abcd")), max_size=12))
def test_the_rapid_lane_never_leaves_secrecy_or_what_may_not_follow(
    plan: list[StepRule], steps: list[tuple[str, str]]
) -> None:
    signed = [Signature(kind, who, 1) for kind, who in steps]
    left = rapid_release(plan, signed, 1)
    assert SECRECY not in left.follow
    assert all(next(rule for rule in plan if rule.kind == kind).may_follow for kind in left.follow)
    one = rapid_step(plan)
    missing = set(missing_steps(plan, signed, 1)) - {one}
    assert set(left.follow) | set(left.blocked) >= missing
    if one is None:
        assert left.blocked


def test_the_house_order_and_stages() -> None:
    assert open_steps(HOUSE_PLAN, [], 1) == ("first",)
    assert open_steps(HOUSE_PLAN, [Signature("first", "a", 1)], 1) == ("second",)
    # Who signed the first does not count for the second, and a signature of an older revision counts for nothing.
    assert counted(HOUSE_PLAN, [Signature("first", "a", 1), Signature("second", "a", 1)], 1)["second"] == 0
    assert open_steps(HOUSE_PLAN, [Signature("first", "a", 1)], 2) == ("first",)
    assert rapid_step(HOUSE_PLAN) is None
    beside = [StepRule("first"), StepRule("secrecy", parallel=True), StepRule("scientist")]
    assert open_steps(beside, [Signature("first", "a", 1)], 1) == ("secrecy",)
    optional = [StepRule("first", required=False), StepRule("final")]
    assert open_steps(optional, [], 1) == ("first", "final")


def test_plans_that_cannot_hold_say_why() -> None:
    assert plan_errors(HOUSE_PLAN) == []
    assert plan_errors([]) == ["empty"]
    assert plan_errors([StepRule("scientist")]) == ["empty"]
    assert "twice" in plan_errors([StepRule("first"), StepRule("first")])
    assert "parallel_first" in plan_errors([StepRule("first", parallel=True)])
    assert "secrecy_optional" in plan_errors([StepRule("first"), StepRule("secrecy", required=False)])
    assert "secrecy_follows" in plan_errors([StepRule("first"), StepRule("secrecy", may_follow=True)])
    # The link leaves the house, so secrecy must be complete before it, not beside it.
    assert "scientist_too_early" in plan_errors([StepRule("secrecy"), StepRule("scientist", parallel=True)])
    assert plan_errors([StepRule("secrecy"), StepRule("scientist"), StepRule("final")]) == []


def test_each_letter_is_due_once_and_none_too_early() -> None:
    assert letters_due(5, []) == ()
    assert letters_due(1, []) == ("before",)
    assert letters_due(1, ["before"]) == ()
    assert letters_due(-1, []) == ("after",), "a late step needs no reminder that it will be due"
    assert letters_due(-2, ["before", "after"]) == ("substitutes",)
    assert letters_due(-9, ["after"]) == ("substitutes", "editors")


@given(st.text(max_size=60), st.text(max_size=60))
def test_changes_put_together_are_both_texts(old: str, new: str) -> None:
    pieces = pieces_of(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "ins") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "del") == new


def test_changes_and_quotes() -> None:
    made = changes({"title": "斑纹", "a": "12 年", "b": "去掉的"}, {"title": "斑纹", "a": "11 年", "c": "新的"})
    assert [(change.passage, change.kind) for change in made] == [("a", "changed"), ("c", "new"), ("b", "gone")]
    assert [(piece.kind, piece.text) for piece in made[0].pieces] == [("del", "12"), ("ins", "11"), ("", " 年")]
    assert find_quote("量了 11 年，\n没有断", "11 年， 没有") == 3
    assert find_quote("abc", "x") is None and find_quote("abc", " ") is None and find_quote("a.c", "a.c") == 0


def test_a_token_is_the_keys_alone_and_never_stands_in_the_log() -> None:
    until = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    token = token_for("key", 7, "salt", until)
    assert token == token_for("key", 7, "salt", until) and link_number(token) == 7
    others = [
        token_for("other", 7, "salt", until),
        token_for("key", 8, "salt", until),
        token_for("key", 7, "pepper", until),
        token_for("key", 7, "salt", until + dt.timedelta(days=1)),
    ]
    assert len({digest_of(value) for value in [token, *others]}) == 5
    assert [link_number(bad) for bad in ("", "x", token[:-1], token + "a", "scl_0-" + "A" * 43)] == [None] * 5
    line = without_secrets(f'"POST /en/sign/{token}/ HTTP/1.1" 404')
    assert token.split("-", 1)[1] not in line and "/en/sign/scl_7-***/" in line
    assert without_secrets("password=abc http://u:p@h/") == "password=*** http://u:***@h/"
