"""Promise: what changed is found by its datestamp and its set, and tokens lead through whole lists at a small cost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scicomm.journals import actions
from scicomm.journals.models import Article, Journal
from scicomm.journals.queries import oai as reads
from scicomm.journals.rules.oai import tokens
from scicomm.organisation.enums import Role
from tests.factories.journals import jats, related, take
from tests.factories.oai import OAI, ask, code_of, harvested, identifiers, token
from tests.journals.oai_articles import LONG_AGO, many, oai_id, stamp, texts

pytestmark = [pytest.mark.django_db, pytest.mark.samples, pytest.mark.usefixtures("oai_namespace")]


# -------------------------------------------------------------------------------------------------- sets and dates


def test_a_set_holds_what_it_says_and_units_hold_those_below(academy: Any) -> None:
    take(academy.north_lake)
    take(academy.south_sea, doi="10.5555/sea.1", journal="海洋", eissn="", heading="化学", keywords="")
    named = {
        found.findtext(f"{OAI}setSpec"): found.findtext(f"{OAI}setName")
        for found in ask(verb="ListSets").iter(f"{OAI}set")
    }
    assert named["unit:north"] == "北方分院 / North Branch"
    lake, sea = oai_id("10.5555/band.1"), oai_id("10.5555/sea.1")
    expected = {
        "unit": {lake, sea}, "journal": {lake, sea}, "subject": {lake, sea}, "unit:academy": {lake, sea}, "unit:north": {lake},
        "unit:north-lake": {lake}, "unit:south-sea": {sea}, "subject:150": {sea},
        f"journal:{Journal.objects.get(title_zh='海洋').slug}": {sea},
    }  # fmt: skip
    for spec, found in expected.items():
        assert spec in named
        assert set(identifiers(ask(verb="ListIdentifiers", metadataPrefix="jats", set=spec))) == found, spec
    assert code_of(ask(verb="ListIdentifiers", metadataPrefix="jats", set="unit:south-star")) == "noRecordsMatch"


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2020-01-01T12:00:01Z", "", [1, 2]),
        ("", "2020-01-01T12:00:01Z", [0, 1]),
        ("2020-01-01T12:00:01Z", "2020-01-01T12:00:01Z", [1]),
        ("2020-01-01", "2020-01-01", [0, 1, 2]),
        ("2020-01-02", "", []),
        ("", "2019-12-31", []),
        ("", "9999-12-31", [0, 1, 2]),
    ],
)
def test_from_and_until_include_their_own_second_or_day(since: str, until: str, found: list[int], academy: Any) -> None:
    dois = many(academy, 3)
    stamp(dois[1], LONG_AGO + dt.timedelta(seconds=1, microseconds=999_999))
    given = {**({"since": since} if since else {}), **({"until": until} if until else {})}
    root = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **given)
    assert identifiers(root) == [oai_id(dois[number]) for number in found]
    assert (code_of(root) == "noRecordsMatch") == (not found)


def test_a_retraction_changes_the_datestamp_and_is_said_in_dublin_core(academy: Any) -> None:
    take(academy.top)
    stamp("10.5555/band.1", LONG_AGO)
    since = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    notice = jats(
        "10.5555/notice.1",
        title_zh="撤稿声明",
        article_type="retraction",
        related=related("retracted-article", "10.5555/band.1"),
    )
    take(academy.top, notice)
    assert set(identifiers(ask(verb="ListIdentifiers", metadataPrefix="jats", since=since))) == {
        oai_id("10.5555/band.1"), oai_id("10.5555/notice.1"),
    }  # fmt: skip
    said = ask(verb="GetRecord", identifier=oai_id("10.5555/band.1"), metadataPrefix="oai_dc")
    assert "Retracted Publication" in texts(said, "type")
    assert "https://doi.org/10.5555/notice.1" in texts(said, "relation")
    words = [text for text in texts(said, "description") if "10.5555/notice.1" in text]
    assert len(words) == 2 and any("retracted" in text for text in words)
    of_notice = ask(verb="GetRecord", identifier=oai_id("10.5555/notice.1"), metadataPrefix="oai_dc")
    assert "https://doi.org/10.5555/band.1" in texts(of_notice, "relation")


def test_a_new_name_of_a_journal_reaches_harvesters_of_its_articles(academy: Any) -> None:
    take(academy.north_lake)
    stamp("10.5555/band.1", LONG_AGO)
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    actions.edit_journal(Journal.objects.get(), acting_user=editor, description_zh="不在记录里")
    assert Article.objects.get().changed_at == LONG_AGO
    actions.edit_journal(Journal.objects.get(), acting_user=editor, title_zh="湿地与湖泊")
    assert Article.objects.get().changed_at > LONG_AGO


# -------------------------------------------------------------------------------------------------- tokens


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "PART", 3)


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
@pytest.mark.parametrize("prefix", ["oai_dc", "jats"])
def test_tokens_lead_through_the_whole_list_once(verb: str, prefix: str, academy: Any, small_parts: None) -> None:
    dois = many(academy, 7)
    stamp(dois[4], LONG_AGO + dt.timedelta(seconds=3))  # two of the same moment, on both sides of a border
    answers = harvested(verb, prefix)
    assert [found for root in answers for found in identifiers(root)] == [oai_id(doi) for doi in dois]
    places = [token(root).attrib for root in answers]
    assert [place["cursor"] for place in places] == ["0", "3", "6"]
    assert {place["completeListSize"] for place in places} == {"7"}
    assert "expirationDate" in places[0] and "expirationDate" not in places[-1]
    assert token(answers[-1]).text is None
    again = ask(verb=verb, resumptionToken=token(answers[0]).text)
    assert identifiers(again) == identifiers(answers[1]), "a token may be sent again"


def test_a_token_of_another_verb_another_house_or_last_week_is_refused(
    academy: Any, small_parts: None, monkeypatch: Any
) -> None:
    many(academy, 4)
    good = token(ask(verb="ListRecords", metadataPrefix="oai_dc")).text
    bad = [good[:-1] + ("A" if good[-1] != "A" else "B"), good + "x", good.upper(), "x" + good]
    for one in bad:
        assert code_of(ask(verb="ListRecords", resumptionToken=one)) == "badResumptionToken"
    assert code_of(ask(verb="ListIdentifiers", resumptionToken=good)) == "badResumptionToken"
    assert code_of(ask(verb="ListRecords", resumptionToken=good)) == ""
    monkeypatch.setattr(tokens, "_SIGNER", tokens.signing.Signer(key="another house", salt="scicomm.journals.oai"))
    assert code_of(ask(verb="ListRecords", resumptionToken=good)) == "badResumptionToken"
    monkeypatch.undo()
    later = timezone.now() + dt.timedelta(days=8)
    monkeypatch.setattr("scicomm.journals.api.oai.timezone.now", lambda: later)
    assert code_of(ask(verb="ListRecords", resumptionToken=good)) == "badResumptionToken"


def test_what_changes_during_a_harvest_is_not_lost(academy: Any, small_parts: None) -> None:
    """Between two parts: one already given changes, one not yet given changes, a new one comes, one is withdrawn."""
    dois = many(academy, 7)
    first = ask(verb="ListRecords", metadataPrefix="jats")
    take(academy.top, doi=dois[0], title_zh="新的标题")
    take(academy.top, doi=dois[3], title_zh="新的标题")
    take(academy.top, doi="10.5555/new")
    actions.withdraw_article(Article.objects.get(doi=dois[5]), reason="错稿", acting_user=academy.superuser)
    rest, root = [], first
    while token(root) is not None and token(root).text:
        root = ask(verb="ListRecords", resumptionToken=token(root).text)
        rest += identifiers(root)
    assert sorted(rest) == sorted(oai_id(doi) for doi in (*dois[3:], dois[0], "10.5555/new"))
    assert len(rest) == len(set(rest))


def test_a_list_whose_rest_has_moved_away_still_ends_with_a_record(academy: Any, small_parts: None) -> None:
    dois = many(academy, 4)
    first = ask(verb="ListRecords", metadataPrefix="oai_dc", until="2020-12-31")
    stamp(dois[3], timezone.now())
    last = ask(verb="ListRecords", resumptionToken=token(first).text)
    assert identifiers(last) == [oai_id(dois[2])] and token(last).text is None


def test_a_part_of_large_sources_ends_early(academy: Any, monkeypatch: Any) -> None:
    dois = many(academy, 5)
    size = len(jats(dois[0]))
    monkeypatch.setattr(reads, "PART_BYTES", size * 2 + size // 2)
    assert [len(identifiers(root)) for root in harvested(prefix="jats")] == [2, 2, 1]
    monkeypatch.setattr(reads, "PART_BYTES", 1)
    assert [len(identifiers(root)) for root in harvested(prefix="jats")] == [1] * 5


# -------------------------------------------------------------------------------------------------- cost


@pytest.mark.parametrize(("prefix", "most"), [("oai_dc", 5), ("jats", 4)])
def test_a_part_of_a_hundred_records_costs_five_queries_at_most(prefix: str, most: int, academy: Any) -> None:
    dois = many(academy, 103)
    take(
        academy.top, jats("10.5555/notice.1", article_type="retraction", related=related("retracted-article", dois[0]))
    )
    stamp(dois[0], LONG_AGO)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        root = ask(verb="ListRecords", metadataPrefix=prefix, set="unit:academy", since="2000-01-01")
    assert len(identifiers(root)) == 100
    assert len(queries) <= most, [query["sql"][:120] for query in queries]
    with CaptureQueriesContext(connection) as queries:
        ask(verb="ListRecords", resumptionToken=token(root).text)
    assert len(queries) < most
