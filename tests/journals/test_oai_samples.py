"""Promise: every real article can be had in both formats, a real harvester gets all of them, and what we give we can take in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from lxml import etree
from sickle import Sickle  # type: ignore[import-untyped]
from sickle.oaiexceptions import NoRecordsMatch  # type: ignore[import-untyped]

from scicomm.journals import actions
from scicomm.journals.clients.oai import OaiClient
from scicomm.journals.models import Article, ArticleVersion, HarvestSource, Journal
from scicomm.journals.queries import oai as reads
from scicomm.journals.rules.jats import read_article
from scicomm.journals.tasks import look_at_forms
from scicomm.journals.tasks.harvests import harvest_part
from tests.factories.oai import OAI, ask, harvested, identifiers, take_samples
from tests.factories.organisation import Academy
from tests.snapshot import Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.samples]


def _stored() -> None:
    academy = Academy()
    outcomes = take_samples(academy.north_lake)
    assert len(outcomes) >= 40 and all(one.refusal is None for one in outcomes)
    for article in Article.objects.order_by("pk")[:3]:
        actions.withdraw_article(article, reason="DOI 已注销")


STORED = Snapshot(_stored)


@pytest.fixture
def articles(academy: Any, samples: Path) -> list[Article]:
    """All articles of the samples, three of them withdrawn."""
    STORED.put_back()
    return list(Article.everything.order_by("pk"))


@pytest.mark.parametrize("prefix", ["oai_dc", "jats"])
def test_every_article_fits_the_schema_by_itself_and_in_the_list(
    prefix: str, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "PART", 9)
    answers = harvested(prefix=prefix)
    found = [one for root in answers for one in identifiers(root)]
    assert len(found) == len(set(found)) == len(articles)
    assert sum(1 for root in answers for header in root.iter(f"{OAI}header") if header.get("status") == "deleted") == 3
    assert [one for root in harvested("ListIdentifiers", prefix) for one in identifiers(root)] == found
    for one in found:
        record = ask(verb="GetRecord", identifier=one, metadataPrefix=prefix)
        assert identifiers(record) == [one]
        formats = ask(verb="ListMetadataFormats", identifier=one)
        assert len(formats.findall(f".//{OAI}metadataFormat")) == 2


def test_every_source_says_the_same_when_it_is_read_from_its_record(articles: list[Article]) -> None:
    """Nothing of an article is lost on the way: our own reader finds the same in the record as in the source."""
    for article in articles[3:]:
        given = reads.one(f"oai:{reads.namespace()}:{article.doi}", with_source=True).rows[0].source
        source = bytes(ArticleVersion.objects.get(article=article, number=article.version).source)
        assert given == source
        answer = _get(
            {"verb": "GetRecord", "identifier": f"oai:{reads.namespace()}:{article.doi}", "metadataPrefix": "jats"}
        )
        inside = answer[answer.index(b"<metadata>") + 10 : answer.rindex(b"</metadata>")]
        inside = inside.replace(b"xsi:schemaLocation", b"schemaLocation", 1)
        assert _read(inside) == _read(source), article.doi


def test_no_sample_has_a_problem(articles: list[Article]) -> None:
    look_at_forms()
    health = reads.oai_health()
    assert sum(one.records for one in health) == len(articles) and sum(one.deleted for one in health) == 3
    assert all(one.jats_share in {1.0, None} and one.unseen == 0 for one in health)
    assert {problem.code for one in health for problem in one.problems} <= {"no-issn"}


def _read(source: bytes) -> str:
    """What our reader finds, but for the lines it found it in: a record has no DOCTYPE."""
    return re.sub(r"\bline=\d+", "", repr(read_article(source, name="record")))


def _get(arguments: dict[str, str]) -> bytes:
    content: bytes = Client().get(f"/oai/?{urlencode(arguments)}").content
    return content


class OwnServer(OaiClient):
    """The answers that our own server gave, kept in memory; it can be asked after the house was emptied."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.asked: list[dict[str, str]] = []

    def record(self, first: dict[str, str]) -> None:
        """Walk a list from its beginning and keep each answer."""
        self._keep({"verb": "Identify"})
        arguments = first
        while arguments:
            root = etree.fromstring(self._keep(arguments))
            token = root.findtext(f".//{OAI}resumptionToken") or ""
            arguments = {"verb": first["verb"], "resumptionToken": token} if token else {}

    def _keep(self, arguments: dict[str, str]) -> bytes:
        return self.kept.setdefault(urlencode(sorted(arguments.items())), _get(arguments))

    def ask(self, base_address: str, arguments: dict[str, str]) -> bytes | None:
        self.asked.append(arguments)
        return self.kept[urlencode(sorted(arguments.items()))]


