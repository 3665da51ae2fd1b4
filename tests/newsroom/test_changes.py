"""Correct, update, withdraw, kill: four acts, each with its note, each at every place the story went."""

from __future__ import annotations

import json
from typing import Any

import feedparser
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, Revision

from scicomm.audiences.actions import build_issue
from scicomm.audiences.models import OutgoingMail
from scicomm.audiences.tasks.jobs import send_mails
from scicomm.channels.models import Channel
from scicomm.core.models import FactRecord
from scicomm.newsroom import actions
from scicomm.newsroom.models import SealedText, StoryChange, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.audiences import reader
from tests.factories.newsroom import dossier, make_story, revise
from tests.newsroom.embargoed import picture, sign, twin_of
from tests.newsroom.outlets import ASKED, SECRET, TITLE, address, found, settle

EVERYWHERE = {"page", "lists", "feeds", "API", "search", "sitemap", "thread", "page cache"}


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path


@pytest.fixture
def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def public(academy: Any) -> StoryPage:
    story = make_story(academy, state="published", title=TITLE)
    settle()
    return story


def change(academy: Any, story: StoryPage, officer: Any, kind: str, note: str) -> StoryPage:
    story = revise(story, officer, standfirst=f"改成 {note}")
    actions.submit_change(story, kind=kind, note=note, acting_user=officer)
    return sign(academy, story)


def mailed(academy: Any, rule: str = "grave") -> Any:
    """A reader who got what there is in an issue of the institute's newsletter."""
    row = reader(units=[academy.north_lake])
    channel = Channel.objects.get(unit=academy.north_lake, kind="newsletter", language="zh-hans")
    Channel.objects.filter(pk=channel.pk).update(tell_changes=rule)
    assert build_issue(channel) is not None
    send_mails()
    settle()
    return row


def mails_about_changes() -> list[str]:
    settle()
    return list(OutgoingMail.objects.filter(purpose="change").values_list("change__kind", flat=True).order_by("pk"))


def test_a_correction_and_an_update_go_through_review_and_say_which_they_are(academy: Any, officer: Any) -> None:
    story = public(academy)
    story = change(academy, story, officer, "corrected", "年数应为十一年。")
    story = change(academy, story, officer, "updated", "新增了野外记录。")
    assert [(row.kind, row.note) for row in StoryChange.objects.order_by("pk")] == [
        ("corrected", "年数应为十一年。"),
        ("updated", "新增了野外记录。"),
    ]
    names = (
        FactRecord.objects.filter(subject=f"newsroom.story:{story.pk}").order_by("pk").values_list("name", flat=True)
    )
    assert [name for name in names if name.endswith(("corrected", "updated"))] == [
        "newsroom.story_corrected",
        "newsroom.story_updated",
    ]
    settle()
    page = Client().get(address(story)).content.decode()
    assert "更新" in page and "新增了野外记录。" in page
    assert "新增了野外记录。" in Client().get("/feeds/atom.xml").content.decode()
    log = Client().get("/corrections/?unit=north-lake").content.decode()
    assert "年数应为十一年。" in log and "新增了野外记录。" in log
    assert "年数应为十一年。" not in Client().get("/corrections/?unit=north-hill").content.decode()
    assert Client().get("/corrections/?unit=nowhere").status_code == 404


def test_nothing_is_changed_silently_and_only_what_is_public(academy: Any, officer: Any, client_for: Any) -> None:
    story = revise(public(academy), officer, standfirst="悄悄改")
    for kind, note in (("corrected", " "), ("withdrawn", "x")):
        with pytest.raises(ValidationError):
            actions.submit_change(story, kind=kind, note=note, acting_user=officer)
    draft = make_story(academy)
    with pytest.raises(ValidationError):
        actions.submit_change(draft, kind="updated", note="x", acting_user=officer)
    client = client_for(officer)
    address_ = reverse("newsroom_change", args=[story.pk])
    assert client.post(address_, {"kind": "updated", "note": ""}).status_code == 400
    assert client.post(address_, {"kind": "updated", "note": "新数据"}).status_code == 302
    assert StoryChange.objects.get().told_at is None, "told only once it is signed"
    assert "新数据" not in Client().get("/corrections/").content.decode()


def test_withdrawn_it_is_gone_everywhere_but_the_address_says_why(academy: Any, officer: Any) -> None:
    story = public(academy)
    assert found(academy, story) >= EVERYWHERE
    actions.withdraw_story(story, acting_user=officer, reason="数据有误")
    assert found(academy, story) == {"page", "lists", "page cache"}, (
        "the address and the log of corrections keep the title"
    )
    gone = Client().get(address(story))
    assert gone.status_code == 410 and "数据有误" in gone.content.decode()
    feed = Client().get("/feeds/atom.xml").content.decode()
    assert "deleted-entry" in feed and "数据有误" in feed and not feedparser.parse(feed).bozo
    said = json.loads(Client().get("/feeds/feed.json").content)
    assert said["items"] == [] and said["_gone"]["items"][0]["note"] == "数据有误"


