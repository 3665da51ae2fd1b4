"""One door to the public: each of Wagtail's ways to make, move, copy or publish a page, as author and as superuser, either
yields exactly one fact or is refused, and never makes a story public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from scicomm.core.models import FactRecord
from scicomm.newsroom.models import OneDoor, StoryPage
from scicomm.organisation.enums import Role
from scicomm.organisation.models import UnitPage
from tests.factories.newsroom import dossier, make_story, revise

WHO = ["author", "superuser"]


@pytest.fixture
def signed_in(academy: Any, client_for: Any) -> Callable[[str], tuple[Client, Any]]:
    def make(who: str) -> tuple[Client, Any]:
        user = academy.superuser if who == "superuser" else academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
        client = client_for(user)
        client.raise_request_exception = True
        return client, user

    return make


class Watcher:
    """Counts what a request left behind: facts about stories, story pages, live story pages."""

    def __init__(self) -> None:
        self.facts = self._facts()
        self.pages = StoryPage.objects.count()
        self.live = set(StoryPage.objects.filter(live=True).values_list("pk", flat=True))

    @staticmethod
    def _facts() -> int:
        return FactRecord.objects.filter(subject__startswith="newsroom.story:").count()

    def assert_refused(self) -> None:
        assert self._facts() == self.facts, "a refused way left a fact"
        assert StoryPage.objects.count() == self.pages, "a refused way left a page"
        assert set(StoryPage.objects.filter(live=True).values_list("pk", flat=True)) == self.live

    def assert_one_fact(self, name: str) -> None:
        assert self._facts() == self.facts + 1
        assert FactRecord.objects.order_by("-pk")[0].name == f"newsroom.{name}"
        assert set(StoryPage.objects.filter(live=True).values_list("pk", flat=True)) == self.live


def form_of(story: StoryPage, **extra: Any) -> dict[str, Any]:
    draft = story.get_latest_revision_as_object()
    return nested_form_data(
        {
            "title": "改过的标题",
            "slug": draft.slug,
            "standfirst": draft.standfirst,
            "body": streamfield([("heading", "小标题")]),
            "cover_image": "",
            "cover_caption": "",
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **extra,
        }
    )


@pytest.mark.parametrize("who", WHO)
def test_create_is_refused(who: str, academy: Any, signed_in: Any) -> None:
    client, _user = signed_in(who)
    parent = UnitPage.objects.get(unit=academy.north_lake, locale__language_code="zh-hans")
    watch = Watcher()
    url = reverse("wagtailadmin_pages:add", args=["newsroom", "storypage", parent.pk])
    data = nested_form_data({"title": "偷跑", "slug": "early", "standfirst": "", "body": streamfield([])})
    for extra in ({}, {"action-publish": "1"}):
        assert client.post(url, {**data, **extra}).status_code in {302, 403}
    watch.assert_refused()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    "extra", [{}, {"action-publish": "1"}, {"go_live_at": "2020-01-01 00:00", "action-publish": "1"}]
)
def test_edit_yields_one_revision_and_never_publishes(
    who: str, extra: dict[str, str], academy: Any, signed_in: Any
) -> None:
    client, _user = signed_in(who)
    story = make_story(academy)
    watch = Watcher()
    response = client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form_of(story, **extra))
    assert response.status_code == 302, response.context and response.context["form"].errors
    watch.assert_one_fact("story_revised")
    story.refresh_from_db()
    assert story.go_live_at is None


@pytest.mark.parametrize("who", WHO)
def test_submitting_in_the_editor_is_a_submission(who: str, academy: Any, signed_in: Any) -> None:
    client, _user = signed_in(who)
    story = make_story(academy)
    before = FactRecord.objects.count()
    client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form_of(story, **{"action-submit": "1"}))
    names = list(FactRecord.objects.order_by("pk")[before:].values_list("name", flat=True))
    assert names == ["newsroom.story_revised", "newsroom.story_submitted"]
    assert dossier(story).state == "first_review"


def test_approving_in_wagtails_own_screen_is_the_same_signature(academy: Any, client_for: Any) -> None:
    story = make_story(academy, state="first_review")
    watch = Watcher()
    task = story.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", task.pk])
    response = client_for(academy.user(Role.FIRST_REVIEWER, academy.north_lake)).post(url, {"comment": "可"})
    assert response.status_code == 302
    watch.assert_one_fact("story_reviewed")
    assert dossier(story).state == "second_review"


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize("verb", ["unpublish", "delete", "copy", "convert_alias"])
def test_single_page_verbs_are_refused(who: str, state: str, verb: str, academy: Any, signed_in: Any) -> None:
    client, _user = signed_in(who)
    story = make_story(academy, state=state)
    watch = Watcher()
    data: dict[str, Any] = {}
    if verb == "copy":
        parent = story.get_parent().pk
        data = {
            "new_title": "副本",
            "new_slug": "copy",
            "new_parent_page": parent,
            "publish_copies": "on",
            "alias": "on",
        }
    response = client.post(reverse(f"wagtailadmin_pages:{verb}", args=[story.pk]), data)
    assert response.status_code in {302, 403, 404}
    watch.assert_refused()


@pytest.mark.parametrize("who", WHO)
def test_move_is_refused(who: str, academy: Any, signed_in: Any) -> None:
    client, _user = signed_in(who)
    story = make_story(academy)
    target = UnitPage.objects.get(unit=academy.north_hill, locale__language_code="zh-hans")
    watch = Watcher()
    response = client.post(reverse("wagtailadmin_pages:move_confirm", args=[story.pk, target.pk]))
    assert response.status_code in {302, 403, 404}
    watch.assert_refused()
    assert StoryPage.objects.get(pk=story.pk).path == story.path


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("verb", ["publish", "unpublish", "delete", "move"])
def test_bulk_verbs_are_refused(who: str, verb: str, academy: Any, signed_in: Any) -> None:
    client, _user = signed_in(who)
    draft, public = make_story(academy), make_story(academy, state="published")
    target = UnitPage.objects.get(unit=academy.north_hill, locale__language_code="zh-hans")
    watch = Watcher()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", verb])
    client.post(f"{url}?id={draft.pk}&id={public.pk}", {"chooser": target.pk, "include_descendants": "on"})
    watch.assert_refused()
    assert StoryPage.objects.get(pk=draft.pk).path == draft.path


@pytest.mark.parametrize("who", WHO)
def test_revert_yields_one_revision(who: str, academy: Any, signed_in: Any) -> None:
    client, user = signed_in(who)
    story = make_story(academy)
    first = story.latest_revision
    story = revise(story, user, title="第二版")
    watch = Watcher()
    data = form_of(story, revision=first.pk)
    response = client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), data)
    assert response.status_code == 302
    watch.assert_one_fact("story_revised")


@pytest.mark.parametrize("who", WHO)
def test_reverting_a_live_story_does_not_change_what_is_public(who: str, academy: Any, signed_in: Any) -> None:
    client, user = signed_in(who)
    story = make_story(academy, state="published")
    live = story.live_revision_id
    revise(story, user, title="未审的改动")
    data = form_of(story, revision=live, **{"action-publish": "1"})
    client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), data)
    assert StoryPage.objects.get(pk=story.pk).live_revision_id == live


def test_a_schedule_set_by_program_is_not_published(academy: Any) -> None:
    story = make_story(academy)
    revision = story.latest_revision
    revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision.save(update_fields=["approved_go_live_at"])
    watch = Watcher()
    with pytest.raises(OneDoor):
        call_command("publish_scheduled", verbosity=0)
    watch.assert_refused()


@pytest.mark.parametrize("who", WHO)
def test_locale_copy_is_refused(who: str, academy: Any, signed_in: Any) -> None:
    _client, user = signed_in(who)
    story = make_story(academy)
    watch = Watcher()
    with pytest.raises(PermissionDenied):
        CopyPageForTranslationAction(story, Locale.objects.get(language_code="en"), user=user).execute(
            skip_permission_checks=True
        )
    watch.assert_refused()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda story, user: story.save_revision(user=user).publish(user=user, skip_permission_checks=True),
        lambda story, user: story.copy(update_attrs={"slug": "copy"}, user=user),
        lambda story, user: story.create_alias(update_slug="alias", user=user),
        lambda story, user: story.move(story.get_parent().get_next_sibling(), pos="last-child", user=user),
        lambda story, user: story.delete(),
        lambda story, user: Page.objects.get(pk=story.pk).specific.unpublish(user=user),
    ],
    ids=["publish", "copy", "alias", "move", "delete", "unpublish"],
)
def test_programs_are_refused_too(attempt: Callable[[StoryPage, Any], Any], academy: Any) -> None:
    story = make_story(academy, state="published")
    pages, live = StoryPage.objects.count(), StoryPage.objects.filter(live=True).count()
    with pytest.raises(PermissionDenied):
        attempt(story, academy.superuser)
    assert (StoryPage.objects.count(), StoryPage.objects.filter(live=True).count()) == (pages, live)


def test_autosave_never_writes_over_a_signed_revision(academy: Any) -> None:
    story = make_story(academy, state="second_review")
    signed = dossier(story).reviewed_revision
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    draft = story.get_latest_revision_as_object()
    draft.title = "自动保存的改动"
    saved = draft.save_revision(user=officer, overwrite_revision=signed)
    assert saved.pk != signed.pk
    assert dossier(story).state == "draft"
