"""The one screen of a story: its panels, its revisions beside each other and taken up again, locks, comments, autosave."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.models import Comment
from wagtail.test.utils.form_data import nested_form_data, streamfield

from scicomm.core.models import FactRecord
from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import SignOff, StoryPage
from scicomm.newsroom.rules.compare import Part, compared, marked
from scicomm.organisation.actions import appoint
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, make_article, make_story, revise
from tests.factories.stories import every_block

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def form_of(story: StoryPage, **extra: Any) -> dict[str, Any]:
    draft: Any = story.get_latest_revision_as_object()
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    given = {
        "title": draft.title, "slug": draft.slug, "standfirst": draft.standfirst, "body": streamfield([("heading", "小标题")]),
        "cover_image": "", "cover_caption": "", "comments": comments, **extra,
    }  # fmt: skip
    return nested_form_data(given)


# ---------------------------------------------------------------------- two versions


def test_words_that_went_and_came_are_marked_in_both_languages() -> None:
    old, new = marked("湖冰变薄了三成", "湖冰变薄了四成")
    assert [run.text for run in old if run.changed] == ["三"] and [run.text for run in new if run.changed] == ["四"]
    old, new = marked("Ice is 31% thinner", "Ice is 33% thinner now")
    assert [run.text for run in old if run.changed] == ["31"]
    assert "".join(run.text for run in new) == "Ice is 33% thinner now"


def test_parts_are_paired_by_their_key_else_by_likeness_and_moves_are_seen() -> None:
    old = [
        Part("a", "文字", "第一段说湖冰"),
        Part("b", "文字", "第二段"),
        Part("c", "小标题", "经过"),
        Part("d", "文字", "将删去的话"),
    ]
    new = [
        Part("c", "小标题", "经过"),
        Part("a", "文字", "第一段说湖冰"),
        Part("x", "文字", "第二段！"),
        Part("y", "图", "新图"),
    ]
    found = {pair.new[0].text if pair.new else pair.old[0].text: pair.state for pair in compared(old, new)}
    assert found["新图"] == "added" and found["将删去的话"] == "removed"
    assert "moved" in {found["经过"], found["第一段说湖冰"]}
    assert sum(pair.state == "changed" for pair in compared(old, new)) == 1


def test_a_long_text_is_compared_in_little_time() -> None:
    # 20,000 characters, each sentence another: by characters this would take minutes.
    old = "".join(f"第{number}句说的是湖冰与雪。" for number in range(1600))
    left, right = marked(old, old.replace("第800句", "第八百句"))
    assert sum(run.changed for run in left) == sum(run.changed for run in right) == 1


def test_two_revisions_stand_side_by_side_and_run_nothing(academy: Any, officer: Any, client_for: Any) -> None:
    story = make_story(academy)
    story = revise(story, officer, body=every_block(academy))
    draft: Any = story.get_latest_revision_as_object()
    raw = list(draft.body.raw_data)
    raw[0] = {**raw[0], "value": "<script>alert(1)</script>"}
    story = revise(story, officer, body=draft.body.stream_block.to_python(raw), title="新题")
    client = client_for(officer)
    page = client.get(reverse("newsroom_compare", args=[story.pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert page.count("<del>") >= 2 and page.count("<ins>") >= 2
    first, last = (story.revisions.order_by("pk").values_list("pk", flat=True)[0], story.latest_revision_id)
    both = [
        client.get(reverse("newsroom_compare", args=[story.pk]), {"old": a, "new": b})
        for a, b in ((first, last), (last, first))
    ]
    assert both[0].context["old"].pk == both[1].context["old"].pk == first
    other = make_story(academy, academy.south_sea)
    assert (
        client.get(reverse("newsroom_compare", args=[story.pk]), {"old": other.latest_revision_id}).status_code == 404
    )
    assert client.get(reverse("newsroom_compare", args=[story.pk]), {"old": "x"}).status_code == 200


def test_the_list_of_revisions_says_which_was_signed_and_public_at_a_fixed_price(
    academy: Any, officer: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    story = make_story(academy, state="published")
    signed = story.live_revision_id
    client, costs = client_for(officer), []
    for more in (1, 6):
        for number in range(more):
            story = revise(story, officer, title=f"改 {more} {number}")
        client.get(reverse("newsroom_revisions", args=[story.pk]))
        with django_assert_max_num_queries(40) as asked:
            page = client.get(reverse("newsroom_revisions", args=[story.pk]))
        costs.append(len(asked))
    assert costs[0] == costs[1]
    rows = {row.pk: row for row in page.context["rows"]}
    assert rows[signed].is_public and len(rows[signed].signs) == 3 and not rows[signed].is_newest
    assert page.context["rows"][0].is_newest


def test_taking_up_an_older_revision_is_a_new_one_and_touches_nothing_outside_the_text(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = make_story(academy, state="published", title="原题")
    first = story.live_revision
    story = revise(story, officer, title="改题", slug="other-slug")
    before = {
        name: getattr(dossier(story), name) for name in ("unit_id", "embargo_until", "state", "published_at", "profile")
    }
    signs = list(SignOff.objects.values_list("pk", "revision_id"))
    client = client_for(officer)
    assert client.post(reverse("newsroom_restore", args=[story.pk, first.pk])).status_code == 302
    story = StoryPage.objects.get(pk=story.pk)
    assert story.latest_revision_id != first.pk and story.live_revision_id == first.pk
    newest: Any = story.get_latest_revision_as_object()
    assert newest.title == "原题" and newest.slug == "other-slug"
    assert {name: getattr(dossier(story), name) for name in before} == before
    assert list(SignOff.objects.values_list("pk", "revision_id")) == signs
    facts = list(FactRecord.objects.order_by("-pk").values_list("name", flat=True)[:2])
    assert facts == ["newsroom.story_restored", "newsroom.story_revised"]
    with pytest.raises(ValidationError):
        actions.restore_revision(story, story.latest_revision, acting_user=officer)
    with pytest.raises(PermissionDenied):
        actions.restore_revision(story, first, acting_user=academy.user(Role.COORDINATOR, academy.north))
    elsewhere = make_story(academy, academy.south_sea)
    assert client.post(reverse("newsroom_restore", args=[story.pk, elsewhere.latest_revision_id])).status_code == 404


def test_taking_up_an_older_revision_keeps_an_embargo_set_since(academy: Any, officer: Any) -> None:
    held = make_story(academy, state="draft")
    first = held.latest_revision
    held = revise(held, officer, title="二稿")
    embargoed = make_story(academy, state="held").dossier.embargo_until
    actions.set_embargo(held, until=embargoed, acting_user=officer)
    actions.restore_revision(held, first, acting_user=officer)
    assert dossier(held).embargo_until == embargoed


# ---------------------------------------------------------------------- Wagtail's own: locks, comments, autosave


def test_a_locked_story_says_by_whom_and_lets_nobody_else_in(academy: Any, officer: Any, client_for: Any) -> None:
    story = make_story(academy)
    colleague = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    appoint(colleague.person, Role.COMMUNICATION_OFFICER, academy.north_lake)
    first, second = client_for(officer), client_for(colleague)
    assert first.post(reverse("wagtailadmin_pages:lock", args=[story.pk])).status_code == 302
    story.refresh_from_db()
    assert story.locked_by == officer
    desk = second.get(reverse("newsroom_story", args=[story.pk])).content.decode()
    assert officer.get_full_name() in desk.split("story-draft")[0].split("jumps")[1]
    editor = second.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert officer.get_full_name() in editor
    before = story.latest_revision_id
    second.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form_of(story))
    story.refresh_from_db()
    assert story.latest_revision_id == before
    story = revise(story, officer, title="锁着也能写的是上锁的人")
    older = story.revisions.order_by("pk")[0]
    with pytest.raises(ValidationError, match=officer.get_full_name()):
        actions.restore_revision(story, older, acting_user=colleague)
    assert actions.restore_revision(story, older, acting_user=officer)


def test_comments_come_in_through_the_editor_and_survive_publishing(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = make_story(academy)
    one = {"text": "请核对三成", "contentpath": "title", "position": "", "resolved": "", "id": "", "DELETE": "",
           "replies": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}}  # fmt: skip
    comments = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000, "0": one}
    response = client_for(officer).post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]), form_of(story, comments=comments)
    )
    assert response.status_code == 302, response.context["form"].errors
    comment = Comment.objects.get(page=story)
    assert comment.text == "请核对三成"
    actions.submit_story(story, acting_user=officer)
    for role, unit in (
        (Role.FIRST_REVIEWER, academy.north_lake), (Role.SECOND_REVIEWER, academy.north), (Role.FINAL_REVIEWER, academy.top),
    ):  # fmt: skip
        actions.approve_story(story, acting_user=academy.user(role, unit))
    story = StoryPage.objects.get(pk=story.pk)
    assert story.live and Comment.objects.filter(pk=comment.pk, resolved_at__isnull=True).exists()
    desk = client_for(officer).get(reverse("newsroom_story", args=[story.pk])).content.decode()
    assert "1 条批注" in desk or "1 open comment" in desk
    assert comment.text not in story.get_latest_revision_as_object().title


def test_autosaving_writes_into_its_own_revision_and_never_into_a_signed_one(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = make_story(academy, state="published")
    client, url = client_for(officer), reverse("wagtailadmin_pages:edit", args=[story.pk])
    signed = story.live_revision
    kept = dict(signed.content)
    form = form_of(story, title="自动保存一", loaded_revision_id=signed.pk, overwrite_revision_id=signed.pk)
    answer = client.post(url, form, HTTP_ACCEPT="application/json")
    assert answer.status_code == 200 and answer.json()["success"], answer.content
    story.refresh_from_db()
    own = story.latest_revision_id
    assert own != signed.pk
    signed.refresh_from_db()
    assert signed.content == kept
    again = form_of(story, title="自动保存二", loaded_revision_id=own, overwrite_revision_id=own)
    assert client.post(url, again, HTTP_ACCEPT="application/json").json()["success"]
    story.refresh_from_db()
    assert story.latest_revision_id == own and story.get_latest_revision_as_object().title == "自动保存二"
    # Another window that still holds the older text is told, and overwrites nothing.
    late = form_of(story, title="迟到", loaded_revision_id=signed.pk, overwrite_revision_id=signed.pk)
    answer = client.post(url, late, HTTP_ACCEPT="application/json")
    assert not answer.json()["success"]
    story.refresh_from_db()
    assert story.get_latest_revision_as_object().title == "自动保存二"


# ---------------------------------------------------------------------- the screen


def test_the_screen_shows_text_sources_reviews_and_thread_at_a_fixed_price(
    academy: Any, officer: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    story = make_story(academy, state="returned", article=make_article(academy.north_lake))
    link = ("paragraph", '<p><a href="https://data.example.org/a?b=1&amp;c=2">数据</a></p>')
    client, url, costs = client_for(officer), reverse("newsroom_story", args=[story.pk]), []
    for pictures in (2, 9):
        story = revise(story, officer, body=[link, *every_block(academy, pictures=pictures)])
        client.get(url)
        with django_assert_max_num_queries(86) as asked:
            page = client.get(url).content.decode()
        costs.append(len(asked))
    assert costs[0] == costs[1]
    for anchor in ("text", "kind", "sources", "reviews", "checks", "revisions", "thread", "experts", "embargo"):
        assert f'id="{anchor}"' in page and f'href="#{anchor}"' in page
    sources = queries.story_sources(officer, dossier(story))
    assert (
        sources.links == ["https://data.example.org/a?b=1&c=2"] and sources.article and sources.lead and sources.topic
    )
    assert story.pk and "10.5555/test." in page and reverse("desk_thread", args=[f"newsroom.story:{story.pk}"]) in page


@pytest.mark.parametrize("kind", ["person", "article", "recording", "term"])
def test_what_a_story_shows_is_chosen_in_a_window_by_who_may(
    kind: str, academy: Any, officer: Any, client_for: Any
) -> None:
    every_block(academy)
    every_block(academy, academy.south_sea)
    names = {"person": "沈", "article": "10.5555", "recording": "冰裂", "term": "湖冰"}
    client, space = client_for(officer), f"newsroom_{kind}_chooser"
    listed = client.get(reverse(f"{space}:choose"), {"q": names[kind]})
    assert listed.status_code == 200
    rows = listed.context["results"].object_list if listed.context else []
    assert len(rows) >= 1
    if kind == "recording":
        assert {row.collection_id for row in rows} == {academy.north_lake.collection_id}
    assert client.get(reverse(f"{space}:chosen", args=[rows[0].pk])).status_code == 200
    assert client.get(reverse(f"{space}:chosen", args=["0"])).status_code == 404
    assert client.get(reverse(f"{space}:choose"), {"q": "没有这样的"}).context["results"].object_list.count() == 0
