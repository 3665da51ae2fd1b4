"""Promise: a sign of a paper is shown as that sign, wherever its words go: p < 0.05 is never p &lt; 0.05."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from scicomm.core.worker import Worker
from scicomm.journals.actions import take_in
from scicomm.journals.models import Article
from scicomm.journals.rules.reading import read_data
from scicomm.search.actions import drain_pending
from tests.factories.journals import jats

pytestmark = pytest.mark.django_db

DOI = "10.5555/signs.1"
TITLE_ZH, TITLE_EN = "研发R&D：温度a<b时的湖冰", "R&D where a<b and c > d"
ABSTRACT_ZH = "显著（p < 0.05 & n > 3），厚度5\xa0µm。"
ABSTRACT_EN = "Significant at p < 0.05 & n > 3, with 5\xa0µm of ice."
TWICE = re.compile(r"&amp;(?:amp|lt|gt|nbsp|quot|#\d+);")
PAGES = (
    "/", "/articles/", f"/articles/{DOI}/", "/journals/", "/search/?q=湖冰", "/search/?q=significant", "/articles/atom.xml",
    "/search/atom.xml?q=湖冰", "/search/feed.json?q=湖冰", "/authors/0000-0002-1825-0097/", "/subjects/",
    "/oai/?verb=ListRecords&metadataPrefix=oai_dc", f"/articles/{DOI}/linkset.json", "/sitemap.xml",
)  # fmt: skip


@pytest.fixture
def article(academy: Any) -> Article:
    data = jats(doi=DOI, title_zh=TITLE_ZH, title_en=TITLE_EN, abstract_zh=ABSTRACT_ZH, abstract_en=ABSTRACT_EN)
    (outcome,) = take_in([read_data(data, "a.xml")], default_unit=academy.north_lake)
    Worker().drain()
    while drain_pending():
        pass
    return Article.objects.get(pk=outcome.article_id)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_names_a_sign_twice(article: Article, language: str) -> None:
    browser = Client(headers={"accept-language": language})
    for page in [*PAGES, article.journal.get_absolute_url()]:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert not (found := TWICE.search(text)), f"{page}: {text[max(0, found.start() - 60) : found.end()]}"


def test_an_article_s_page_and_hits_show_the_signs(article: Article) -> None:
    page = Client().get(f"/articles/{DOI}/").content.decode()
    description = re.search(r'property="og:description" content="([^"]*)"', page)
    assert description is not None and "p &lt; 0.05 &amp; n &gt; 3" in description[1]
    assert "a&lt;b" in page and "R&amp;D" in page
    hits = Client().get("/search/?q=厚度").content.decode().replace("<wbr>", "")
    assert "R&amp;D" in hits and "a&lt;b" in hits and "0.05 &amp; n &gt; 3" in hits


def test_who_cites_gets_the_signs(article: Article) -> None:
    browser = Client()
    cited = json.loads(browser.get(f"/articles/{DOI}/cite.json").content)
    work = cited[0] if isinstance(cited, list) else cited
    assert (work["title"], work["abstract"]) == (TITLE_ZH, ABSTRACT_ZH.replace("\xa0", " "))
    ris = browser.get(f"/articles/{DOI}/cite.ris").content.decode()
    assert TITLE_ZH in ris and "p < 0.05 & n > 3" in ris
    bib = browser.get(f"/articles/{DOI}/cite.bib").content.decode()
    assert r"R\&D" in bib and "&lt;" not in bib and "&amp;" not in bib
