"""Promise: a journal, an issue, an author and a discipline can be found by browsing, narrowed without a script, and followed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import etree

from scicomm.journals.models import Article, Journal
from scicomm.portal.actions import make_pages_old
from scicomm.portal.middleware.page_cache import STORE
from scicomm.portal.queries.generation import forget
from scicomm.portal.views.sitemaps import entries
from tests.factories.journals import jats, related, take
from tests.factories.newsroom import make_story

ORCID = "0000-0002-1825-0097"
ATOM = "{http://www.w3.org/2005/Atom}"


def get(path: str) -> Any:
    return Client().get(path, headers={"host": "localhost"})


def read(path: str) -> str:
    answer = get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode().replace("<wbr>", ""))


@pytest.fixture
def shelf(academy: Any) -> Journal:
    """Two journals in two units; the first with three issues."""
    first = take(academy.north_lake).article
    for number, place in enumerate(
        (
            "<volume>12</volume><issue>2</issue><fpage>20</fpage>",
            "<volume>12</volume><issue>2</issue><fpage>3</fpage>",
            "",
        )
    ):
        source = jats(doi=f"10.5555/i.{number}", title_zh=f"第{number}号论文").decode()
        old = "<volume>12</volume><issue>3</issue><fpage>101</fpage><lpage>110</lpage>"
        take(academy.north_lake, source.replace(old, place).encode())
    take(
        academy.south_sea, doi="10.5555/sea", journal="Sea Letters", eissn="", heading="物理学", language="en",
        title_zh="Sea ice", title_en="", orcid="0000-0001-5109-3700",
    )  # fmt: skip
    forget()
    journal: Journal = first.journal
    return journal


def test_the_shelf_is_narrowed_by_name_subject_unit_and_letter(shelf: Journal) -> None:
    both = read("/journals/")
    assert "湿地学报" in both and "Sea Letters" in both
    for query in ("q=湿地", "subject=180", f"unit={shelf.unit.slug}", "q=2050-084X"):
        text = read(f"/journals/?{query}")
        assert "湿地学报</a>" in text and "Sea Letters</a>" not in text, query
    assert "Sea Letters</a>" in read("/en/journals/?letter=S&sort=name")
    assert "湿地学报</a>" in read("/journals/?letter=S&sort=size")
    nothing = read("/journals/?q=nothing&subject=180")
    assert 'class="empty"' in nothing and "湿地学报</a>" not in nothing
    assert get("/journals/?page=9").status_code == 404


def test_a_journals_home_shows_its_newest_articles_its_issues_and_its_feed(shelf: Journal) -> None:
    text = read(shelf.get_absolute_url())
    for words in (
        "/issues/12/3/",
        "/issues/12/2/",
        "/issues/online/2026/",
        "atom.xml",
        "?journal=",
        "2050-084X",
        "/subjects/180/",
    ):
        assert words in text, words
    assert 'name="journal" value="湿地学报"' in text


def test_an_issue_lists_its_articles_in_the_order_of_pages_and_leads_on(shelf: Journal) -> None:
    text = read(f"{shelf.get_absolute_url()}issues/12/2/")
    assert text.index("第1号论文") < text.index("第0号论文"), "page 3 stands before page 20"
    assert "第2号论文" not in text and "生态学" in text
    assert f'href="{shelf.get_absolute_url()}issues/12/3/" rel="next"' in text
    assert "第2号论文" in read(f"{shelf.get_absolute_url()}issues/online/2026/")
    assert "12/2/" in read(f"{shelf.get_absolute_url()}issues/")
    for label in ("12/9", "13", "online/1999", "-/-"):
        assert get(f"{shelf.get_absolute_url()}issues/{label}/").status_code == 404, label


def test_articles_are_narrowed_by_each_filter_and_by_all_at_once(shelf: Journal) -> None:
    for query in ("journal=" + shelf.slug, "subject=180", "language=zh"):
        text = read(f"/articles/?{query}")
        assert "第1号论文" in text and "Sea ice" not in text, query
    everything = read(f"/articles/?year=2026&open_access=yes&type=research-article&journal={shelf.slug}")
    assert "第1号论文" in everything and 'content="noindex, follow"' in everything
    assert 'class="empty"' in read(f"/articles/?journal={shelf.slug}&language=en")
    for query in ("year=1900", "year=abc", "journal=nobody", "language=xx", "open_access=maybe", "type=x"):
        assert get(f"/articles/?{query}").status_code == 404, query


def test_an_author_has_a_page_under_all_forms_of_the_name(academy: Any, shelf: Journal) -> None:
    article = Article.objects.get(doi="10.5555/i.1")
    article.authors.filter(orcid=ORCID).update(name_zh="张 伟", name_en="W. Zhang")
    make_story(academy, state="published", title="由论文写成的稿件", article=article)
    text = read(f"/authors/{ORCID}/")
    for words in (
        "<h1>张伟</h1>",
        "W. Zhang",
        "张 伟",
        "第2号论文",
        "Na Li",
        "湿地学报",
        "由论文写成的稿件",
        f"/authors/{ORCID}/atom.xml",
    ):
        assert words in text, words
    assert "author%3A%22" in text, "a co-author without an ORCID iD leads to the search"
    assert 'class="follow' in text and "q=author%3A%22%E5%BC%A0%E4%BC%9F%22" in text and "kind=article" in text
    assert "Sea ice" not in text
    assert "Zhang" in read(f"/en/authors/{ORCID}/")
    for unknown in ("0000-0000-0000-0000", "nobody", ORCID.lower() + "x"):
        assert get(f"/authors/{unknown}/").status_code == 404, unknown


def test_somebody_of_the_house_has_a_page_before_the_first_paper(academy: Any) -> None:
    academy.person(academy.north_lake, orcid="0000-0001-5109-3700")
    assert 'class="empty"' in read("/authors/0000-0001-5109-3700/")


def test_a_discipline_shows_its_journals_and_papers(shelf: Journal) -> None:
    assert "/subjects/180/" in read("/subjects/")
    text = read("/subjects/180/")
    assert "第1号论文" in text and "Sea ice" not in text
    assert get("/subjects/999/").status_code == 404
    assert read("/subjects/190/").count('class="empty"') == 1


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_feeds_are_atom_and_hold_what_they_say(shelf: Journal, prefix: str) -> None:
    for path, count in (
        ("/articles/", 5), (shelf.get_absolute_url(), 4), ("/subjects/180/", 4), (f"/authors/{ORCID}/", 4),
    ):  # fmt: skip
        answer = get(f"{prefix}{path}atom.xml")
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = etree.fromstring(answer.content)
        assert feed.tag == f"{ATOM}feed" and len(feed.findall(f"{ATOM}entry")) == count, path
        for node in (feed, *feed.findall(f"{ATOM}entry")):
            assert all(node.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")), path
        assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"http://localhost:8000{prefix}{path}atom.xml"
    assert get(f"{prefix}/journals/nobody/atom.xml").status_code == 404


def test_a_retracted_article_says_so_in_feeds(academy: Any, shelf: Journal) -> None:
    notice = jats(doi="10.5555/r", article_type="retraction", related=related("retracted-article", "10.5555/i.1"))
    take(academy.north_lake, notice)
    assert "[已撤稿]" in get(f"{shelf.get_absolute_url()}atom.xml").content.decode()


def test_the_site_map_names_articles_issues_authors_journals_and_subjects(shelf: Journal) -> None:
    urls = {entry.url.removeprefix("http://localhost:8000") for entry in entries()}
    base = shelf.get_absolute_url()
    assert urls >= {
        "/articles/10.5555/i.1/", f"{base}issues/12/2/", f"{base}issues/online/2026/", f"/authors/{ORCID}/", base,
        "/subjects/180/", f"/en{base}issues/12/3/",
    }  # fmt: skip


def test_pages_to_browse_stay_within_their_queries(shelf: Journal, django_assert_max_num_queries: Any) -> None:
    make_pages_old()
    pages = {
        "/journals/": 4, shelf.get_absolute_url(): 10, f"{shelf.get_absolute_url()}issues/12/2/": 9, "/articles/": 6,
        f"/authors/{ORCID}/": 13, "/subjects/180/": 10,
    }  # fmt: skip
    for path, most in pages.items():
        STORE.clear()
        forget()
        for other in ("/journals/", "/articles/", "/subjects/"):
            get(other)
        STORE.clear()
        with django_assert_max_num_queries(most, info=path):
            assert get(path).status_code == 200
