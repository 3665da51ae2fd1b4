"""The pages of stories and the home page: who stands around a story, its preview, and what they cost."""

from __future__ import annotations

from typing import Any

import pytest

from scicomm.core.worker import Worker
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person
from tests.factories.newsroom import make_article, make_story
from tests.portal.asking import address, get
from tests.portal.conftest import Site


def forget_all() -> None:
    """As after a restart: no page, no frame, no strip is remembered."""
    from scicomm.portal.middleware.page_cache import STORE
    from scicomm.portal.queries.generation import forget

    STORE.clear()
    forget()


@pytest.mark.parametrize("kept", [False, True])
def test_a_story_page_stays_within_its_queries(site: Site, kept: bool, django_assert_max_num_queries: Any) -> None:
    from scicomm.portal.actions import make_pages_old
    from scicomm.portal.middleware.page_cache import STORE

    site.story.dossier.experts.add(*Person.objects.all()[:2])
    site.article.authors.create(position=1, name_zh="顾怀远", name_en="Huaiyuan Gu")
    Worker().drain()
    make_pages_old()
    forget_all()
    if kept:
        get(address(site.story))
        STORE.clear()
    with django_assert_max_num_queries(12):
        answer = get(address(site.story))
    assert answer.status_code == 200
    assert 'class="thread"' in answer.content.decode()


def test_a_story_page_names_everyone_around_it(site: Site) -> None:
    experts = list(Person.objects.order_by("family_name_en", "given_name_en")[:2])
    site.story.dossier.experts.add(*experts)
    site.article.authors.create(position=2, name_zh="林知夏", name_en="Zhixia Lin")
    site.article.authors.create(position=1, name_zh="顾怀远", name_en="Huaiyuan Gu")
    text = get(address(site.story)).content.decode()
    assert "顾怀远、林知夏" in text
    for person in experts:
        assert f"<h3>{person.name}</h3>" in text
    signed = site.story.dossier.sign_offs.filter(revision=site.story.live_revision).select_related("reviewer__person")
    assert len(signed) == 3
    for sign_off in signed:
        assert sign_off.reviewer.get_full_name() in text


def test_a_story_without_a_paper_has_a_page(academy: Any) -> None:
    story = make_story(academy, state="published", title="没有论文")
    Dossier.objects.filter(story=story).update(article=None)
    text = get(address(story)).content.decode()
    assert "没有论文" in text
    assert 'class="paper"' not in text


@pytest.mark.parametrize("kept", [False, True])
def test_the_home_page_stays_within_its_queries_however_many_stories(
    site: Site, academy: Any, kept: bool, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        make_story(academy, state="published", title=f"第 {number} 篇", article=make_article(academy.south_star))
    from scicomm.portal.actions import make_pages_old
    from scicomm.portal.middleware.page_cache import STORE

    make_pages_old()
    forget_all()
    if kept:
        get("/")
        STORE.clear()
    with django_assert_max_num_queries(26):
        assert get("/").status_code == 200


def test_a_preview_shows_its_banner_and_is_kept_by_nobody(site: Site, rf: Any) -> None:
    request = rf.get("/")
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    answer = site.draft.serve_preview(request, "")
    assert "note--wait" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
