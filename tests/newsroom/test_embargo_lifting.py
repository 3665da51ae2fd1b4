"""An embargo as it ends: on time, early, late, by a breach, by a withdrawal (situations 11, 12 and 16 to 18 of eighteen)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.channels.models import Release
from scicomm.newsroom import actions
from scicomm.newsroom.models import Dossier, Embargo, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, make_story, revise
from tests.factories.press import member, open_story, shared
from tests.newsroom.embargoed import facts, held, let_pass, picture, sign, until_of
from tests.newsroom.outlets import SECRET, TITLE, address, found, settle

pytestmark = pytest.mark.usefixtures("own_index")


def test_11_lifting_releases_all_that_is_due_in_order_once(academy: Any) -> None:
    stories = [make_story(academy, state="held", title=f"{TITLE} {number}") for number in range(3)]
    later = make_story(academy, state="held", title="还没到")
    for minutes, story in zip((1, 3, 2), stories, strict=True):
        let_pass(story, ago=dt.timedelta(minutes=minutes))
    assert (actions.lift_embargoes(), actions.lift_embargoes()) == (3, 0)
    settle()
    published = [int(fact.subject.split(":")[1]) for fact in facts("story_published")]
    assert published == [stories[1].pk, stories[2].pk, stories[0].pk]
    assert len(facts("embargo_lifted")) == 3
    assert Release.objects.filter(dossier__story=stories[0], state="sent").exists()
    assert not StoryPage.objects.get(pk=later.pk).live
    assert {"page", "feeds", "search", "sitemap"} <= found(academy, stories[0])


def test_12_lifted_early_by_the_entitled_with_a_reason(academy: Any, officer: Any, client_for: Any) -> None:
    story = held(academy)
    with pytest.raises(PermissionDenied):
        actions.lift_embargo(story, acting_user=academy.user(Role.FIRST_REVIEWER, academy.north_lake), reason="想早点")
    with pytest.raises(ValidationError):
        actions.set_embargo(story, until=None, acting_user=officer)
    post = {"lift": "1", "reason": ""}
    client = client_for(officer)
    assert client.post(reverse("newsroom_embargo", args=[story.pk]), post).status_code == 400
    assert client.post(reverse("newsroom_embargo", args=[story.pk]), {**post, "reason": "期刊同意"}).status_code == 302
    assert StoryPage.objects.get(pk=story.pk).live
    lifted = facts("embargo_lifted")[0].payload
    assert lifted["early"] and lifted["reason"] == "期刊同意" and lifted["late_seconds"] == 0
    assert "page" in found(academy, story)


def test_16_a_worker_that_was_down_lifts_on_its_return_and_says_how_late(
    academy: Any, officer: Any, client_for: Any
) -> None:
    story = held(academy)
    let_pass(story, ago=dt.timedelta(minutes=37))
    # Still held while nothing is there to lift it: late is safe.
    assert not Dossier.objects.public().filter(story=story).exists()
    assert Client().get(address(story)).status_code == 404
    assert actions.lift_embargoes() == 1
    assert facts("embargo_lifted")[0].payload["late_seconds"] >= 37 * 60
    assert Embargo.objects.get().late_minutes == 37
    assert "37" in client_for(officer).get(reverse("newsroom_story", args=[story.pk])).content.decode()
    assert "page" in found(academy, story)


def test_17_a_breach_is_recorded_and_the_story_lifted_or_killed_at_once(
    academy: Any, officer: Any, client_for: Any
) -> None:
    client = client_for(officer)
    lifted, killed = make_story(academy, state="held", title="提前解禁"), held(academy)
    who = member(academy)
    for story in (lifted, killed):
        shared(story, officer)
        open_story(client_for, who, story)
        post = {"member": who.pk, "by_whom": "", "evidence_url": "https://paper.example/x", "note": "全文照登"}
        assert client.post(reverse("newsroom_breach", args=[story.pk]), post).status_code == 302
    breach = dossier(lifted).breaches.get()
    assert breach.by_whom == str(who) and facts("embargo_broken")[0].payload["evidence"] == "https://paper.example/x"
    assert client.post(reverse("newsroom_decide", args=[breach.pk]), {"lift": "1"}).status_code == 302
    assert StoryPage.objects.get(pk=lifted.pk).live and dossier(lifted).breaches.get().outcome == "lifted"
    post = {"note": "依法移除", "sure": "on"}
    assert client.post(reverse("newsroom_kill", args=[killed.pk]), post).status_code == 302
    assert dossier(killed).breaches.get().outcome == "killed" and found(academy, killed) == set()
    actions.stop_member(who, state="banned", reason="违反禁发", acting_user=officer)
    assert client_for(who.user).get("/press/").status_code == 403
    listed = client.get(reverse("newsroom_breaches")).content.decode()
    assert "https://paper.example/x" in listed


def test_18_withdrawn_while_held_nothing_ever_shows(academy: Any, officer: Any) -> None:
    story = held(academy)
    image, paths = picture(academy)
    story = revise(story, officer, cover_image=image)
    actions.submit_story(story, acting_user=officer)
    story = sign(academy, story)
    shared(story, officer)
    actions.withdraw_story(story, acting_user=officer, reason=f"{SECRET} 有误")
    assert found(academy, story, media=paths) == set()
    let_pass(story)
    assert actions.lift_embargoes() == 0
    assert found(academy, story, media=paths) == set()
    assert Client().get(address(story)).status_code == 404, "nothing says that it ever was"
    assert not facts("story_published")


def test_editors_are_reminded_once_some_hours_before(academy: Any, officer: Any, mailoutbox: Any) -> None:
    story, far = held(academy), make_story(academy, state="held", title="还早")
    Embargo.objects.filter(translation_key=story.translation_key).update(until=timezone.now() + dt.timedelta(hours=3))
    assert (actions.remind_of_embargoes(), actions.remind_of_embargoes()) == (1, 0)
    settle()
    sent = [mail for mail in mailoutbox if SECRET in mail.subject]
    assert len(sent) == 1 and officer.email in sent[0].recipients()
    assert not any("还早" in mail.subject for mail in mailoutbox) and until_of(far)


def test_one_story_without_its_signatures_keeps_no_other_back(academy: Any) -> None:
    broken, story = held(academy), held(academy)
    dossier(broken).sign_offs.all().delete()
    for one in (broken, story):
        let_pass(one)
    assert actions.lift_embargoes() == 1
    assert StoryPage.objects.get(pk=story.pk).live and not StoryPage.objects.get(pk=broken.pk).live
