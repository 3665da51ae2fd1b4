"""Every public page renders in both languages, full and empty, escapes what it shows and never shows what is not public."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from scicomm.core.worker import Worker
from scicomm.newsroom.models import StoryPage
from scicomm.search.actions import drain_pending
from tests.factories.newsroom import make_article, make_story, revise
from tests.portal.asking import address, get
from tests.portal.conftest import Site

LISTS = [
    "/",
    "/stories/",
    "/answers/",
    "/articles/",
    "/journals/",
    "/units/",
    "/search/help/",
    "/about/",
    "/corrections/",
]
PREFIXES = ["", "/en"]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("path", LISTS)
def test_every_page_renders_without_any_content(academy: Any, prefix: str, path: str) -> None:
    answer = get(prefix + path)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.count("<h1") == 1
    assert f'<html lang="{"en" if prefix else "zh-Hans"}"' in text


@pytest.mark.parametrize("path", ["/stories/", "/about/", "/units/"])
def test_a_site_without_a_single_unit_still_answers(db: None, path: str) -> None:
    assert get(path).status_code == 200


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_page_renders_with_content(site: Site, prefix: str) -> None:
    story = site.english if prefix else site.story
    detail = [
        address(story),
        f"{prefix}{site.article.get_absolute_url()}",
        f"{prefix}/north-lake/",
        f"{prefix}/academy/",
    ]
    detail.append(f"{prefix}/journals/{site.article.journal.slug}/")
    for path in [*(prefix + path for path in LISTS), *detail]:
        answer = get(path)
        assert answer.status_code == 200, path
        assert answer.content.decode().count("<h1") == 1, path
        assert " style=" not in answer.content.decode(), path


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_home_page_leads_with_the_newest_story_in_the_readers_language(site: Site, prefix: str) -> None:
    text = get(f"{prefix}/").content.decode()
    first = re.search(r'<h2><a class="plain" href="([^"]+)"', text)
    assert first and first[1] == address(site.english if prefix else site.story)


def test_a_story_names_its_twin_its_paper_and_itself_for_programs(site: Site) -> None:
    text = get(address(site.story)).content.decode()
    assert f'hreflang="en" href="http://localhost:8000{address(site.english)}"' in text
    assert site.article.get_absolute_url() in text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "湖水变暖了"


def test_a_story_has_no_alternate_where_it_has_no_twin(academy: Any) -> None:
    story = make_story(academy, state="published", title="只有中文")
    text = get(address(story)).content.decode()
    assert 'hreflang="en"' not in re.sub(r'<a [^>]*rel="alternate"[^>]*>', "", text)


def test_an_article_carries_citation_tags_and_ways_to_cite(site: Site) -> None:
    site.article.authors.create(position=1, name_zh="顾怀远", name_en="Huaiyuan Gu", orcid="0000-0002-1825-0097")
    text = get(site.article.get_absolute_url()).content.decode()
    assert f'<meta name="citation_doi" content="{site.article.doi}">' in text
    assert '<meta name="citation_author_orcid" content="https://orcid.org/0000-0002-1825-0097">' in text
    assert text.count("湖水变暖的证据[J") == 2 and "cite.ris" in text and "cite.bib" in text
    assert address(site.story) in text


def test_a_doi_is_found_in_any_letters_and_sent_to_its_own(academy: Any) -> None:
    article = make_article(academy.north_lake, doi="10.5555/Mixed.Case")
    answer = get("/articles/10.5555/mixed.case/")
    assert (answer.status_code, answer["Location"]) == (301, article.get_absolute_url())
    assert get("/articles/10.5555/none/").status_code == 404


def test_what_is_not_public_is_nowhere(site: Site) -> None:
    Worker().drain()
    drain_pending()
    hidden = [site.held, site.draft, site.withdrawn]
    for path in ["/", "/stories/", "/north-lake/", "/sitemap.xml", "/search/", "/search/?q=稿件", "/feeds/atom.xml"]:
        text = get(path).content.decode()
        for story in hidden:
            assert story.title not in text.replace("<wbr>", "").replace("<mark>", "").replace("</mark>", ""), path
            assert address(story) not in text, path
    for story in (site.held, site.draft):
        assert get(address(story)).status_code == 404


def test_a_public_story_is_found_by_the_search(site: Site) -> None:
    Worker().drain()
    drain_pending()
    text = get("/search/?q=湖水变暖").content.decode()
    assert f'href="{address(site.story)}"' in text
    assert "<mark>" in text


def test_a_withdrawn_story_says_so_at_its_address_and_is_listed(site: Site) -> None:
    answer = get(address(site.withdrawn))
    assert answer.status_code == 410
    assert "数据有误" in answer.content.decode()
    assert "数据有误" in get("/corrections/").content.decode()


XSS = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def test_titles_from_outside_are_escaped_everywhere(academy: Any) -> None:
    article = make_article(academy.north_lake, title_zh=XSS, title_en=XSS, keywords_zh=[XSS], summary_zh=XSS)
    article.authors.create(position=1, name_zh=XSS, name_en=XSS, affiliations=[XSS])
    article.references = [{"html": XSS, "anchor": 'r"><script>', "url": "javascript:alert(1)"}]
    article.save()
    story = make_story(academy, state="draft", title="普通", article=article)
    officer = academy.user("communication_officer", academy.north_lake)
    revise(story, officer, title=XSS, standfirst=XSS)
    from scicomm.newsroom import actions

    story = StoryPage.objects.get(pk=story.pk)
    actions.submit_story(story, acting_user=officer)
    for role, unit in (
        ("first_reviewer", academy.north_lake),
        ("second_reviewer", academy.north),
        ("final_reviewer", academy.top),
    ):
        actions.approve_story(story, acting_user=academy.user(role, unit))
    Worker().drain()
    drain_pending()
    story = StoryPage.objects.get(pk=story.pk)
    for path in [
        "/",
        "/stories/",
        address(story),
        article.get_absolute_url(),
        "/articles/",
        "/north-lake/",
        "/search/?q=alert",
    ]:
        answer = get(path)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert 'href="javascript:' not in text, path


@pytest.mark.parametrize("query", [XSS, "(((", "\x00", "a" * 5000, "year:abc", "标题:"])
def test_any_query_gets_an_answer_and_runs_nothing(academy: Any, query: str) -> None:
    from tests.factories.search import indexed, make_document

    indexed(make_document(title="湖"))
    answer = Client().get("/search/", {"q": query}, headers={"host": "localhost"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_odd_pages_of_a_list_are_not_found(site: Site) -> None:
    for page in ("0", "99", "x", "-1", "9" * 50):
        assert get(f"/stories/?page={page}").status_code == 404, page
    assert get("/stories/?unit=nobody").status_code == 404
    assert get("/search/?page=999999999999").status_code in {200, 503}


def test_forms_are_refused_where_there_is_none(academy: Any) -> None:
    assert Client().post("/stories/", headers={"host": "localhost"}).status_code == 405


def test_the_site_map_names_both_languages(site: Site) -> None:
    text = get("/sitemap.xml").content.decode()
    assert address(site.story) in text and address(site.english) in text
    assert "xhtml:link" in text
    assert get("/sitemap.xml?page=2").status_code == 404
    assert "Sitemap: http://localhost:8000/sitemap.xml" in get("/robots.txt").content.decode()


def test_the_gallery_is_for_those_who_are_signed_in(academy: Any, client_for: Any) -> None:
    assert get("/gallery/").status_code == 302
    answer = client_for(academy.superuser).get("/gallery/", headers={"host": "localhost"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_the_thread_of_a_public_story_can_be_walked_and_no_other(site: Site) -> None:
    answer = get(f"/thread/newsroom.story:{site.story.pk}/")
    assert answer.status_code == 200
    assert site.article.get_absolute_url() in answer.content.decode()
    for story in (site.held, site.draft):
        assert get(f"/thread/newsroom.story:{story.pk}/").status_code == 404
    assert get(f"/thread/newsroom.lead:{site.story.pk}/").status_code == 404
    assert get("/thread/nonsense/").status_code == 404
    assert get("/answers/none/").status_code == 404


def test_errors_have_their_pages(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<h1>" in get("/nothing/").content.decode()
    monkeypatch.setattr("scicomm.portal.views.home.units.unit_tree", lambda: 1 / 0)
    answer = Client(raise_request_exception=False).get("/units/", headers={"host": "localhost"})
    assert answer.status_code == 500
    assert "<h1>" in answer.content.decode()
