"""Promise: whatever a harvester asks, the answer fits the schema of OAI-PMH 2.0, and what changed is found by its datestamp."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scicomm.journals import actions
from scicomm.journals.models import Article, ArticleVersion, Journal
from scicomm.journals.queries import oai as reads
from scicomm.journals.rules.oai import tokens
from scicomm.journals.rules.oai.formats import jats_of
from scicomm.journals.rules.oai.identifiers import doi_of, identifier_of, namespace_of
from scicomm.journals.tasks import look_at_forms
from scicomm.organisation.enums import Role
from tests.factories.journals import jats, related, take
from tests.factories.oai import DC, OAI, XML_LANG, ask, checked, code_of, harvested, identifiers, raw, token

pytestmark = [pytest.mark.django_db, pytest.mark.samples]
LONG_AGO = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _schemas(samples: Path, settings: Any) -> None:
    settings.SCICOMM_OAI_NAMESPACE = "journals.example.org"


def stamp(doi: str, moment: dt.datetime) -> None:
    Article.everything.filter(doi=doi).update(changed_at=moment)


def many(academy: Any, count: int) -> list[str]:
    """So many articles, a second apart; their DOIs in the order of their datestamps."""
    dois = [f"10.5555/many.{number:03}" for number in range(count)]
    for number, doi in enumerate(dois):
        take(academy.top, doi=doi)
        stamp(doi, LONG_AGO + dt.timedelta(seconds=number))
    return dois


def oai_id(doi: str) -> str:
    return identifier_of("journals.example.org", doi)


def texts(root: Any, name: str) -> list[str]:
    return [found.text for found in root.iter(DC + name)]


# -------------------------------------------------------------------------------------------------- who we are


def test_identify_says_who_we_are_and_what_to_expect(academy: Any) -> None:
    take(academy.top)
    stamp("10.5555/band.1", LONG_AGO)
    said = ask(verb="Identify")
    assert said.findtext(f".//{OAI}deletedRecord") == "persistent"
    assert said.findtext(f".//{OAI}granularity") == "YYYY-MM-DDThh:mm:ssZ"
    assert said.findtext(f".//{OAI}earliestDatestamp") == "2020-01-01T12:00:00Z"
    assert said.findtext(f".//{OAI}repositoryName") == "示范科学院 / Demonstration Academy"
    assert said.findtext(f".//{OAI}baseURL") == said.findtext(f"{OAI}request") == reads.base_url()
    assert said.findtext(".//{*}repositoryIdentifier") == "journals.example.org"
    assert said.findtext(".//{*}sampleIdentifier").startswith("oai:journals.example.org:")


def test_an_empty_house_answers_too(db: None) -> None:
    assert ask(verb="Identify").findtext(f".//{OAI}earliestDatestamp") < "2001"
    assert code_of(ask(verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"
    assert len(ask(verb="ListSets").findall(f".//{OAI}set")) >= 3


@pytest.mark.parametrize(
    ("wanted", "site", "found"),
    [
        ("kepu.example.cn", "https://other.example", "kepu.example.cn"),
        ("", "https://Kepu.Example.cn:8443", "kepu.example.cn"),
        ("", "http://localhost:8000", "localhost.localdomain"),
        ("", "http://192.168.1.7", "localhost.localdomain"),
        ("not a domain", "https://a.example", "a.example"),
    ],
)
def test_identifiers_carry_a_domain_name_whatever_the_site_is_called(wanted: str, site: str, found: str) -> None:
    assert namespace_of(wanted, site) == found


@pytest.mark.parametrize("doi", ["10.1000/a(b)c;d<e>f#g[h]", "10.1000/中文", "10.1000/100%25", "10.1000/a b"])
def test_every_doi_has_an_identifier_that_leads_back_to_it(doi: str, academy: Any) -> None:
    assert doi_of("a.example", identifier_of("a.example", doi)) == doi
    assert doi_of("b.example", identifier_of("a.example", doi)) == ""
    article = take(academy.top).article
    Article.everything.filter(pk=article.pk).update(doi=doi)
    (one,) = identifiers(ask(verb="ListIdentifiers", metadataPrefix="oai_dc"))
    assert identifiers(ask(verb="GetRecord", identifier=one, metadataPrefix="jats")) == [one]


def test_a_namespace_that_is_no_domain_is_reported(settings: Any) -> None:
    settings.SCICOMM_OAI_NAMESPACE = "10.5555"
    assert "scicomm.E021" in {found.id for found in run_checks()}


# -------------------------------------------------------------------------------------------------- errors

BAD_REQUESTS = [
    ("", "badVerb"),
    ("verb=Nonsense", "badVerb"),
    ("verb=identify", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&verb=ListSets", "badVerb"),
    ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
    ("verb=Identify&nonsense=%00", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListRecords&metadataPrefix=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=jats", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&extra=1", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:60Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=a::b", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=%20", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=%00", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=journal:nothing", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=unit:nothing", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=journal:a:b", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-12-31", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31&until=9999-12-31", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
    ("verb=ListRecords&metadataPrefix=%3Cscript%3E", "cannotDisseminateFormat"),
    ("verb=ListIdentifiers&metadataPrefix=marc", "cannotDisseminateFormat"),
    ("verb=ListRecords&resumptionToken=made-up", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=%E4%B8%AD%3A%22%3C", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=a&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListSets&resumptionToken=a", "badResumptionToken"),
    ("verb=GetRecord", "badArgument"),
    ("verb=GetRecord&identifier=oai:journals.example.org:10.5555/band.1", "badArgument"),
    ("verb=GetRecord&identifier=oai:journals.example.org:10.5555/none&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=GetRecord&identifier=oai:other.example:10.5555/band.1&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=GetRecord&identifier=%22%3E%3Cx%3E%20%25zz&metadataPrefix=jats", "idDoesNotExist"),
    (
        "verb=GetRecord&identifier=oai:journals.example.org:10.5555/band.1&metadataPrefix=marc",
        "cannotDisseminateFormat",
    ),
    ("verb=ListMetadataFormats&identifier=oai:journals.example.org:none", "idDoesNotExist"),
    ("verb=ListRecords&metadataPrefix=oai_dc" + "&a=1" * 60, "badArgument"),
]


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_error_is_an_answer_that_fits_the_schema(method: str, academy: Any) -> None:
    take(academy.top)
    for query, code in BAD_REQUESTS:
        root = checked(raw(query, method=method).content)
        assert code_of(root) == code, query
        echoed = root.find(f"{OAI}request").attrib
        assert not (echoed and code in {"badVerb", "badArgument"}), "a wrong request is not repeated"
        assert echoed or code in {"badVerb", "badArgument"}, query


def test_a_post_is_asked_the_same_way_and_what_is_no_form_is_refused(academy: Any, client: Any) -> None:
    take(academy.top)
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    assert identifiers(ask(method="post", **asked)) == identifiers(ask(**asked)) == [oai_id("10.5555/band.1")]
    root = checked(client.post("/oai/", urlencode(asked), content_type="text/plain").content)
    assert code_of(root) == "badArgument"
    both = client.post("/oai/?verb=Identify", "verb=Identify", content_type="application/x-www-form-urlencoded")
    assert code_of(checked(both.content)) == "badVerb"
    large = client.post("/oai/", b"a" * 6_000_000, content_type="application/x-www-form-urlencoded")
    assert code_of(checked(large.content)) == "badArgument"
    assert client.put("/oai/").status_code == 405


def test_an_answer_is_packed_where_asked_and_kept_by_nobody(academy: Any, client: Any) -> None:
    take(academy.top)
    query = "/oai/?verb=ListRecords&metadataPrefix=jats"
    plain, packed = client.get(query), client.get(query, headers={"accept-encoding": "gzip"})
    assert plain["Content-Type"] == "text/xml; charset=utf-8"
    assert plain["Cache-Control"] == "no-store"
    assert "noindex" in plain["X-Robots-Tag"]
    assert packed["Content-Encoding"] == "gzip" and len(packed.content) < len(plain.content)
    checked(gzip.decompress(packed.content))
    sent_on = client.get("/oai?verb=Identify")
    assert sent_on["Location"] == "/oai/?verb=Identify", "the whole query goes along"
    assert b"Disallow: /oai/" in client.get("/robots.txt").content
    assert (
        '<link rel="service" type="text/xml" title="OAI-PMH 2.0" href="/oai/?verb=Identify">'
        in client.get("/journals/").content.decode()
    )
    assert "/oai/?verb=Identify" in client.get("/en/about/").content.decode()


# -------------------------------------------------------------------------------------------------- records


def test_dublin_core_gives_both_languages_and_jats_the_source(academy: Any) -> None:
    take(academy.north_lake)
    record = ask(verb="GetRecord", identifier=oai_id("10.5555/band.1"), metadataPrefix="oai_dc")
    titles = {found.get(XML_LANG): found.text for found in record.iter(f"{DC}title")}
    assert titles == {"zh": "条带间距可作为早期信号", "en": "Band spacing as an early signal"}
    assert texts(record, "creator") == ["张伟", "Li, Na"]
    assert texts(record, "date") == ["2026-05-17"]
    assert {"草地", "条带", "生物学"} & set(texts(record, "subject")) >= {"草地", "条带"}
    assert "https://doi.org/10.5555/band.1" in texts(record, "identifier")
    assert texts(record, "source") == ["湿地学报 12(3): 101–110", "ISSN 2050-084X"]
    assert "https://creativecommons.org/licenses/by/4.0/" in texts(record, "rights")
    assert [found.text for found in record.iter(f"{OAI}setSpec")][:4] == [
        f"journal:{Journal.objects.get().slug}", "unit:academy", "unit:north", "unit:north-lake",
    ]  # fmt: skip
    source = ask(verb="GetRecord", identifier=oai_id("10.5555/band.1"), metadataPrefix="jats")
    assert "我们量了十一年的斑纹。" in "".join(source.itertext())
    assert source.find(".//{*}article").get("article-type") == "research-article"


def test_a_source_with_doctype_named_characters_and_undeclared_prefixes_is_given_whole(academy: Any) -> None:
    body = jats(body="<p>&alpha;&nbsp;<!-- kept --><?pi kept?><mml:math/></p>")
    body = body.replace(b'xmlns:xlink="http://www.w3.org/1999/xlink" ', b"")
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.3//EN" "x.dtd">\n'
    take(academy.top, head + body)
    root = ask(verb="GetRecord", identifier=oai_id("10.5555/band.1"), metadataPrefix="jats")
    text = raw(
        urlencode({"verb": "GetRecord", "identifier": oai_id("10.5555/band.1"), "metadataPrefix": "jats"})
    ).content
    assert "α\u00a0" in "".join(root.itertext())
    assert b"<!-- kept --><?pi kept?>" in text and b"DOCTYPE" not in text


@pytest.mark.parametrize(
    "source",
    [b"", b"<article>", b"\xff\xfe", b"<!DOCTYPE a [<!ENTITY b 'c'>]><article/>", b"<article>&nonsense;</article>", b"<a/><b/>",
     b"<article>\x01</article>", b"<article>&#1;</article>"],
)  # fmt: skip
def test_a_source_that_cannot_be_given_breaks_no_answer_and_is_reported(source: bytes, academy: Any) -> None:
    take(academy.top)
    take(academy.top, doi="10.5555/band.2")
    assert jats_of(source) is None
    ArticleVersion.objects.filter(article__doi="10.5555/band.1").update(source=source)
    asked = {"verb": "GetRecord", "identifier": oai_id("10.5555/band.1")}
    for looked in (False, True):
        assert identifiers(ask(verb="ListRecords", metadataPrefix="jats")) == [oai_id("10.5555/band.2")]
        assert code_of(ask(**asked, metadataPrefix="jats")) == "cannotDisseminateFormat"
        formats = ask(verb="ListMetadataFormats", identifier=oai_id("10.5555/band.1"))
        assert [found.text for found in formats.iter(f"{OAI}metadataPrefix")] == ["oai_dc"]
        (health,) = reads.oai_health()
        assert (health.living, health.jats) == ((2, 1) if looked else (2, 2))
        look_at_forms()
    assert [problem.code for problem in health.problems] == ["bad-source"]
    assert health.problems[0].dois == ("10.5555/band.1",)
    assert len(identifiers(ask(verb="ListRecords", metadataPrefix="oai_dc"))) == 2


def test_characters_that_xml_forbids_break_no_answer(academy: Any) -> None:
    take(academy.top)
    dirty = "坏\x00\x0b\x1f\ud800\ufffe<字>&"
    if connection.vendor == "postgresql":
        dirty = dirty.replace("\x00", "").replace("\ud800", "")
    dirty = dirty.replace("\ud800", "")
    Article.everything.update(title_zh=dirty, keywords_zh=[dirty.replace("\x00", "")])
    Journal.objects.update(title_zh=dirty)
    root = ask(verb="ListRecords", metadataPrefix="oai_dc")
    assert any(text.startswith("坏\ufffd") and text.endswith("<字>&") for text in texts(root, "title"))
    ask(verb="ListSets")


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


def test_health_says_what_is_wrong_with_each_journal_in_three_queries(
    academy: Any, django_assert_num_queries: Any
) -> None:
    take(academy.top)
    bare = take(academy.top, doi="10.5555/bare", journal="无号学报", eissn="").article
    ArticleVersion.objects.filter(article=bare).delete()
    gone = take(academy.top, doi="10.5555/gone").article
    actions.withdraw_article(gone, reason="错稿", acting_user=academy.superuser)
    Journal.objects.create(unit=academy.top, slug="empty", title_en="Empty", issn="2049-3630")
    look_at_forms()
    with django_assert_num_queries(3):
        found = {one.journal.title: one for one in reads.oai_health()}
    healthy = found["湿地学报"]
    assert (healthy.records, healthy.deleted, healthy.living, healthy.jats_share) == (2, 1, 1, 1.0)
    assert healthy.is_healthy and healthy.last_datestamp is not None
    assert [problem.code for problem in found["无号学报"].problems] == ["no-source", "no-issn"]
    assert found["无号学报"].jats_share == 0
    assert [problem.code for problem in found["Empty"].problems] == ["no-records"]
    assert found["Empty"].jats_share is None
