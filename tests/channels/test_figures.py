"""Figures keep moment and source; platforms are asked by a schedule; measures come in a few queries and say what they lack."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.clients import OutletError, Wrong
from scicomm.channels.models import Channel, FigurePull, Release, ReleaseFigure
from scicomm.channels.queries import best_times, measures_of
from scicomm.channels.queries.figures import compare, latest_figures, reach_of
from scicomm.channels.rules.packages import Figure
from scicomm.channels.tasks import pull_figures
from scicomm.organisation.enums import Role
from tests.factories.channels import released_story, releases
from tests.factories.newsroom import dossier
from tests.factories.registry import days_ago, make_account, use_platform

pytestmark = pytest.mark.django_db


def figure(value: int, at: dt.datetime, metric: str = "reads") -> Figure:
    return Figure(metric, value, at, "platform")


def test_platforms_are_asked_by_the_schedule_and_failures_wait(academy: Any, monkeypatch: Any) -> None:
    outlet = use_platform(monkeypatch)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    account = make_account(officer, academy.north_lake)
    story = released_story(academy)
    now = timezone.now()
    Release.objects.filter(channel=account, dossier=dossier(story)).update(
        state="visible", sent_at=now - dt.timedelta(hours=2), outside_id="1", key="k1", memory={"day": "2027-03-01"}
    )
    row = Release.objects.get(channel=account)
    assert pull_figures() == 0 and FigurePull.objects.get().step == 1, "the first hour was slept through"
    FigurePull.objects.update(next_at=now)
    outlet.error = OutletError("busy", Wrong.LIMITED, wait=900)
    pull_figures()
    pull = FigurePull.objects.get()
    assert pull.failures == 1 and 890 < (pull.next_at - timezone.now()).total_seconds() < 910  # type: ignore[operator]
    outlet.error, outlet.figures_now = None, [figure(50, now), figure(3, now, "likes"), figure(9, now, "followers")]
    FigurePull.objects.update(next_at=now)
    pull_figures()
    pull = FigurePull.objects.get()
    assert (pull.step, pull.failures) == (2, 0) and pull.next_at == row.sent_at + dt.timedelta(hours=24)  # type: ignore[operator]
    assert sorted(ReleaseFigure.objects.values_list("metric", "value")) == [("likes", 3), ("reads", 50)]
    assert pull_figures() == 0


def test_sources_and_estimates_are_never_mixed(academy: Any) -> None:
    release = releases(released_story(academy))["north-lake-site-zh-hans"]
    now = timezone.now()
    keep = actions.record_figures
    assert keep(release, [figure(10, now)], source="own") == 1
    assert keep(release, [figure(10, now)], source="own") == 0, "the same again is nothing new"
    keep(release, [figure(7, now - dt.timedelta(days=1))], source="own")
    keep(release, [figure(500, now)], source="hand", is_estimate=True)
    reach = reach_of(latest_figures([release.pk])[release.pk])
    assert reach is not None and (reach.value, reach.source) == (10, "own")
    keep(release, [figure(12, now)], source="platform")
    reach = reach_of(latest_figures([release.pk])[release.pk])
    assert reach is not None and (reach.value, reach.source) == (12, "platform")
    assert ReleaseFigure.objects.filter(is_latest=True).count() == 3
    with pytest.raises(ValidationError):
        keep(release, [figure(1, now, "fame")], source="hand")
    with pytest.raises(PermissionDenied):
        outsider = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
        keep(release, [figure(1, now)], source="hand", acting_user=outsider)


def test_figures_come_from_a_file_for_own_releases_only(academy: Any) -> None:
    own = releases(released_story(academy))["north-lake-site-zh-hans"]
    other = releases(released_story(academy, academy.south_sea, title="别人的"))["south-sea-site-zh-hans"]
    client = Client()
    client.force_login(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    address = reverse("channels_figures_file")

    def send(*lines: str) -> Any:
        text = "\n".join(["release,metric,value,day", *lines])
        return client.post(address, {"file": SimpleUploadedFile("f.csv", text.encode())})

    answer = send(f"{own.url},reads,12,2025-01-02", f"{other.pk},reads,9,2025-01-02")
    assert answer.status_code == 400 and not ReleaseFigure.objects.exists()
    assert send(f"{own.url},reads,12,2025-01-02", f"{own.pk},likes,2,2025-01-02").status_code == 302
    assert ReleaseFigure.objects.filter(release=own, source="hand").count() == 2


def _many(academy: Any, count: int) -> Channel:
    """An account with so many posts and their reads, evenings twice as wide as mornings."""
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    account = make_account(officer, academy.north_lake, "other", medium="podcast", takes_all=False)
    story = dossier(released_story(academy))
    for number in range(count):
        hour = 20 if number % 2 else 9
        at = timezone.make_aware(dt.datetime.combine(days_ago(number + 2).date(), dt.time(hour)))
        channel = account
        if number:  # a story is released once on a channel: the posts lie on channels that are read as one
            other = dossier(released_story(academy, title=f"稿件{number}")) if number < 3 else None
            if other is None:
                break
            story = other
        row = Release.objects.create(channel=channel, dossier=story, state="visible", sent_at=at)
        actions.record_figures(row, [figure(200 if hour == 20 else 100, at)], source="platform")
    return account


def test_measures_and_pages_cost_the_same_for_one_and_for_many(
    academy: Any, django_assert_max_num_queries: Any
) -> None:
    account = _many(academy, 3)
    Channel.objects.filter(pk=account.pk).update(followers=2000)
    rows = [
        row.dossier
        for row in Release.objects.filter(channel=account).select_related(
            "dossier__story", "dossier__unit", "dossier__article"
        )
    ]
    for number in (1, 3):
        with django_assert_max_num_queries(12):
            found = measures_of(rows[:number])
    one = found[0]
    assert one.fit.planned >= 3 and one.effect.reach == {"platform": 100} and one.effect.against_usual == 1.0
    with django_assert_max_num_queries(4):
        compared = compare(Channel.objects.filter(pk=account.pk))[0]
    assert compared.spread.median == 100 and compared.per_thousand == 50 and compared.spread.is_few
    assert best_times(account)[0].too_few and "3" in best_times(account)[0].words
    client = Client()
    client.force_login(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    story = rows[0].story_id
    for name, args in (
        ("story", [story]), ("channel", [account.pk]), ("unit", ["north-lake"]),
    ):  # fmt: skip
        assert client.get(reverse(f"channels_figures_{name}", args=args)).status_code == 200
    assert client.get(reverse("channels_compare")).status_code == 200
    client.force_login(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    for name, args in (("story", [story]), ("channel", [account.pk]), ("unit", ["north-lake"])):
        assert client.get(reverse(f"channels_figures_{name}", args=args)).status_code == 404
