"""Promise: what is in the index is found by words, phrases, fields and filters, and nothing is shown to the wrong side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scicomm.search import analysis, storage
from scicomm.search.engine import QuerySpec, UnitWallMissing, search, suggest
from tests.factories.search import indexed, make_document


@pytest.fixture
def library(home: Path) -> None:
    indexed(
        make_document(
            "zh", title="非线性控制系统的稳定性研究", body="采用消去法建立了飞行器姿态控制系统的数学模型。",
            people=("张伟", "李娜"), keywords=("姿态控制", "稳定性"), journal="控制理论学报", subjects=("自动化", "航空"),
            language="zh-Hans", unit="iac", units=("academy", "iac"), year=2020, open_access=True,
        ),
        make_document(
            "en", title="Running waves in the deep sea", body="Self-organised oscillations of COVID-19 cells were measured.",
            people=("Zhang Wei", "Müller, Anna"), keywords=("ocean waves",), journal="Deep Research", language="en",
            unit="ocean", units=("academy", "ocean"), year=2023, open_access=False, extra={"doi": "10.1000/Sea.7"},
        ),
        make_document(
            "story", kind="story", title="深海里的波", summary="A story about 10.1000/sea.7 and the sea.", language="zh-Hans",
            unit="ocean", units=("academy", "ocean"), year=2024,
        ),
    )  # fmt: skip


def keys(text: str = "", **values: Any) -> list[str]:
    return [hit.key.partition(":")[2] for hit in search(QuerySpec(text, **values)).hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("控制系统", ["zh"]),
        ("姿态", ["zh"]),
        ("控", ["zh"]),
        ("飞行器 数学", ["zh"]),
        ("run wave", ["en"]),
        ("THE SEA", ["story", "en"]),
        ("covid-19", ["en"]),
        ("self-organised", ["en"]),
        ("muller", ["en"]),
        ('"deep sea"', ["en"]),
        ('"sea deep"', []),
        ('"deep sea" -wave', []),
        ('"姿态控制系统"', ["zh"]),
        ('"系统姿态"', []),
        ("title:深海", ["story"]),
        ("标题：模型", []),
        ("author:张伟", ["zh"]),
        ("作者:娜", ["zh"]),
        ('author:"wei zhang"', ["en"]),
        ("author:mül*", ["en"]),
        ("journal:控制", ["zh"]),
        ("期刊:deep", ["en"]),
        ("keyword:ocean", ["en"]),
        ("year:2020..2023 -控制", ["en"]),
        ("year:>2023", ["story"]),
        ("kind:story", ["story"]),
        ("学科:航空", ["zh"]),
        ("oscil*", ["en"]),
        ("飞行*", ["zh"]),
        ("osillations~", ["en"]),
        ("oscillations OR 飞行器", ["zh", "en"]),
        ("(oscillations OR 飞行器) year:2020", ["zh"]),
        ("-sea", ["zh"]),
        ("nothingofthekind", []),
    ],
)
def test_what_is_asked_for_is_found(library: None, text: str, found: list[str]) -> None:
    assert sorted(keys(text)) == sorted(found)


def test_a_doi_finds_the_thing_before_what_mentions_it(library: None) -> None:
    assert keys("https://doi.org/10.1000/SEA.7") == ["en", "story"]
    assert keys("doi:10.1000/se*")[0] == "en"


def test_words_that_never_stand_together_are_loosened_and_it_is_said(library: None) -> None:
    results = search(QuerySpec("oscillations 飞行器"))
    assert results.relaxed
    assert results.total == 2
    assert not search(QuerySpec("飞行器")).relaxed


def test_a_field_or_phrase_is_never_loosened(library: None) -> None:
    assert keys('oscillations "no such phrase"') == []
    assert keys("oscillations 飞行器 year:2020") == ["zh"]


def test_everything_comes_newest_first_for_an_empty_query_and_by_date_when_asked(library: None) -> None:
    assert keys() == ["story", "en", "zh"]
    assert keys(sort="oldest") == ["zh", "en", "story"]
    assert keys("sea", sort="newest") == ["story", "en"]
    assert keys(offset=1, limit=1) == ["en"]


def test_facets_count_every_value(library: None) -> None:
    facets = search(QuerySpec()).facets
    assert facets["kind"] == [("article", 2), ("story", 1)]
    assert facets["year"] == [("2024", 1), ("2023", 1), ("2020", 1)]
    assert facets["subject"] == [("自动化", 1), ("航空", 1)]
    assert facets["open_access"] == [("no", 1), ("yes", 1)]
    assert facets["unit"] == [("ocean", 2), ("iac", 1)]
    assert facets["journal"] == [("Deep Research", 1), ("控制理论学报", 1)]


def test_a_filter_narrows_hits_and_other_facets_but_not_its_own(library: None) -> None:
    results = search(QuerySpec(filters={"kind": ["story"]}))
    assert [hit.key for hit in results.hits] == ["journals.article:story"]
    assert results.facets["kind"] == [("article", 2), ("story", 1)]
    assert results.facets["unit"] == [("ocean", 1)]
    assert keys(filters={"year": ["2020", "2024"]}) == ["story", "zh"]
    assert keys(filters={"year": ["abc"]}) == []


def test_a_midnight_in_the_home_time_zone_counts_for_its_own_year(home: Path, settings: Any) -> None:
    import datetime as dt

    settings.TIME_ZONE = "Asia/Shanghai"
    indexed(make_document(1, title="a", date=dt.datetime(2023, 12, 31, 16, tzinfo=dt.UTC)))
    assert search(QuerySpec()).facets["year"] == [("2024", 1)]


def test_titles_and_snippets_are_marked_and_escaped(home: Path) -> None:
    indexed(
        make_document(
            1,
            title="<script>alert(1)</script> 深海 & sea",
            title_other='<img src=x onerror="1"> sea',
            summary="<b>sea</b>",
        )
    )
    (hit,) = search(QuerySpec("sea <script>")).hits
    for text in (hit.title_html, hit.title_other_html, hit.snippet_html):
        assert "<mark>sea</mark>" in text
        assert "<" not in text.replace("<mark>", "").replace("</mark>", "")
    assert hit.title == "<script>alert(1)</script> 深海 & sea"


def test_the_staff_index_refuses_a_search_without_a_wall(home: Path) -> None:
    with pytest.raises(UnitWallMissing):
        search(QuerySpec("sea", index="staff"))
    with pytest.raises(UnitWallMissing):
        suggest("sea", index="staff")


def test_walls_hold_for_hits_facets_and_suggestions(home: Path) -> None:
    indexed(
        make_document(1, title="opensecret alpha", unit="ocean", units=("academy", "ocean"), keywords=("alphaword",)),
        make_document(2, title="opensecret beta", unit="space", units=("academy", "space"), keywords=("betaword",)),
        index="staff",
    )
    mine = {"index": "staff", "allowed_units": ["ocean"]}
    assert keys("opensecret", **mine) == ["1"]
    assert search(QuerySpec(**mine)).facets["unit"] == [("ocean", 1)]
    assert search(QuerySpec("opensecrte", **mine)).did_you_mean == "opensecret"
    assert search(QuerySpec("betawort", **mine)).did_you_mean is None
    assert suggest("beta", **mine) == []
    assert keys("opensecret", index="staff", allowed_units=[]) == []
    assert len(keys("opensecret", index="staff", allowed_units=["academy"])) == 2
    assert len(keys("opensecret", index="staff", allowed_units=None)) == 2
    assert keys("opensecret") == []


def test_a_misspelt_word_is_put_right(library: None) -> None:
    assert search(QuerySpec("runing wavse")).did_you_mean == "running waves"
    assert search(QuerySpec("Deep wavse")).did_you_mean == "Deep waves"
    assert search(QuerySpec("deep sea")).did_you_mean is None


def test_a_wrong_chinese_character_is_put_right(home: Path) -> None:
    indexed(make_document(1, title="光合作用的研究"))
    assert search(QuerySpec("光核作用")).did_you_mean == "光合作用"


def test_suggestions_go_on_from_what_was_typed(library: None) -> None:
    assert suggest("ocean w") == ["ocean waves"]
    assert suggest("deep s") == ["deep sea"]
    assert suggest("姿态")[0] == "姿态控制"
    assert suggest("") == suggest("zzz") == []


def test_before_the_first_build_a_search_says_so_and_does_not_fail(home: Path) -> None:
    results = search(QuerySpec("sea"))
    assert not results.available
    assert results.problems
    assert suggest("sea") == []


def test_a_damaged_index_is_no_error_page(library: None) -> None:
    directory = storage.current_directory("public")
    assert directory is not None
    (directory / "meta.json").write_text("{")
    assert not search(QuerySpec("sea")).available


def test_an_unknown_index_is_refused(home: Path) -> None:
    with pytest.raises(ValueError, match="no index"):
        search(QuerySpec(index="drafts", allowed_units=None))


def test_the_bigram_fallback_finds_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "SEGMENTER", "bigrams")
    indexed(make_document(1, title="飞行器姿态控制系统"), make_document(2, title="系统地控制"))
    assert keys("姿态控制")[0] == "1"
    assert keys('"控制系统"') == ["1"]
    assert sorted(keys("控制")) == ["1", "2"]
