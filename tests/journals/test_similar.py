"""Promise: beside an article stand articles like it, across journals and languages, never a retracted one or a notice."""

from __future__ import annotations

from typing import Any

import pytest

from scicomm.journals.actions import renew_similar, renew_similar_of
from scicomm.journals.models import Article, SimilarArticle
from scicomm.journals.rules.similar import MOST_LETTERS, similar_query
from scicomm.journals.tasks import find_similar
from scicomm.search.actions import drain_pending
from tests.factories.journals import jats, related, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path


def dois_beside(doi: str) -> list[str]:
    return list(SimilarArticle.objects.filter(article__doi=doi).values_list("other__doi", flat=True))


def _carry() -> None:
    from scicomm.core.worker import Worker

    Worker().drain()
    drain_pending()


def test_what_is_about_the_same_stands_first_whatever_its_journal_and_language(academy: Any) -> None:
    take(
        academy.north_lake,
        doi="10.5555/a",
        title_zh="草地条带间距的早期信号",
        title_en="Early signals in grassland bands",
    )
    take(academy.south_sea, doi="10.5555/b", title_zh="Grassland bands as early signals", title_en="", language="en",
         journal="Letters", eissn="", heading="物理学", keywords="grassland")  # fmt: skip
    for number in range(7):
        take(
            academy.north_lake, doi=f"10.5555/far.{number}", title_zh="海冰与环流", title_en="Sea ice", keywords="海冰"
        )
    _carry()
    assert renew_similar() == 9
    assert dois_beside("10.5555/a")[0] == "10.5555/b", "another journal, another language"
    assert dois_beside("10.5555/b")[0] == "10.5555/a"
    assert len(dois_beside("10.5555/a")) == 6, "filled up from the same discipline"
    # The first three were new: their neighbours are looked at again, and then nothing is left.
    for _run in range(3):
        renew_similar()
    assert renew_similar() == 0 and find_similar() is None


def test_retracted_articles_and_notices_are_never_recommended(academy: Any) -> None:
    for number in range(3):
        take(academy.north_lake, doi=f"10.5555/{number}")
    notice = jats(doi="10.5555/n", article_type="retraction", related=related("retracted-article", "10.5555/1"))
    take(academy.north_lake, notice)
    _carry()
    renew_similar()
    assert dois_beside("10.5555/0") == ["10.5555/2"]


def test_without_an_index_the_same_discipline_is_recommended(academy: Any) -> None:
    take(academy.north_lake, doi="10.5555/a")
    take(academy.north_lake, doi="10.5555/b", title_zh="海冰", title_en="Sea ice", keywords="")
    take(academy.south_sea, doi="10.5555/c", heading="物理学", journal="海洋", eissn="", keywords="", title_zh="潮汐")
    renew_similar()
    assert dois_beside("10.5555/a") == ["10.5555/b"]


def test_a_newer_version_and_a_deleted_article_are_taken_into_account(academy: Any) -> None:
    article = take(academy.north_lake, doi="10.5555/a").article
    take(academy.north_lake, doi="10.5555/b")
    _carry()
    renew_similar()
    assert renew_similar() in {0, 1, 2}
    renew_similar()
    assert Article.objects.filter(similar_at__isnull=True).count() == 0
    take(academy.north_lake, doi="10.5555/a", title_zh="新的题目")
    _carry()
    assert list(Article.objects.filter(similar_at__isnull=True)) == [article]
    assert renew_similar_of(10**9) == []


def test_a_query_of_telling_words_is_short_and_quotes_what_would_be_syntax() -> None:
    query = similar_query(["The (band) spacing: an early-warning signal 2026", ""], ['"草地" OR x', "NOT"])
    assert '"early-warning"' in query or '"early"' in query
    assert "(" not in query and " the " not in query.lower() and '"2026"' not in query
    assert len(similar_query(["词语 " * 400], [f"keyword {n}" for n in range(90)])) <= MOST_LETTERS
    assert similar_query(["", "的"], []) == ""
