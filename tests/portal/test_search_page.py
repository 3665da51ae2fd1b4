"""Promise: the search page says how loosely it found, which papers were retracted, and how to get out of every dead end."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from scicomm.search.engine import QuerySpec, search
from scicomm.search.query import MAX_CHARACTERS
from tests.factories.search import indexed, make_document
from tests.portal.conftest import Site


@pytest.fixture
def papers(site: Site) -> None:
    indexed(
        make_document(
            "a", title="珊瑚白化的温度阈值", title_other="Thresholds of coral bleaching", summary="热浪之后珊瑚白化。",
            language="zh-Hans", year=2024, journal="海洋学报", article_type="review-article", open_access=True,
            subjects=("170",), extra={"state": "retracted"},
        ),
        make_document(
            "b", title="珊瑚礁的恢复", summary="恢复需要十年。", language="zh", year=2023, journal="海洋学报",
            article_type="research-article", open_access=False, extra={"state": "current"},
        ),
        make_document(
            "c", title="Seagrass meadows", summary="Meadows store carbon.", language="en", year=2022, extra={"state": "concern"},
        ),
    )  # fmt: skip


def get(query: str | dict[str, Any], prefix: str = "") -> str:
    values = {"q": query} if isinstance(query, str) else query
    answer = Client().get(f"{prefix}/search/", values, headers={"host": "localhost"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_retracted_paper_says_so_and_can_be_left_out(papers: None) -> None:
    page = get("珊瑚白化", "/en")
    assert re.search(r"badge--stop\">Retracted<", page)
    assert "Thresholds of" in page, "an English page shows the English title"
    assert "badge--wait" in get("seagrass")
    assert search(QuerySpec("珊瑚 -状态:撤稿")).total == 1
    assert search(QuerySpec("state:retracted,concern")).total == 2
    assert "state=retracted" in page, "the panel counts states"


def test_how_loosely_was_found_is_said(papers: None) -> None:
    assert "1 result has all the words" in get("珊瑚 白化", "/en")
    assert "what has some of them is shown" in get("珊瑚 meadows", "/en")
    assert "A long question" in get("how do coral reefs and seagrass meadows store carbon after bleaching", "/en")
    assert "all the words" not in get("珊瑚 AND 白化", "/en")


def test_filters_are_chips_that_can_be_dropped_and_survive_a_new_query(papers: None) -> None:
    page = get({"q": "珊瑚", "language": "zh", "article_type": "review-article"}, "/en")
    assert ">Review " in page
    assert re.search(r'class="chip" href="\?q=[^"]+&amp;article_type=review-article" rel="nofollow"', page)
    assert '<input type="hidden" name="language" value="zh">' in page
    assert "Drop all filters" in page
    assert 'href="#facets"' in page
    empty = get({"q": "珊瑚", "language": "zh", "year": "1901"}, "/en")
    assert "With these filters there is nothing" in empty
    assert 'aria-current="true"' in empty, "a filter that leaves nothing can still be dropped in the panel"


def test_one_language_is_one_choice_and_a_second_value_can_be_added(papers: None) -> None:
    facets = search(QuerySpec("珊瑚", filters={"year": ["2024"]})).facets
    assert facets["language"] == [("zh", 1)]
    assert dict(facets["year"]) == {"2024": 1, "2023": 1}
    assert search(QuerySpec(filters={"language": ["zh-CN"], "kind": ["article"]})).total >= 2


def test_a_query_that_is_too_long_is_said_and_answered(papers: None) -> None:
    page = get("珊瑚 " * MAX_CHARACTERS, "/en")
    assert "The query is very long" in page
    assert "恢复" in page


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_example_of_the_help_is_a_link_that_is_understood(papers: None, prefix: str) -> None:
    page = Client().get(f"{prefix}/search/help/", headers={"host": "localhost"}).content.decode()
    links = re.findall(r'<td><a href="([^"]+)" rel="nofollow"><code>', page)
    assert len(links) >= 18
    for link in links:
        answer = Client().get(link, headers={"host": "localhost"})
        assert answer.status_code == 200
        assert not answer.context["found"].results.problems, link


def test_words_go_on_while_typing_without_script_of_the_page(papers: None) -> None:
    page = get("珊瑚")
    assert 'list="q-suggestions"' in page
    assert 'data-suggest="/search/suggest/"' in page
