"""Promise: whatever a harvester asks, the answer fits the schema of OAI-PMH 2.0; what cannot be answered is said as it says."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.checks import run_checks

from scicomm.journals import actions
from scicomm.journals.models import Article, ArticleVersion, Journal
from scicomm.journals.queries import oai as reads
from scicomm.journals.rules.oai.identifiers import doi_of, identifier_of, namespace_of
from scicomm.journals.tasks import look_at_forms
from tests.factories.journals import take
from tests.factories.oai import OAI, ask, checked, code_of, identifiers, raw
from tests.journals.oai_articles import LONG_AGO, oai_id, stamp

pytestmark = [pytest.mark.django_db, pytest.mark.samples, pytest.mark.usefixtures("oai_namespace")]


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
