"""What the checks see in a text: claims beyond the paper, numbers, names, links, words and sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicomm.newsroom.rules.checks import (
    Finding,
    Named,
    Passage,
    Picture,
    Severity,
    Shape,
    claim_findings,
    link_findings,
    links_in,
    name_findings,
    number_findings,
    picture_findings,
    quantities,
    readability_findings,
    sentences,
    structure_findings,
)
from scicomm.newsroom.rules.checks.vocabulary import is_common_in, words_in
from tests.newsroom.claim_pairs import PAIRS_EN, PAIRS_ZH


def told(text: str, kind: str = "paragraph") -> list[Passage]:
    return [Passage("b", kind, text)]


def codes(findings: list[Finding]) -> set[str]:
    return {found.code for found in findings}


@pytest.mark.parametrize("pairs", [PAIRS_EN, PAIRS_ZH], ids=["en", "zh"])
def test_claims_beyond_the_paper_are_found_and_faithful_sentences_left_alone(
    pairs: list[tuple[str, list[tuple[str, str]]]],
) -> None:
    missed, alarms, wanted = [], [], 0
    for abstract, rows in pairs:
        for sentence, label in rows:
            found = codes(claim_findings(told(sentence), abstract))
            wanted += bool(label)
            if label and f"claim-{label}" not in found:
                missed.append(sentence)
            if not label and found:
                alarms.append((sentence, found))
    assert not alarms
    assert len(missed) <= wanted * 0.07, missed


def test_an_abstract_says_no_more_than_itself() -> None:
    for abstract, _rows in [*PAIRS_EN, *PAIRS_ZH]:
        assert claim_findings(told(abstract), abstract) == []


def test_a_cause_made_of_a_relation_shows_its_pair_and_holds_the_story_back() -> None:
    abstract = "Noise at night was linked to higher blood pressure in 812 residents. We measured it for two years."
    (found,) = claim_findings(told("The team measured for two years. Noise at night raises blood pressure."), abstract)
    assert found.severity == Severity.ERROR
    assert found.pair is not None
    assert found.pair.story == "Noise at night raises blood pressure."
    assert found.pair.paper == "Noise at night was linked to higher blood pressure in 812 residents."
    # The same words in the speaker's mouth are the speaker's.
    assert claim_findings(told("Noise at night raises blood pressure.", "quote"), abstract) == []


def test_across_languages_the_headline_answers_for_the_story() -> None:
    abstract = "Tea drinking was associated with a lower risk of stroke. The reason may be a change of the gut flora."
    assert codes(claim_findings(told("喝茶能预防卒中", "title"), abstract)) & {"claim-causal", "claim-hedge"}
    assert claim_findings(told("喝茶的人卒中较少，原因还不清楚", "title"), abstract) == []


@pytest.mark.parametrize(
    ("story", "paper", "wanted"),
    [
        ("约有35%的人", "a share of 0.352 of all people", set()),
        ("约有53%的人", "35 % of people", {"number-differs"}),
        ("绕行3.2万公里", "an orbit of 32,147 km", set()),
        ("比头发细，只有80纳米", "the wires are 80 μm wide", {"number-differs"}),
        ("重1.5吨", "a mass of 1,500 kg", set()),
        ("共有12只鸟，跑了11年", "twelve birds over eleven years", set()),
        ("温度升高2.5℃", "no temperature is given", {"number-unknown"}),
        ("about 5,300 adults", "5,312 adults", set()),
        ("5,213 adults", "5,312 adults", {"number-unknown"}),
        ("since 2019 and 12 March", "nothing", set()),
        ("3.2×10^4 km away", "32000 km", set()),
        ("grew by 7 %", "grew by 7 days", {"number-unit"}),
    ],
)
def test_numbers_are_the_papers_within_their_rounding(story: str, paper: str, wanted: set[str]) -> None:
    assert codes(number_findings(told(story), paper, whole_paper=True)) == wanted


def test_against_an_abstract_only_measured_numbers_are_asked_for() -> None:
    assert number_findings(told("412 pages in 3 km"), "an abstract of 3 km", whole_paper=False) == []


@given(st.floats(min_value=0.001, max_value=1e9, allow_nan=False).map(lambda value: float(f"{value:.4g}")))
def test_a_number_is_itself_however_it_is_written(value: float) -> None:
    plain = f"{value:.10f}".rstrip("0").rstrip(".")
    assert number_findings(told(f"it is {plain} kg"), f"a mass of {value:,.10f} kg", whole_paper=True) == []
    assert [found.kind for found in quantities(f"{plain} kg")] == ["mass"]


def test_near_misses_of_names_are_found_with_the_right_spelling() -> None:
    named = Named(("湖泊研究所", "Institute of Lakes", "北方分院"), ("沈知远", "Zhiyuan Shen"))
    wrong = "湖泊科学研究所的沈知原说，Zhiyuen Shen of the Institute of Lake agrees."
    found = name_findings(told(wrong), named)
    assert {(one.fix.old, one.fix.new) for one in found if one.fix} == {
        ("湖泊科学研究所", "湖泊研究所"),
        ("沈知原", "沈知远"),
        ("Zhiyuen Shen", "Zhiyuan Shen"),
        ("Institute of Lake", "Institute of Lakes"),
    }
    right = "湖泊研究所的沈知远和湖泊研究所的同事说，Zhiyuan Shen of the Institute of Lakes agrees. 海洋大学也参加了。"
    assert name_findings(told(right), named) == []


def test_links_are_gathered_from_markup_words_and_dois() -> None:
    html = (
        '<p><a href="https://a.example/x?y=1&amp;z=2">here</a> and https://b.example/p. '
        'DOI 10.5555/ABC.1, <a href="/local">x</a> <a href="mailto:a@b.example">m</a></p>'
    )
    links = links_in(html)
    assert links == ["https://a.example/x?y=1&z=2", "https://b.example/p", "https://doi.org/10.5555/ABC.1"]
    places = [("b", link) for link in links]
    found = link_findings(places, {links[0]: 404, links[1]: 200, links[2]: 0})
    assert [(one.code, one.severity) for one in found] == [
        ("link-dead", Severity.ERROR),
        ("link-silent", Severity.WARNING),
    ]
    assert codes(link_findings(places, {})) == {"link-unasked"}
    # A server that will not speak to programs is alive.
    assert link_findings(places[:1], {links[0]: 403}) == []


def test_pictures_need_words_rights_and_credit() -> None:
    whole = Picture("b", "Lake", alt="A lake at dawn", credit="Mei", caption="The lake")
    assert picture_findings([whole]) == []
    bare = replace(whole, alt="", credit="", caption="", problems=("The licence has ended.",))
    assert {(one.code, one.severity.value) for one in picture_findings([bare])} == {
        ("picture-rights", "error"),
        ("picture-alt", "error"),
        ("picture-credit", "warning"),
        ("picture-caption", "warning"),
    }


def test_hard_words_are_named_unless_they_are_explained() -> None:
    def hard(text: str, language: str, keywords: tuple[str, ...] = ()) -> set[str]:
        found = readability_findings(
            told(text), language, is_common=is_common_in(language, keywords), words_of=words_in
        )
        return {str(one.values["term"]) for one in found if one.code == "term-hard"}

    assert "permafrost" in hard("The road stands on permafrost and the house too.", "en")
    assert hard("The road stands on permafrost (ground that never thaws). The permafrost is deep.", "en") == set()
    assert hard("The catalysts were tested in rivers and cities by engineers.", "en") == set()
    assert "菌群" in hard("肠道菌群变少了。", "zh-hans", ("肠道菌群",))
    assert "甲基化" in hard("甲基化水平升高了。", "zh-hans")
    assert "菌群" not in hard("肠道菌群，即肠道里的细菌，变少了。", "zh-hans", ("肠道菌群",))
    assert hard("草地变成裸地之前，我们量了十一年。", "zh-hans") == set()


def test_long_sentences_and_headlines_are_measured_in_their_language() -> None:
    def found(passages: list[Passage], language: str) -> set[str]:
        return codes(readability_findings(passages, language, is_common=lambda word: True, words_of=words_in))

    assert found(told("很" * 81 + "。"), "zh-hans") == {"sentence-long"}
    assert found(told("很" * 80 + "。"), "zh-hans") == set()
    assert found(told("word " * 36 + "."), "en") == {"sentence-long"}
    assert found(told("长" * 33, "title"), "zh-hans") == {"headline-wechat", "headline-search", "headline-mail"}
    assert found(told("A short headline", "title"), "en") == set()


def test_sentences_end_where_readers_stop() -> None:
    assert sentences("Lakes grew by 3.5 m, e.g. In May. Smith et al. Saw it. Why? Nobody knows.") == [
        "Lakes grew by 3.5 m, e.g. In May.",
        "Smith et al. Saw it.",
        "Why?",
        "Nobody knows.",
    ]
    assert sentences("“湖变小了。”他说。为什么？没人知道") == ["“湖变小了。”", "他说。", "为什么？", "没人知道"]


def test_what_a_story_must_have() -> None:
    whole = [
        Passage("title", "title", "草地的余地"),
        Passage("standfirst", "standfirst", "量一量就知道。"),
        *told("来源：DOI 10.5555/x。原因尚不清楚。"),
    ]
    shape = Shape(doi="10.5555/x", source_line="来源：DOI 10.5555/x")
    assert structure_findings(whole, shape) == []
    assert codes(structure_findings([], Shape())) == {"no-headline", "no-text", "no-standfirst"}
    bare = [*whole[:2], *told("量了【待核】十一年")]
    found = structure_findings(bare, shape)
    assert codes(found) == {"note-left", "no-source", "no-unknowns"}
    assert next(one for one in found if one.code == "no-source").fix is not None
    early = replace(
        shape,
        paper_comes_out=dt.date(2026, 5, 2),
        released_from=dt.datetime(2026, 5, 1, 23, 59, tzinfo=dt.UTC),
    )
    assert codes(structure_findings(whole, early)) == {"before-paper"}
    assert structure_findings(whole, replace(early, released_from=dt.datetime(2026, 5, 2, tzinfo=dt.UTC))) == []
