"""A query is read as it is printed, says where it is wrong, and the fast matcher finds what the plain evaluator finds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scicomm.core.workdays import china
from scicomm.listening.enums import SourceClass
from scicomm.listening.rules.watches import (
    Item,
    Matcher,
    Node,
    QueryError,
    Scope,
    compiled,
    explain,
    fits,
    from_file,
    is_quiet,
    next_digest,
    parse,
    render,
    snippet,
    to_file,
    words_to_exclude,
)
from scicomm.listening.rules.watches.leafs import CLASSES
from scicomm.listening.rules.watches.tree import (
    And,
    Beginning,
    Has,
    Near,
    Or,
    Region,
    Trait,
    Words,
    asks_for_something,
    joined,
    negated,
)

# Few words, so that random queries and random texts meet; with endings, names of operators and Chinese that contains Chinese.
LATIN = ["cell", "cells", "cellar", "heat", "heated", "not", "gene", "editing", "co2", "and"]
HAN = ["草原", "草", "斑纹", "原上", "co2排放", "与", "湖"]
REGIONS = st.sampled_from([Region.ANY, Region.ANY, Region.ANY, Region.TITLE, Region.TEXT, Region.SOURCE])


def _words(region: Region) -> st.SearchStrategy[Any]:
    latin = st.builds(
        lambda words, exact: Words(tuple(words), exact, region),
        st.lists(st.sampled_from(LATIN), min_size=1, max_size=3),
        st.booleans(),
    )
    han = st.sampled_from(HAN).map(lambda word: Words((word,), False, region))
    starts = st.sampled_from(["cel", "hea", "gen"]).map(lambda start: Beginning(start, region))
    return st.one_of(latin, latin, han, starts)


def _near(region: Region) -> st.SearchStrategy[Any]:
    parts = st.lists(_words(region), min_size=2, max_size=3).map(tuple)
    return st.builds(Near, parts, st.integers(1, 6))


TRAITS = st.sampled_from([
    Has(Trait.LANGUAGE, "zh"), Has(Trait.CLASS, "news"), Has(Trait.HOST, "example.org"), Has(Trait.UNIT, "lake"),
    Has(Trait.DOI, "10.5555/dje.1"), Has(Trait.IS, "linked"), Has(Trait.IS, "copy"),
])  # fmt: skip
LEAVES = st.one_of(REGIONS.flatmap(_words), REGIONS.flatmap(_near), TRAITS)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(negated),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: joined(And, parts)),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: joined(Or, parts)),
    ),
    max_leaves=8,
).map(lambda node: node if asks_for_something(node) else joined(And, [Words(("cell",)), node]))
PIECES = st.lists(
    st.sampled_from([*LATIN, *HAN, "Cells", "of", "the", "，", ". ", "“草原”", " "]), max_size=14
)  # fmt: skip
TEXTS = st.one_of(PIECES.map(" ".join), PIECES.map("".join))
ITEMS = st.builds(
    Item,
    title=TEXTS,
    text=TEXTS,
    source=TEXTS,
    language=st.sampled_from(["zh", "en", "other"]),
    source_class=st.sampled_from(["news", "own"]),
    host=st.sampled_from(["www.example.org", "news.example.org", "example.com", ""]),
    units=st.sampled_from([("lake", "north"), ()]),
    paths=st.sampled_from([("00010001",), ("00010002",), ("0001",)]),
    dois=st.sampled_from([("10.5555/DJE.1",), ()]),
    is_linked=st.booleans(),
    is_copy=st.booleans(),
)
SCOPES = st.builds(
    Scope,
    languages=st.sampled_from([frozenset(), frozenset({"zh"})]),
    classes=st.sampled_from([frozenset(), frozenset({"news"})]),
    without_own=st.booleans(),
    without_copies=st.booleans(),
    path=st.sampled_from(["", "0001", "00010001", "000100010001"]),
)


@given(NODES)
@settings(max_examples=80, deadline=None)
def test_what_is_printed_is_read_as_the_same(node: Node) -> None:
    assert parse(render(node)) == node


@given(st.lists(st.tuples(NODES, SCOPES), min_size=1, max_size=10), st.lists(ITEMS, min_size=1, max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_the_matcher_agrees_with_the_plain_evaluator_through_changes(
    watches: list[tuple[Node, Scope]], items: list[Item], data: st.DataObject
) -> None:
    matcher = Matcher()
    kept = dict(enumerate(watches))
    for key, (node, scope) in kept.items():
        matcher.add(key, node, scope)
    for key in data.draw(st.lists(st.integers(0, len(watches) - 1), max_size=6)):
        if data.draw(st.booleans()):
            matcher.remove(key)
            kept.pop(key, None)
        else:
            kept[key] = data.draw(st.tuples(NODES, SCOPES))
            matcher.add(key, *kept[key])
    for item in items:
        wanted = [key for key, (node, scope) in sorted(kept.items()) if scope.reaches(item) and fits(node, item)]
        assert matcher.match(item) == wanted
    for key in list(kept):
        matcher.remove(key)
    assert len(matcher) == 0 and not any(matcher.match(item) or matcher.present(item) for item in items)


def test_a_tree_too_long_for_rows_is_matched_as_a_whole() -> None:
    query = " AND ".join(f"(a{n} OR b{n} OR c{n})" for n in range(6)) + " -zzz"
    matcher = Matcher()
    matcher.add(1, parse(query))
    assert matcher.match(Item("a0 b1 c2 a3 b4", "c5")) == [1]
    assert matcher.match(Item("a0 b1 c2 a3 b4", "c5 zzz")) == matcher.match(Item("a0 b1 c2 a3 b4", "")) == []


@pytest.mark.parametrize(
    ("query", "title", "wanted"),
    [
        ("草原", "研究人员发现草原上的斑纹", True),
        ("科传一号", "“科传”一号升空", True),
        ("CO2排放", "BCO2排放", False),
        ("cell", "Two cells divide", True), ("cell", "In the cellar", False), ("=cell", "Two cells divide", False),
        ('"gene editing"', "gene edits", False), ('~"gene editing"', "gene edits", True), ("gene-editing", "gene edited", True),
        ("micro*", "microplastics found", True), ("micro*", "a micrometre", True), ("micro*", "in microscopy", True),
        ("heat NEAR/2 record", "a record of the heat", True), ("heat NEAR/1 record", "a record of the heat", False),
        ('"record heat"~2', "heat set a record", True),
        ("草原 NEAR/3 退化", "草原正在快速退化", True), ("草原 NEAR/3 湖", "草原上有人说起那个很远很远的地方有湖", False),
        ("title:草原", "草原", True), ("text:草原", "草原", False), ("source:新华", "湖", True),
        ("host:example.org", "湖", True), ("language:zh 湖", "湖", True), ("language:en 湖", "湖", False),
        ("湖 -is:linked", "湖", True), ("湖 或 草原", "湖", True), ("湖 与 草原", "湖", False),
        ("湖 非 草原", "草原上的湖", False),
        ("doi:10.5555/DJE.1", "x", True), ("unit:lake x", "x", True), ("class:(news OR blog) x", "x", True),
    ],
)  # fmt: skip
def test_the_language_means_what_its_users_expect(query: str, title: str, wanted: bool) -> None:
    item = Item(title, "", "zh", "新华社", "news", "www.example.org", ["lake"], ["0001"], ["10.5555/dje.1"])
    matcher = Matcher()
    matcher.add(1, parse(query))
    assert fits(parse(query), item) is wanted
    assert matcher.match(item) == [1] * wanted


@pytest.mark.parametrize(
    ("query", "kind", "marked"),
    [
        ("", "empty", ""), ("草原 AND (斑纹 OR 湖", "unclosed", "("), ("草原) 湖", "unopened", ")"),
        ("a ()", "nothing_inside", "()"),
        ("a AND", "lonely", "AND"), ("OR a", "lonely", "OR"), ("a AND OR b", "lonely", "AND"), ("a NOT", "lonely_not", "NOT"),
        ("titel:x", "unknown_field_like", "titel:"), ("wolke:x", "unknown_field", "wolke:"), ("title: ", "empty_field", "title:"),
        ("mi* x", "short_wildcard", "mi*"), ("x mi*cro", "odd_wildcard", "mi*cro"), ('x "y', "unclosed_quote", '"'),
        ("NOT 广告", "only_forbids", "NOT 广告"), ("a OR NOT b", "only_forbids", "a OR NOT b"),
        ("language:zh", "only_narrows", "language:zh"),
        ("x class:foo", "unknown_value", "foo"), ("a NEAR/99 b", "near_far", "NEAR/99"),
        ("a NEAR/3 (b c)", "near_what", "a NEAR/3 (b c)"),
        ("a NEAR/3 b NEAR/4 c", "near_mixed", "NEAR/4"), ("x !!!", "no_word", "!!!"),
        ("(" * 40 + "a" + ")" * 40, "too_deep", "("),

        ("x" * 5000, "too_long", "x" * 1000), (" ".join(f"w{n}" for n in range(400)), "too_many", None),
    ],
)  # fmt: skip
def test_an_error_says_what_and_where(query: str, kind: str, marked: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    error = caught.value
    assert error.kind == kind
    assert marked is None or query[error.start : error.end] == marked
    assert error.sentence and "%(" not in error.sentence and "<script" not in error.marked("<script>" + query)


@given(st.text(alphabet='ab草 ()"“”~*:+-=/ANDORNT5与或非\n', max_size=60))
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_is_read_or_refused(query: str) -> None:
    try:
        node = parse(query)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(query) + 1
    else:
        assert parse(render(node)) == node


def test_boxes_are_the_same_tree_and_nothing_in_them_is_an_operator() -> None:
    assert compiled("湖，草原", "斑纹", "广告") == parse("斑纹 AND (湖 OR 草原) AND NOT 广告")
    assert fits(compiled("AND\nNOT", "", ""), Item("it is not so", ""))


def test_why_it_matched_is_marked_in_the_text_as_written() -> None:
    title, text = "“草原” 上的ＣＯ２排放", "Two  Cells\ndivide; 第三次，heat made a record."
    why = explain(parse('草原上 co2排放 cell "heat made" OR zzz -广告'), Item(title, text))
    assert [title[start:end] for start, end in why.title] == ["草原” 上", "ＣＯ２排放"]
    assert [text[start:end] for start, end in why.text] == ["Cells", "heat made"]
    assert why.words == ("草原上", "co2排放", "cell", "heat made")
    piece, spans = snippet("x" * 300 + " 草原 " + "y" * 300, [(301, 303)])
    assert piece[0] == piece[-1] == "…" and [piece[start:end] for start, end in spans] == ["草原"]


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_marks_are_places_of_the_text(title: str, text: str) -> None:
    why = explain(
        parse(" OR ".join([*(f'"{word}"' for word in LATIN), *(f'"{word}"' for word in HAN)])), Item(title, text)
    )
    for spans, whole in ((why.title, title), (why.text, text)):
        assert all(0 <= start < end <= len(whole) for start, end in spans)
        assert list(spans) == sorted(spans)
        assert not any(whole[start:end].isspace() for start, end in spans)


def test_quiet_hours_reach_over_midnight_and_digests_wait_for_working_days() -> None:
    night = dt.time(22), dt.time(7)
    assert is_quiet(dt.time(23), *night) and is_quiet(dt.time(6, 59), *night) and not is_quiet(dt.time(7), *night)
    assert not is_quiet(dt.time(12), None, None)
    zone = dt.timezone(dt.timedelta(hours=8))
    rules: dict[str, Any] = {"hour": 8, "weekday": 0, "calendar": china()}
    friday = dt.datetime(2026, 3, 6, 9, tzinfo=zone)
    assert next_digest(friday, rhythm="daily", working_days=True, **rules) == dt.datetime(2026, 3, 9, 8, tzinfo=zone)
    assert next_digest(friday, rhythm="daily", working_days=False, **rules) == dt.datetime(2026, 3, 7, 8, tzinfo=zone)
    assert next_digest(friday, rhythm="weekly", working_days=True, **rules) == dt.datetime(2026, 3, 9, 8, tzinfo=zone)
    assert next_digest(friday, rhythm="hourly", working_days=True, **rules) == dt.datetime(2026, 3, 6, 10, tzinfo=zone)
    # A Sunday that is worked before a holiday counts as a working day.
    saturday = dt.datetime(2025, 9, 27, 9, tzinfo=zone)
    assert next_digest(saturday, rhythm="daily", working_days=True, **rules) == dt.datetime(2025, 9, 28, 8, tzinfo=zone)


def test_words_that_would_make_it_quieter_are_those_of_a_part_of_the_finds() -> None:
    lakes = [f"湖里的鱼 第{n}天" for n in range(8)] + ["湖南 旅游 打折"] * 4
    words = dict(words_to_exclude(lakes, ["草原的羊"] * 10, ["湖"]))
    assert words.get("旅游") == 4 and "湖" not in words


def test_a_file_of_watches_is_read_leniently() -> None:
    rows = from_file(to_file([{"name": "甲", "query": "湖", "hour": 99, "is_on": "x", "odd": 1}]).encode())
    assert [(row.name, row.values) for row in rows] == [("甲", {"query": "湖"})]


def test_the_classes_of_the_language_are_those_of_the_sources() -> None:
    assert set(CLASSES) == set(SourceClass.values)
