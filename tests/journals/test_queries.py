"""Promise: lists of articles cost a fixed number of queries and hold what they say."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from scicomm.journals import queries
from scicomm.journals.permissions import get_article_for
from tests.factories.journals import take

pytestmark = pytest.mark.django_db


def get_article_for_anyone(doi: str) -> Any:
    return get_article_for(AnonymousUser(), doi)


def test_a_doi_is_found_in_any_case_and_an_unknown_one_is_not(academy: Any) -> None:
    take(academy.north_lake)
    assert get_article_for_anyone("10.5555/BAND.1").doi == "10.5555/band.1"
    with pytest.raises(Http404):
        get_article_for_anyone("10.5555/none")


def test_lists_are_narrowed_by_each_filter(academy: Any, django_assert_num_queries: Any) -> None:
    take(academy.north_lake)
    take(
        academy.south_sea,
        doi="10.5555/sea",
        journal="海洋学刊",
        eissn="",
        heading="物理学",
        language="en",
        title_zh="Sea ice",
    )
    with django_assert_num_queries(2):
        assert [author.name_en for one in queries.articles() for author in one.authors.all()]

    def dois(**wanted: Any) -> list[str]:
        return sorted(one.doi for one in queries.articles(**wanted))

    sea = queries.articles().get(doi="10.5555/sea")
    assert dois(journal=sea.journal.slug) == ["10.5555/sea"]
    assert dois(subject="140") == ["10.5555/sea"]
    assert dois(language="zh") == ["10.5555/band.1"]
    assert dois(unit_path=academy.north.path) == ["10.5555/band.1"]
    assert dois(year=2025) == []
    assert len(dois(year=2026, open_access=True)) == 2
    assert queries.article_years() == [2026]
    assert {one.article_count for one in queries.journals_listed()} == {1}
