"""Promise: what goes to DOAJ is valid by its schema, open access only, in every language the article has; the rest is told."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from lxml import etree

from scicomm.journals.models import Article, Journal
from scicomm.journals.queries.doaj import doaj_article, doaj_export
from scicomm.journals.rules.doaj import DoajReason, reason_to_leave_out
from scicomm.organisation.enums import Role
from tests.conftest import SAMPLES
from tests.factories.journals import related, take

SCHEMA = SAMPLES / "schemas" / "doaj" / "doajArticles.xsd"
pytestmark = pytest.mark.django_db


class Beside(etree.Resolver):
    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:
        return self.resolve_filename(str(SCHEMA.parent / system_url.rsplit("/", 1)[-1]), context)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.SITE_URL = "https://kepu.example.cn"


def valid(content: bytes) -> Any:
    tree = etree.fromstring(content)
    if SCHEMA.is_file():
        parser = etree.XMLParser(no_network=True)
        parser.resolvers.add(Beside())
        schema = etree.XMLSchema(etree.parse(SCHEMA, parser))
        assert schema.validate(tree), str(schema.error_log)[:2000]
    return tree


@pytest.mark.skipif(not SCHEMA.is_file(), reason="no samples here")
def test_every_sample_is_valid_or_left_out_with_a_reason(academy: Any) -> None:
    for path in sorted((SAMPLES / "jats").glob("*.xml")):
        take(academy.north_lake, path.read_bytes(), path.name)
    count, left = 0, 0
    for journal in Journal.objects.all():
        found = doaj_export(journal)
        count, left = count + found.count, left + len(found.left_out)
        if found.count:
            valid(found.content)
    assert count + left == 42
    assert count >= 38


def test_languages_people_and_places_stand_in_the_record(academy: Any) -> None:
    article = take(academy.north_lake).article
    found = doaj_export(article.journal)
    tree = valid(found.content)
    assert [(node.get("language"), node.text) for node in tree.iter("title")] == [
        ("eng", "Band spacing as an early signal"),
        ("chi", "条带间距可作为早期信号"),
    ]
    assert [node.get("language") for node in tree.iter("abstract")] == ["eng", "chi"]
    assert [node.text for node in tree.iter("keyword")] == ["草地", "条带"]
    assert [node.text for node in tree.iter("orcid_id")] == ["https://orcid.org/0000-0002-1825-0097"]
    assert tree.findtext(".//publicationDate") == "2026-05-17"
    assert tree.findtext(".//fullTextUrl") == "https://kepu.example.cn/articles/10.5555/band.1/"


def test_what_doaj_does_not_take_is_left_out_and_named(academy: Any, settings: Any, client_for: Any) -> None:
    paper = take(academy.north_lake).article
    take(academy.north_lake, doi="10.5555/band.2", related=related("retracted-article", paper.doi))
    Article.objects.filter(doi="10.5555/band.2").update(is_open_access=False)
    found = doaj_export(paper.journal)
    assert {reason for _article, reason in found.left_out} == {DoajReason.RETRACTED, DoajReason.NOT_OPEN}
    settings.SITE_URL = "http://localhost:8000"
    Article.objects.update(state="current", is_open_access=True)
    paper.refresh_from_db()
    assert reason_to_leave_out(doaj_article(paper)) == DoajReason.NO_ADDRESS
    settings.SITE_URL = "https://kepu.example.cn"
    editor = client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))
    url = reverse("journals_doaj", args=[paper.journal_id])
    assert editor.get(url, {"year": "2026"}).status_code == 200
    file = editor.get(url, {"year": "2026", "issue": "3", "file": "1"})
    assert (file["Content-Type"], len(list(valid(file.content)))) == ("application/xml; charset=utf-8", 2)
    for odd in ({"year": "x"}, {"year": "0000"}, {"year": "²²²²"}, {"issue": "99", "file": "1"}):
        assert editor.get(url, odd)["Content-Type"].startswith("text/html")
    assert client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea)).get(url).status_code == 404


def test_the_command_writes_the_file(academy: Any, tmp_path: Path) -> None:
    journal = take(academy.north_lake).article.journal
    out, errors = io.StringIO(), io.StringIO()
    call_command("export", "doaj", "--journal", journal.slug, stdout=out, stderr=errors)
    valid(out.getvalue().encode())
    call_command("export", "doaj", "--journal", journal.slug, "--out", str(tmp_path / "a.xml"), stderr=errors)
    assert (tmp_path / "a.xml").read_bytes() == out.getvalue().strip().encode() + b"\n"
    for wrong in (
        ["--journal", "nobody"],
        ["--journal", journal.slug, "--year", "1999"],
        ["--journal", journal.slug, "--out", str(tmp_path / "no" / "a.xml")],
    ):
        with pytest.raises(CommandError):
            call_command("export", "doaj", *wrong, stderr=errors)