def test_killed_nothing_of_it_is_left_anywhere(academy: Any, officer: Any, client_for: Any) -> None:
    story = public(academy)
    image, paths = picture(academy)
    story = revise(story, officer, body=[("paragraph", f"<p>{SECRET}</p>")], cover_image=image)
    actions.submit_change(story, kind="corrected", note=f"{SECRET} 的图", acting_user=officer)
    story = sign(academy, story)
    english = revise(twin_of(story, officer), officer, title=TITLE)
    assert EVERYWHERE | {"files"} <= found(academy, story, media=paths)
    with pytest.raises(ValidationError):
        actions.kill_story(story, acting_user=officer, note=f"因为 {TITLE}")
    with pytest.raises(PermissionDenied):
        actions.kill_story(story, acting_user=academy.user(Role.FIRST_REVIEWER, academy.north_lake), note="依法移除")
    actions.kill_story(story, acting_user=officer, note="依法移除")
    # Before any worker has gone by.
    feed = client_for(academy.superuser).get("/feeds/atom.xml").content.decode()
    assert SECRET not in feed and "deleted-entry" in feed
    assert found(academy, story, media=paths) == found(academy, english) == set()
    gone = Client().get(address(story))
    said = gone.content.decode().replace(story.slug, "")
    assert gone.status_code == 410 and "依法移除" in said and SECRET not in said
    assert "依法移除" in Client().get("/corrections/").content.decode()
    for page in (story, english):
        texts = Revision.objects.for_instance(StoryPage.objects.get(pk=page.pk)).values_list("content", "object_str")
        assert SECRET not in str([{**content, "slug": "", "url_path": ""} for content, _name in texts])
        assert not PageLogEntry.objects.filter(page_id=page.pk, label__contains=SECRET).exists()
    assert SECRET in str(SealedText.objects.get(dossier__story=story).revisions)
    assert dossier(english).state == "killed"


def test_the_sealed_text_is_shown_to_those_who_may_kill_only(academy: Any, officer: Any, client_for: Any) -> None:
    story = public(academy)
    actions.kill_story(story, acting_user=officer, note="依法移除")
    desk = reverse("newsroom_story", args=[story.pk])
    assert SECRET in client_for(officer).get(desk).content.decode().replace(story.slug, "")
    reviewer = client_for(academy.user(Role.FIRST_REVIEWER, academy.north_lake))
    assert SECRET not in reviewer.get(desk).content.decode().replace(story.slug, "")
    found_ = client_for(academy.superuser).get(f"/admin/search/?q={ASKED}")
    assert SECRET not in found_.content.decode()
    with pytest.raises(ValidationError):
        actions.set_embargo(story, until=dossier(story).changed_at.replace(year=2999), acting_user=officer)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("never", ["killed"]),
        ("grave", ["killed"]),
        ("corrections", ["corrected", "killed"]),
        ("all", ["corrected", "updated", "killed"]),
    ],
)
def test_readers_of_an_issue_are_mailed_as_its_rule_says(
    academy: Any, officer: Any, rule: str, told: list[str], mailoutbox: Any
) -> None:
    story = public(academy)
    mailed(academy, rule)
    story = change(academy, story, officer, "corrected", "改一处")
    settle()
    story = change(academy, story, officer, "updated", "添一段")
    settle()
    send_mails()
    actions.kill_story(story, acting_user=officer, note="依法移除")
    assert mails_about_changes() == told
    send_mails()
    last = mailoutbox[-1]
    assert "依法移除" in last.body and SECRET not in f"{last.subject}{last.body}"
    settle()
    assert mails_about_changes() == told, "nobody is told twice"


def test_a_withdrawal_is_mailed_and_a_reader_who_left_is_not(academy: Any, officer: Any, mailoutbox: Any) -> None:
    story = public(academy)
    gone = mailed(academy)
    actions.withdraw_story(story, acting_user=officer, reason="数据有误")
    assert mails_about_changes() == ["withdrawn"]
    type(gone).objects.filter(pk=gone.pk).update(state="left")
    before = len(mailoutbox)
    send_mails()
    assert len(mailoutbox) == before and OutgoingMail.objects.get(purpose="change").state == "skipped"


def test_nothing_public_is_sent_into_review_without_a_word_to_readers(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = revise(public(academy), officer, standfirst="十七天")
    answer = client_for(officer).post(reverse("newsroom_submit", args=[story.pk]), {"correction_note": " "})
    assert answer.status_code == 400
    assert dossier(story).state == "published"
