"""The screens of releases: an editor plans, looks, writes, follows; strangers see nothing; lists stay cheap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from scicomm.channels.enums import ReleaseState, Todo
from scicomm.channels.models import Campaign, Channel, Receipt, Release
from scicomm.core.worker import Worker
from scicomm.organisation.enums import Role
from tests.channels.bench import Bench, bench
from tests.channels.fakes.invented import InventedPlatform
from tests.factories.newsroom import make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(academy: Any) -> Iterator[Bench]:
    with bench(academy, InventedPlatform()) as made:
        Channel.objects.filter(pk=made.channel.pk).update(takes_all=False)
        yield made


@pytest.fixture
def browser(academy: Any, client_for: Any) -> Any:
    return client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))


def published(trial: Bench, title: str = "草原上的斑纹") -> Any:
    story = make_story(trial.academy, state="published", title=title)
    Worker().drain()
    trial.now = max(trial.now, timezone.now())
    return story


def test_an_editor_looks_plans_writes_calls_off_and_follows(trial: Bench, browser: Any) -> None:
    story = published(trial)
    address = f"/admin/stories/{story.pk}/releases/"
    assert address in browser.get(f"/admin/stories/{story.pk}/").content.decode(), "linked from the story's desk page"
    campaign = Campaign.objects.create(
        unit=trial.academy.north_lake,
        name="草原周",
        starts_on=trial.now.date(),
        ends_on=trial.now.date() + dt.timedelta(days=9),
    )
    page = browser.get(address).content.decode()
    assert trial.channel.name in page and "草原周" in page
    asked = {"channels": [trial.channel.pk], "campaign": campaign.pk}
    page = browser.post(address, {**asked, "verb": "dry"}).content.decode()
    assert story.title in page and not Release.objects.filter(channel=trial.channel).exists(), "a dry run plans nothing"
    later = timezone.localtime(trial.now + dt.timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M")
    assert browser.post(address, {**asked, "verb": "plan", "not_before": later}).status_code == 302
    release = Release.objects.get(channel=trial.channel)
    assert release.campaign == campaign and release.not_before and not trial.fake.asked
    sheet = f"/admin/releases/{release.pk}/sheet/"
    step = f"/admin/releases/{release.pk}/do/{{}}/"
    browser.post(step.format("text"), {"text-text": "写给这里 <script>alert(1)</script>"})
    page = browser.get(sheet).content.decode()
    assert "写给这里" in page and "<script>alert(1)" not in page
    browser.post(step.format("when"), {"not_before": ""})
    trial.run()
    page = browser.get(sheet).content.decode()
    assert f"{trial.fake.address}/p/1" in page and "SHA-256" in page
    assert browser.post(step.format("recall"), {"reason": ""}).status_code == 400
    browser.post(step.format("recall"), {"reason": "发错了"})
    trial.run()
    assert trial.read(release).state == ReleaseState.RECALLED
    assert browser.post(step.format("nothing")).status_code == 404
    page = browser.get(f"/admin/campaigns/{campaign.pk}/").content.decode()
    assert story.title in page and trial.channel.name in page


def test_a_person_copies_downloads_and_writes_down(trial: Bench, browser: Any) -> None:
    Channel.objects.filter(pk=trial.channel.pk).update(takes_all=True)
    release = trial.release(picture=True)
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.BY_HAND, todo=Todo.HAND, next_try_at=None)
    page = browser.get(f"/admin/releases/{release.pk}/sheet/").content.decode()
    key = release.dossier.story.cover_image_id
    picture = f"/admin/releases/{release.pk}/pictures/{key}/"
    assert picture in page and "readonly" in page
    answer = browser.get(picture)
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    assert browser.get(f"/admin/releases/{release.pk}/pictures/999999/").status_code == 404
    hand = f"/admin/releases/{release.pk}/do/hand/"
    browser.post(hand, {"url": "wherever", "words": ""})
    assert trial.read(release).state == ReleaseState.BY_HAND
    browser.post(hand, {"url": "https://outlet.example/7", "words": ""})
    assert trial.read(release).url == "https://outlet.example/7" and trial.read(release).is_out


def test_walls_a_stranger_neither_sees_nor_does_anything(trial: Bench, client_for: Any) -> None:
    story = published(trial)
    release = Release.objects.create(channel=trial.channel, dossier=story.dossier, state="failed", todo=Todo.SEND)
    campaign = Campaign.objects.create(
        unit=trial.academy.north_lake, name="草原周", starts_on=trial.now.date(), ends_on=trial.now.date()
    )
    stranger = client_for(trial.academy.user(Role.COMMUNICATION_OFFICER, trial.academy.south_sea))
    for address in (
        f"/admin/stories/{story.pk}/releases/",
        f"/admin/releases/{release.pk}/sheet/",
        f"/admin/releases/{release.pk}/pictures/1/",
        f"/admin/campaigns/{campaign.pk}/",
    ):
        assert stranger.get(address).status_code == 404, address
    assert stranger.post(f"/admin/releases/{release.pk}/do/again/").status_code == 404
    assert "草原周" not in stranger.get("/admin/campaigns/").content.decode()
    # Who edits another unit cannot choose this account, not even by its number.
    own = make_story(trial.academy, trial.academy.south_sea, state="published")
    answer = stranger.post(f"/admin/stories/{own.pk}/releases/", {"channels": [trial.channel.pk], "verb": "plan"})
    assert answer.status_code == 400 and not Release.objects.filter(dossier=own.dossier, channel=trial.channel).exists()


def test_campaigns_are_made_and_changed_and_bad_days_are_told(trial: Bench, browser: Any) -> None:
    asked = {"unit": "north-lake", "name": "草原周", "starts_on": "2026-05-09", "ends_on": "2026-05-01"}
    assert browser.post("/admin/campaigns/new/", asked).status_code == 400
    assert browser.post("/admin/campaigns/new/", {**asked, "ends_on": "2026-05-12"}).status_code == 302
    campaign = Campaign.objects.get()
    browser.post(f"/admin/campaigns/{campaign.pk}/", {**asked, "ends_on": "2026-05-20", "note": "给中学生"})
    campaign.refresh_from_db()
    assert (campaign.note, campaign.ends_on.day) == ("给中学生", 20)
    assert "草原周" in browser.get("/admin/campaigns/").content.decode()


@pytest.mark.parametrize("count", [2, 9])
def test_lists_cost_the_same_whatever_their_length(
    trial: Bench, browser: Any, django_assert_max_num_queries: Any, count: int
) -> None:
    story = published(trial)
    today = trial.now.date()
    for number in range(count):
        campaign = Campaign.objects.create(
            unit=trial.academy.north_lake, name=f"第{number}次", starts_on=today, ends_on=today
        )
        channel = Channel.objects.create(
            unit=trial.academy.north_lake, kind="other", language="zh-hans", slug=f"a{number}", name_zh=f"账号{number}"
        )
        release = Release.objects.create(channel=channel, dossier=story.dossier, campaign=campaign, todo=Todo.HAND)
        Receipt.objects.create(release=release, state="by_hand", words="请手工")
    Release.objects.filter(channel__kind="other").update(campaign=campaign)
    pages = ("campaigns/", f"campaigns/{campaign.pk}/", "releases/", f"stories/{story.pk}/releases/")
    for address in pages:
        browser.get(f"/admin/{address}")
        # Session, user, duties, Wagtail's shell and its menu take seventeen.
        with django_assert_max_num_queries(12 + 17):
            assert browser.get(f"/admin/{address}").status_code == 200, address
