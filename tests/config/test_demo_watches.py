"""The demonstration's watches find what was said, at its time, and only the last days go out by mail."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from scicomm.config.demo import watches
from scicomm.config.demo.clock import Calendar
from scicomm.listening.models import Alert, Mention, Watch
from scicomm.listening.rules.watches import render
from scicomm.organisation.enums import Role
from tests.factories.listening import make_feed, make_mention

pytestmark = pytest.mark.django_db


def test_the_demonstrations_watches_find_and_tell(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    rows = tuple((owner.username, academy.top.slug, name, values) for _owner, _unit, name, values in watches.WATCHES)
    monkeypatch.setattr(watches, "WATCHES", rows)
    calendar, feed = Calendar(timezone.localdate()), make_feed(academy)
    old, new = (make_mention(academy, feed=feed, title=f"小行星要撞地球了 {n}") for n in range(2))
    Mention.objects.filter(pk=old.pk).update(found_at=calendar.base - dt.timedelta(days=9))
    for _again in range(2):
        watches.watch_the_talk(calendar)
    assert Watch.objects.count() == len(rows) and all(render(watch.node) for watch in Watch.objects.all())
    first, second = Alert.objects.order_by("raised_at")
    assert (first.mention, second.mention) == (old, new)
    assert first.seen_at and not second.seen_at and first.state != "waiting"
    assert (
        Watch.objects.get(name="标题里的地震").snoozed_until
        and Watch.objects.get(name="谣言苗头（检索式）").mutes.exists()
    )