_COMPARED = [
    *(
        "doi",
        "language",
        "article_type",
        "title_zh",
        "title_en",
        "title_html",
        "abstract_zh",
        "abstract_en",
        "volume",
        "issue",
    ),
    *(
        "keywords_zh",
        "keywords_en",
        "published_on",
        "pages",
        "licence_url",
        "is_open_access",
        "body_html",
        "references",
    ),
]


def _content() -> dict[str, Any]:
    return {row["doi"]: row for row in Article.objects.values(*_COMPARED)}


def test_a_harvest_from_our_own_server_into_an_empty_house_gives_the_same_articles(
    academy: Any, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "PART", 9)
    server = OwnServer()
    server.record({"verb": "ListRecords", "metadataPrefix": "jats"})
    before, authors = _content(), _authors()
    ArticleVersion.objects.all().delete()
    Article.everything.all().delete()
    Journal.objects.all().delete()

    source = actions.add_source(
        unit=academy.south_sea, acting_user=None, name="我们自己", base_address="https://own.example/oai/"
    )
    parts = 1
    while harvest_part(server, HarvestSource.objects.get(pk=source.pk)):
        parts += 1
    assert parts == -(-len(articles) // 9)
    assert _content() == before
    assert _authors() == authors
    assert {journal.unit_id for journal in Journal.objects.all()} == {academy.south_sea.pk}
    source.refresh_from_db()
    assert source.counts == {"accepted": len(articles) - 3, "left": 3}
    assert source.last_datestamp and not source.resumption_token and source.health == source.Health.FINE

    HarvestSource.objects.update(last_datestamp="")
    while harvest_part(server, HarvestSource.objects.get(pk=source.pk)):
        pass
    source.refresh_from_db()
    assert source.counts == {"unchanged": len(articles) - 3, "left": 3}, "a second harvest changes nothing"
    assert ArticleVersion.objects.count() == len(articles) - 3


def _authors() -> dict[str, list[str]]:
    return {
        article.doi: [f"{author.name_zh} {author.name_en}" for author in article.authors.all()]
        for article in Article.objects.prefetch_related("authors")
    }


@pytest.mark.django_db(transaction=True)
def test_sickle_harvests_everything_from_the_running_site(
    live_server: Any, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "PART", 11)
    with transaction.atomic():
        _stored()
    count = Article.everything.count()
    sickle = Sickle(f"{live_server.url}/oai/", timeout=20)
    identity = sickle.Identify()
    assert identity.deletedRecord == "persistent" and identity.baseURL == f"{settings.SITE_URL}/oai/"
    assert {one.metadataPrefix for one in sickle.ListMetadataFormats()} == {"oai_dc", "jats"}
    assert "journal" in {one.setSpec for one in sickle.ListSets()}
    for prefix in ("oai_dc", "jats"):
        records = list(sickle.ListRecords(metadataPrefix=prefix))
        assert len({record.header.identifier for record in records}) == len(records) == count
        assert sum(record.deleted for record in records) == 3
        living = list(sickle.ListRecords(metadataPrefix=prefix, ignore_deleted=True))
        assert len(living) == count - 3
        journal = Journal.objects.order_by("pk")[0]
        of_journal = list(sickle.ListIdentifiers(metadataPrefix=prefix, set=f"journal:{journal.slug}"))
        assert len(of_journal) == Article.everything.filter(journal=journal).count()
        today = {"from": identity.earliestDatestamp, "until": "9999-12-31T23:59:59Z"}
        assert len(list(sickle.ListRecords(metadataPrefix=prefix, **today))) == count
        with pytest.raises(NoRecordsMatch):
            sickle.ListRecords(metadataPrefix=prefix, until="2001-01-01")
    assert all(record.metadata["title"] for record in sickle.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True))
    assert Sickle(f"{live_server.url}/oai/", http_method="POST").Identify().baseURL == identity.baseURL
