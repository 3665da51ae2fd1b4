"""The dispatcher: accounts left in peace; order kept; rights asked at the end; what is called off stays off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.utils import timezone

from scicomm.assets.models import Asset
from scicomm.assets.rules import metadata
from scicomm.channels import actions
from scicomm.channels.clients import LogOutlet, NoLooker, WebLooker
from scicomm.channels.enums import ReleaseState, Todo, Trouble
from scicomm.channels.models import Channel, Receipt, Release
from scicomm.channels.queries import package_of, read_picture
from scicomm.channels.rules.dispatching import back_off, is_circle, pause_after, sending_key
from scicomm.channels.rules.kept import kept, unkept
from scicomm.channels.rules.packages import Answer, Came
from scicomm.channels.tasks import dispatch
from scicomm.channels.tasks.dispatch import dispatch_one, doors
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.newsroom.models import Dossier
from scicomm.organisation.enums import Role
from tests.channels.bench import Bench, bench
from tests.channels.fakes.invented import InventedPlatform
from tests.factories.newsroom import dossier, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(academy: Any) -> Iterator[Bench]:
    with bench(academy, InventedPlatform()) as made:
        yield made


def officer(made: Bench) -> Any:
    return made.academy.user(Role.COMMUNICATION_OFFICER, made.academy.north_lake)


def facts(name: str) -> int:
    return FactRecord.objects.filter(name=f"channels.{name}").count()


def test_an_account_has_its_pause_and_one_release_tries_it_then_all_go(trial: Bench) -> None:
    releases = [trial.release(title=f"第{number}篇") for number in range(3)]
    trial.fake.trials.is_down = True
    for _step in range(8):
        trial.run(minutes=10)
    trial.channel.refresh_from_db()
    paused = trial.channel.paused_until
    assert trial.channel.trouble == Trouble.BROKEN and paused and paused > trial.now
    Worker().drain()
    told = [letter for letter in mail.outbox if "owner-trial" in " ".join(letter.to)]
    assert len(told) == 1, "its keeper is told once"
    trial.now = paused + dt.timedelta(hours=7)
    before = len(trial.fake.asked)
    trial.run()
    assert len(trial.fake.asked) == before + 1, "half open: one tries"
    trial.fake.trials.is_down = False
    trial.pass_time(12)
    assert all(trial.read(row).is_out for row in releases)
    trial.channel.refresh_from_db()
    assert (trial.channel.failures, trial.channel.trouble, trial.channel.paused_until) == (0, "", None)


def test_ten_tries_then_it_is_given_up_visibly_and_a_person_tries_again(trial: Bench) -> None:
    release = trial.release()
    trial.fake.trials.is_down = True
    trial.pass_time(24 * 6)
    row = trial.read(release)
    assert (row.state, row.error) == (ReleaseState.FAILED, "平台没有应答") and facts("release_failed") == 1
    trial.fake.trials.is_down = False
    actions.channel_mended(trial.channel)
    actions.retry_release(row, acting_user=officer(trial))
    assert trial.get_out(release).is_out


def test_other_accounts_go_on_while_one_has_lost_its_credentials(trial: Bench) -> None:
    other = trial.add_channel(trial.fake, "other")
    first = trial.release()
    Channel.objects.filter(pk=trial.channel.pk).update(trouble=Trouble.CREDENTIALS)
    trial.run()
    assert trial.read(first).state == ReleaseState.WAITING
    assert Release.objects.get(channel=other).is_out


def test_a_thread_goes_out_an_hour_after_the_post_it_follows_and_never_in_a_circle(trial: Bench) -> None:
    other = trial.add_channel(trial.fake, "other")
    for row in (trial.channel, other):
        Channel.objects.filter(pk=row.pk).update(takes_all=False)
    story = make_story(trial.academy, state="published")
    Worker().drain()
    trial.now = max(trial.now, timezone.now())
    user, file = officer(trial), dossier(story)
    assert not Release.objects.filter(channel__in=[trial.channel, other]).exists(), "only by choice"
    actions.plan_releases(file, [trial.channel], acting_user=user, not_before=trial.now + dt.timedelta(hours=2))
    actions.plan_releases(file, [other], acting_user=user, after=trial.channel, wait_minutes=60)
    with pytest.raises(actions.NotNow):
        actions.plan_releases(file, [trial.channel], acting_user=user, after=other)
    first, second = Release.objects.get(channel=trial.channel), Release.objects.get(channel=other)
    trial.run(hours=1)
    assert {trial.read(row).state for row in (first, second)} == {ReleaseState.WAITING}
    trial.run(minutes=61)
    assert trial.read(first).is_out and trial.read(second).state == ReleaseState.WAITING
    trial.run(minutes=50)
    assert trial.read(second).state == ReleaseState.WAITING
    trial.run(minutes=11)
    assert trial.read(second).is_out


def test_what_waits_for_the_site_goes_out_after_the_story_became_public(trial: Bench) -> None:
    story = make_story(trial.academy, state="held")
    site = Channel.objects.get(unit=trial.academy.north_lake, kind="site", language="zh-hans")
    (planned,) = actions.plan_releases(
        dossier(story), [trial.channel], acting_user=officer(trial), after=site, wait_minutes=5
    )
    trial.run(hours=1)
    assert trial.stands() == 0
    Dossier.objects.filter(story=story).update(embargo_until=None, published_at=trial.now, state="published")
    type(story).objects.filter(pk=story.pk).update(live=True, url_path=story.url_path)
    actions.release_story(dossier(story))
    trial.run()
    assert trial.stands() == 0
    trial.run(minutes=6)
    assert trial.read(planned).is_out, (trial.read(planned).state, trial.read(planned).error)


def test_embargo_and_the_rights_of_pictures_are_asked_at_the_moment_of_sending(trial: Bench) -> None:
    release = trial.release(picture=True)
    package = package_of(release)
    data = read_picture(package.pictures[0])
    assert metadata.kind_of(data) == package.pictures[0].mime.rpartition("/")[2]
    assert "甲 摄".encode() in data, "whose it is travels with the picture"
    Asset.objects.filter(image=release.dossier.story.cover_image).update(state="blocked", blocked_because="许可到期")
    Dossier.objects.filter(pk=release.dossier_id).update(embargo_until=trial.now + dt.timedelta(hours=3))
    trial.run()
    assert trial.read(release).state == ReleaseState.WAITING and trial.stands() == 0
    trial.run(hours=3, minutes=1)
    assert trial.stands() == 1 and trial.fake.public_posts[0].pictures == 0
    assert "许可到期" in str(trial.read(release).package["problems"])


def test_a_published_post_is_looked_at_from_outside(trial: Bench) -> None:
    release = trial.release()
    trial.run()
    trial.looker.seen = False
    trial.run(minutes=2)
    assert trial.read(release).state == ReleaseState.SENT
    trial.looker.seen = True
    trial.run(minutes=10)
    row = trial.read(release)
    assert row.state == ReleaseState.VISIBLE and row.visible_at and facts("release_visible") == 1
    assert [receipt.state for receipt in row.receipts.all()] == ["sent", "visible"]
    looker = WebLooker(trial.fake.client())
    assert looker.look(f"{trial.fake.address}/p/1") is False, "it asks without credentials"
    assert WebLooker().look(f"{trial.fake.address}/p/1") is None, "never an address of the own network"


def test_a_site_that_may_not_speak_leaves_it_to_a_person_who_writes_down_where_it_stands(
    trial: Bench, settings: Any
) -> None:
    settings.SCICOMM_OUTLETS = False
    way = doors()
    assert isinstance(way.outlet(trial.channel), LogOutlet) and isinstance(way.looker, NoLooker)
    release = trial.release()
    while dispatch_one(way):
        pass
    row = trial.read(release)
    assert row.state == ReleaseState.BY_HAND and row.needs_hand and not trial.fake.asked
    with pytest.raises(Exception, match="https"):
        actions.record_by_hand(row, acting_user=officer(trial), url="javascript:alert(1)")
    row = actions.record_by_hand(row, acting_user=officer(trial), url="https://outlet.example/1", words="小李发的")
    assert row.state == ReleaseState.SENT and row.digest and facts("release_delivered") >= 1
    assert Receipt.objects.filter(release=row).latest("pk").words == "小李发的"


def test_words_of_a_channel_are_kept_sent_and_fixed_once_it_is_out(trial: Bench) -> None:
    release = trial.release()
    user = officer(trial)
    actions.edit_release(release, acting_user=user, edits={"text": "只给这里的话", "secret": "x"})
    assert trial.read(release).edits == {"text": "只给这里的话"}
    trial.get_out(release)
    assert trial.stands("只给这里的话") == 1
    with pytest.raises(actions.NotNow):
        actions.edit_release(release, acting_user=user, edits={"text": "晚了"})
    with pytest.raises(actions.NotNow):
        actions.resend_release(release, acting_user=user)
    actions.call_release_back(release, acting_user=user, reason="发错了")
    trial.run()
    assert trial.read(release).state == ReleaseState.RECALLED and trial.stands() == 0
    actions.resend_release(release, acting_user=user)
    trial.run()
    assert trial.stands() == 1, "a new round has a new key"


def test_an_answer_that_comes_when_nobody_waits_for_it_any_more_is_believed(trial: Bench) -> None:
    release = trial.release()
    late = actions.claim_release()
    assert late is not None
    actions.prepare_errand(late)
    trial.now += dt.timedelta(hours=1)
    again = actions.claim_release()
    assert again is not None and again.todo == Todo.FIND
    actions.note_absent(again)
    actions.note_answer(late, Answer(Came.PUBLISHED, "7", f"{trial.fake.address}/p/7"))
    trial.run()
    row = trial.read(release)
    assert row.is_out and row.outside_id == "7" and trial.stands() == 0, "it is not sent again"


def test_called_off_before_its_time_it_never_goes_out(trial: Bench) -> None:
    release = trial.release()
    user = officer(trial)
    actions.reschedule_release(release, acting_user=user, not_before=trial.now + dt.timedelta(hours=1))
    actions.cancel_release(release, acting_user=user)
    actions.cancel_release(release, acting_user=user)
    trial.pass_time(3)
    assert trial.read(release).state == ReleaseState.CANCELLED and trial.stands() == 0


def test_one_release_that_cannot_be_made_ready_holds_up_no_other(trial: Bench) -> None:
    bad, good = trial.release(), trial.release(title="第二篇")
    real = dispatch.actions.prepare_errand

    def prepare(release: Release) -> Any:
        if release.pk == bad.pk:
            raise ValueError("verdorben")
        return real(release)

    with patch.object(actions, "prepare_errand", prepare):
        trial.run()
    assert "verdorben" in trial.read(bad).error and trial.read(good).is_out


def test_numbers_and_kept_packages() -> None:
    assert [back_off(n).total_seconds() for n in (1, 2, 3)] == [30, 60, 120] and back_off(40) == dt.timedelta(hours=6)
    assert (
        pause_after(4) is None
        and pause_after(5) == dt.timedelta(minutes=5)
        and pause_after(50) == dt.timedelta(hours=2)
    )
    assert sending_key("s", 1, 1, "d") == sending_key("s", 1, 1, "d") != sending_key("s", 1, 2, "d")
    assert is_circle(1, 2, {2: 3, 3: 1}) and not is_circle(1, 2, {2: 3, 3: 2})


def test_a_package_is_the_same_after_it_was_kept(trial: Bench) -> None:
    package = package_of(trial.release(picture=True))
    assert unkept(kept(package)).digest == package.digest
