"""An embargo as it is set, refused, moved and taken over (situations 1 to 8, 13 and 15 of eighteen), asked at every outlet."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.core.doors import held_open
from scicomm.journals.actions import lift_article_embargoes, set_article_embargo
from scicomm.journals.models import Article
from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import DOOR, Dossier, Embargo, EmbargoMove, OneDoor, StoryPage
from tests.factories.newsroom import dossier, make_article, make_story, make_topic, revise
from tests.newsroom.embargoed import DAY, facts, held, let_pass, sign, twin_of, until_of
from tests.newsroom.outlets import SECRET, TITLE, found, settle

pytestmark = pytest.mark.usefixtures("own_index")


def test_01_set_on_a_draft_it_holds_the_signed_story_everywhere(academy: Any, officer: Any) -> None:
    story = make_story(academy, title=TITLE)
    until = timezone.now() + DAY
    actions.set_embargo(story, until=until, acting_user=officer, reason="等论文上线")
    assert found(academy, story) == set()
    actions.submit_story(story, acting_user=officer)
    story = sign(academy, story)
    assert dossier(story).state == "held" and found(academy, story) == set()
    row = Embargo.objects.get(translation_key=story.translation_key)
    assert (row.until, row.source, row.set_by, row.reason) == (until, "person", officer, "等论文上线")
    assert [fact.payload["until"] for fact in facts("embargo_set")] == [until.isoformat()]


def test_02_in_the_past_it_is_refused(academy: Any, officer: Any, client_for: Any) -> None:
    story = make_story(academy)
    for until in (timezone.now(), timezone.now() - DAY):
        with pytest.raises(ValidationError):
            actions.set_embargo(story, until=until, acting_user=officer)
    answer = client_for(officer).post(reverse("newsroom_embargo", args=[story.pk]), {"until": "2020-01-01T08:00"})
    assert answer.status_code == 409 and "2020-01-01T08:00" in answer.content.decode()
    assert until_of(story) is None and not Embargo.objects.exists()


def test_03_with_a_release_planned_before_it_it_is_refused_and_so_is_such_a_plan(academy: Any, officer: Any) -> None:
    story, now = make_story(academy), timezone.now()
    actions.set_release_time(story, at=now + DAY, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.set_embargo(story, until=now + 2 * DAY, acting_user=officer)
    actions.set_embargo(story, until=now + DAY / 2, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.set_release_time(story, at=now + DAY / 4, acting_user=officer)
    assert dossier(story).release_at == now + DAY


def test_04_added_after_publishing_it_is_refused_for_translations_too(academy: Any, officer: Any) -> None:
    story = make_story(academy, state="published", title=TITLE)
    for one in (story, twin_of(story, officer)):
        with pytest.raises(ValidationError):
            actions.set_embargo(one, until=timezone.now() + DAY, acting_user=officer)
    assert not Embargo.objects.exists()
    assert {"page", "lists", "feeds", "API", "search", "sitemap", "thread", "page cache"} <= found(academy, story)


def test_05_moved_while_in_review_planned_releases_move_with_it(academy: Any, officer: Any) -> None:
    story, now = make_story(academy, title=TITLE), timezone.now()
    actions.set_embargo(story, until=now + DAY, acting_user=officer)
    actions.set_release_time(story, at=now + 1.5 * DAY, acting_user=officer)
    actions.submit_story(story, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.set_embargo(story, until=now + 2 * DAY, acting_user=officer)
    actions.set_embargo(story, until=now + 2 * DAY, acting_user=officer, reason="期刊推迟")
    assert dossier(story).release_at == now + 2 * DAY
    moved = facts("embargo_moved")[0].payload
    assert moved["releases"] == 1 and moved["reason"] == "期刊推迟"
    story = sign(academy, story)
    assert queries.next_lifting(now) == now + 2 * DAY and found(academy, story) == set()
    assert [move.kind for move in EmbargoMove.objects.order_by("pk")] == ["set", "moved"]


def test_06_a_copy_has_none(academy: Any, officer: Any) -> None:
    story = held(academy)
    values = {"to": story.get_parent(), "update_attrs": {"slug": "copied", "title": "另一篇"}}
    with pytest.raises(OneDoor):
        story.copy(**values)
    with held_open(DOOR):
        copied = StoryPage.objects.get(pk=story.pk).copy(**values, copy_revisions=False, keep_live=False)
    assert not Embargo.objects.filter(translation_key=copied.translation_key).exists()
    assert not Dossier.objects.filter(story=copied).exists()
    again = actions.start_story(make_topic(academy, academy.north_lake), acting_user=officer)
    assert until_of(again) is None


def test_07_a_translation_takes_it_over_and_moves_with_it(academy: Any, officer: Any) -> None:
    story = held(academy)
    english = revise(twin_of(story, officer), officer, title=TITLE)
    assert until_of(english) == until_of(story)
    actions.submit_story(english, acting_user=officer)
    english = sign(academy, english)
    later = timezone.now() + 5 * DAY
    actions.set_embargo(english, until=later, acting_user=officer, reason="一并推迟")
    assert until_of(story) == until_of(english) == later
    assert Embargo.objects.count() == 1
    assert found(academy, story) == found(academy, english) == set()
    let_pass(story)
    assert actions.lift_embargoes() == 2
    assert StoryPage.objects.get(pk=story.pk).live and StoryPage.objects.get(pk=english.pk).live


def test_08_an_update_before_the_lifting_stays_held(academy: Any, officer: Any) -> None:
    story = revise(held(academy), officer, standfirst=f"{SECRET} 改过的")
    actions.submit_story(story, acting_user=officer)
    story = sign(academy, story)
    assert dossier(story).state == "held" and found(academy, story) == set()
    let_pass(story)
    actions.lift_embargoes()
    assert StoryPage.objects.get(pk=story.pk).standfirst.startswith(SECRET)
    assert len(facts("story_published")) == 1 and not facts("story_corrected")


def test_13_it_moves_when_the_journal_moves_it(academy: Any, officer: Any, chief: Any) -> None:
    article = make_article(academy.north_lake, title_zh=TITLE, published_on=timezone.localdate() + 3 * DAY)
    editor = academy.superuser
    story = make_story(academy, title="讲这篇论文", article=article)
    first, second = timezone.now() + 3 * DAY, timezone.now() + 6 * DAY
    set_article_embargo(article, until=first, acting_user=editor)
    settle()
    assert until_of(story) == first and Embargo.objects.get().source == "journal"
    assert found(academy, story) == set(), "the article itself is out of sight too"
    assert Client().get(reverse("portal:article", args=[article.doi])).status_code == 404
    set_article_embargo(article, until=second, reason="编辑部推迟", acting_user=editor)
    settle()
    assert until_of(story) == second and facts("embargo_moved")[0].payload["reason"] == "编辑部推迟"
    with pytest.raises(PermissionDenied):
        actions.set_embargo(story, until=first, acting_user=officer, reason="我们想早点")
    actions.set_embargo(story, until=first, acting_user=chief, reason="期刊口头同意")
    set_article_embargo(article, until=None, reason="提前上线", acting_user=editor)
    settle()
    assert until_of(story) is None and Article.objects.filter(pk=article.pk).exists()
    with pytest.raises(ValidationError):
        set_article_embargo(make_article(academy.north_lake), until=first, acting_user=editor)


def test_13_a_journals_embargo_lapses_by_the_clock(academy: Any) -> None:
    article = make_article(academy.north_lake, published_on=timezone.localdate() + DAY)
    set_article_embargo(article, until=timezone.now() + DAY)
    assert not Article.objects.filter(pk=article.pk).exists() and lift_article_embargoes() == 0
    Article.everything.filter(pk=article.pk).update(embargo_until=timezone.now())
    assert (lift_article_embargoes(), lift_article_embargoes()) == (1, 0)
    assert Article.objects.filter(pk=article.pk).exists()


def test_15_restoring_an_older_revision_changes_no_embargo(academy: Any, officer: Any, client_for: Any) -> None:
    story = make_story(academy, title=TITLE)
    older = story.latest_revision
    until = timezone.now() + DAY
    actions.set_embargo(story, until=until, acting_user=officer)
    story = revise(story, officer, standfirst="新的")
    older.as_object().save_revision(user=officer)
    assert until_of(story) == until and Embargo.objects.get().until == until
    assert "embargo" not in str(older.content)
    client = client_for(officer)
    assert client.get(f"/admin/pages/{story.pk}/revisions/{older.pk}/revert/").status_code == 200
    assert found(academy, story) == set()
