"""Between the parts: corrections under review, accounts closed, empty or unwanted, what is looked at and counted where."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.clients.fediverse import FediverseOutlet
from scicomm.channels.clients.wire import WireOutlet
from scicomm.channels.enums import ReleaseState, Todo, Trouble
from scicomm.channels.models import Channel, FigurePull, FollowerCount, Reaction, Receipt, Release, ReleaseFigure
from scicomm.channels.queries import suggested_time, suggested_times
from scicomm.channels.queries.figures import Reach
from scicomm.channels.rules.packages import Ability
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.channels.tasks import check_accounts, pull_figures
from scicomm.channels.tasks.dispatch import Doors, dispatch_one
from scicomm.core.worker import Worker
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.enums import Role
from tests.channels.bench import Bench, Fixed, bench
from tests.channels.fakes.bluesky import FakeBluesky
from tests.channels.fakes.webhook import FakeReceiver
from tests.channels.fakes.wechat import FakeWechat
from tests.factories.channels import released_story
from tests.factories.registry import make_account

pytestmark = pytest.mark.django_db


def officer(academy: Any) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def correct(made: Bench, release: Release, title: str) -> None:
    StoryPage.objects.filter(pk=release.dossier.story_id).update(title=title)
    Dossier.objects.filter(pk=release.dossier_id).update(corrected_at=made.now, correction_note="间距应为十二米")
    Release.objects.filter(pk=release.pk).update(revision_id=0)
    actions.correct_releases(release.dossier)


def test_a_correction_under_review_is_asked_after_and_one_article_stands_in_the_end(academy: Any) -> None:
    with bench(academy, FakeWechat()) as made:
        release = made.get_out(made.release())
        correct(made, release, "第一次更正")
        made.run()
        row = made.read(release)
        assert (row.is_out, row.todo, len(made.fake.posts)) == (True, Todo.POLL, 2)
        # Corrected again while the platform still has the first one: nothing is sent until that is settled.
        correct(made, release, "第二次更正")
        made.run()
        assert len(made.fake.posts) == 2
        for _round in range(3):
            made.fake.settle()
            made.pass_time(2)
        row = made.read(release)
        assert [post.is_gone for post in made.fake.posts] == [True, True, False], (row.state, row.error)
        assert made.stands("第二次更正") == 1 and row.is_out and not row.needs_hand
        # One that is refused leaves the old text, and a person is told; taken back then, nothing stays.
        correct(made, release, "第三次更正")
        made.fake.trials.refuses_later = True
        made.run()
        made.fake.settle()
        made.pass_time(2)
        row = made.read(release)
        assert row.is_out and row.needs_hand and made.stands() == 1 and row.error
        Dossier.objects.filter(pk=release.dossier_id).update(withdrawn_at=made.now, withdrawal_reason="数据有误")
        actions.recall_releases(row.dossier)
        made.pass_time(2)
        assert made.stands() == 0 and made.read(release).state == ReleaseState.RECALLED


def test_keys_are_claimed_only_where_the_other_side_keeps_them() -> None:
    keyed = {kind for kind, platform in PLATFORMS.items() if Ability.KEYED in platform.abilities}
    assert keyed == {"webhook", "fediverse"}


def test_where_pages_prove_nothing_the_platform_is_asked_and_no_page_opened(academy: Any) -> None:
    class Eager(Fixed):
        def look(self, url: str) -> bool | None:
            raise AssertionError("a page was opened")

    with bench(academy, FakeBluesky()) as made:
        made.looker = Eager()
        release = made.release()
        made.run()
        made.pass_time(1)
        assert made.read(release).state == ReleaseState.VISIBLE
        # What a person posted has no name that the platform could be asked for: its page is all there is.
        other = made.release(title="第二篇")
        Release.objects.filter(pk=other.pk).update(todo="", next_try_at=None)
        actions.record_by_hand(other, acting_user=officer(academy), url="https://bsky.app/profile/x/post/1")
        made.looker = Fixed(True)
        made.pass_time(1)
        assert made.read(other).state == ReleaseState.VISIBLE
        # Nor can it be told of a correction.
        correct(made, other, "更正后的第二篇")
        assert made.read(other).needs_hand


def test_an_account_without_credentials_fails_nothing_and_goes_on_once_it_has_some(academy: Any) -> None:
    with bench(academy, FakeWechat()) as made:
        made.channel.secret.delete()
        release = made.release()
        made.pass_time(2)
        row = made.read(release)
        assert (row.state, row.needs_hand, made.fake.asked) == (ReleaseState.BY_HAND, True, []) and row.error
        made.channel.refresh_from_db()
        assert (made.channel.trouble, made.channel.failures) == ("", 0)
        user = officer(academy)
        Channel.objects.filter(pk=made.channel.pk).update(paused_until=made.now + dt.timedelta(hours=5))
        actions.set_credentials(made.channel, made.fake.account().secrets, acting_user=user)
        actions.resend_release(row, acting_user=user)
        assert made.get_out(release).is_out, "new credentials end a pause"


def test_a_closed_account_sends_nothing_and_what_stands_there_is_a_persons(academy: Any) -> None:
    with bench(academy, FakeWechat()) as made:
        user = officer(academy)
        out, waiting = made.get_out(made.release()), made.release(title="第二篇")
        actions.reschedule_release(waiting, acting_user=user, not_before=made.now + dt.timedelta(days=2))
        actions.close_account(made.channel, acting_user=user, reason="并入院号")
        row = made.read(waiting)
        assert row.state == ReleaseState.CANCELLED
        assert "并入院号" in Receipt.objects.filter(release=row).latest("pk").words
        correct(made, out, "更正")
        row = made.read(out)
        assert row.is_out and row.needs_hand
        released_story(academy, title="第三篇")
        assert Release.objects.filter(channel=made.channel).count() == 2, "nothing new goes to it"


def test_a_receiver_that_wants_no_more_is_switched_off_and_its_keeper_told(academy: Any) -> None:
    fake = FakeReceiver()
    with bench(academy, fake) as made:
        release = made.release()
        fake.says = 410
        made.run()
        asked = len(fake.asked)
        made.pass_time(30)
        made.channel.refresh_from_db()
        row = made.read(release)
        assert (row.state, row.attempts, len(fake.asked)) == (ReleaseState.WAITING, 0, asked)
        assert not made.channel.is_on and made.channel.trouble == Trouble.CREDENTIALS and "410" in row.error
        Worker().drain()
        letters = [one for one in mail.outbox if "410" in one.body]
        assert len(letters) == 1 and reverse("channels_account", args=[made.channel.pk]) in letters[0].body
        fake.says = 204
        actions.edit_account(made.channel, acting_user=officer(academy), is_on=True)
        assert made.get_out(release).is_out


def test_a_wire_by_mail_is_not_asked_and_its_sheet_links_the_package(academy: Any, settings: Any) -> None:
    user = officer(academy)
    values = {"settings": {"mail_to": "wire@example.org", "contact_name": "甲", "contact_mail": "a@example.org"}}
    channel = make_account(user, academy.north_lake, "wire", **values)
    released_story(academy)
    release = Release.objects.get(channel=channel)
    way = Doors(lambda _channel: WireOutlet(), Fixed())
    while dispatch_one(way):
        pass
    release.refresh_from_db()
    assert (release.state, release.todo, len(mail.outbox)) == (ReleaseState.ACCEPTED, "", 1), release.error
    Dossier.objects.filter(pk=release.dossier_id).update(correction_note="间距应为十二米")
    StoryPage.objects.filter(pk=release.dossier.story_id).update(title="更正后的斑纹")
    Release.objects.filter(pk=release.pk).update(revision_id=0)
    actions.correct_releases(release.dossier)
    while dispatch_one(way):
        pass
    assert len(mail.outbox) == 2 and "更正后的斑纹" in mail.outbox[1].subject
    client = Client()
    client.force_login(user)
    page = client.get(reverse("channels_release_sheet", args=[release.pk])).content.decode()
    assert "wire-preview" in page and "previews.css" in page
    Release.objects.filter(pk=release.pk).update(state="by_hand", todo=Todo.HAND)
    page = client.get(reverse("channels_release_sheet", args=[release.pk])).content.decode()
    package = reverse("channels_wire_package", args=[release.pk])
    assert package in page and client.get(package).content[:2] == b"PK"


def test_figures_of_our_own_actor_come_from_what_others_told_us(academy: Any, monkeypatch: Any) -> None:
    user = officer(academy)
    actor = actions.open_actor(academy.north_lake, "zh-hans", acting_user=user)
    released_story(academy)
    while dispatch_one(Doors(lambda _channel: FediverseOutlet(), Fixed())):
        pass
    Worker().drain()
    release = Release.objects.get(channel=actor.channel)
    assert release.is_out
    Reaction.objects.create(post=actor.posts.get(), metric="likes", digest="a" * 64)
    Release.objects.filter(pk=release.pk).update(sent_at=timezone.now() - dt.timedelta(hours=2))
    pull_figures()
    FigurePull.objects.update(next_at=timezone.now())
    pull_figures()
    assert dict(ReleaseFigure.objects.filter(release=release).values_list("metric", "value")) == {
        "likes": 1,
        "shares": 0,
    }
    actions.ask_checks([actor.channel], acting_user=user)
    check_accounts()
    assert FollowerCount.objects.get(channel=actor.channel).value == 0


def test_a_good_moment_is_the_next_one_of_the_best_slot_and_stands_on_the_storys_page(
    academy: Any, monkeypatch: Any
) -> None:
    user = officer(academy)
    account = make_account(user, academy.north_lake, "other", medium="podcast", takes_all=False)
    story = released_story(academy)
    now = timezone.make_aware(dt.datetime(2026, 3, 18, 12))
    assert suggested_time(account, now) is None and suggested_times([account], now) == []
    evenings = [timezone.make_aware(dt.datetime(2026, 1, 13, 20)) + dt.timedelta(weeks=week) for week in range(8)]
    mornings = [timezone.make_aware(dt.datetime(2026, 1, 12 + day, 9)) for day in range(3)] * 5
    posts = [(Release(sent_at=at), Reach(300, "reads", "platform", at)) for at in evenings]
    posts += [(Release(sent_at=at), Reach(100, "reads", "platform", at)) for at in mornings]
    monkeypatch.setattr("scicomm.channels.queries.timing.reaches_of", lambda channels, since: {account.pk: posts})
    assert suggested_time(account, now) == timezone.make_aware(dt.datetime(2026, 3, 24, 20)), "the next Tuesday evening"
    assert suggested_times([account], now) == [(account, suggested_time(account, now))]
    client = Client()
    client.force_login(user)
    page = client.get(reverse("channels_story_releases", args=[story.pk])).content.decode()
    assert "20:00" in page and account.name in page
