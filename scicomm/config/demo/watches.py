"""The demonstration's watches with real queries, one for each way of telling; what they found stands on the desk and in mails."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from scicomm.config.demo.clock import Calendar
from scicomm.core.periodic import AGAIN
from scicomm.listening.actions import change_watch, create_watch, mute, snooze_watch
from scicomm.listening.models import Alert, AlertState, Delivery, Mention, Watch
from scicomm.listening.tasks import send_watch_mails, tell_watches, watch_mentions
from scicomm.organisation.models import Unit, User

FOUND_AFTER = dt.timedelta(minutes=5)
READ_BEFORE = dt.timedelta(days=4)
# What is older was told by mails that nobody keeps.
MAILS_OF = dt.timedelta(days=2)
# Owner, unit, name, values.
WATCHES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (
        "baizhengyan", "academy", "谣言苗头（检索式）",
        {"query": "(撞地球 OR 疯了 OR 变沙漠 OR 致癌 OR 紧急通知) NOT class:own", "delivery": "instant", "most_an_hour": 4,
         "quiet_from": dt.time(22), "quiet_to": dt.time(7), "without_copies": True},
    ),
    (
        "shenzhixia", "gaohan", "草原退化与预警",
        {"query": '(草原 OR 草地 OR grassland) AND (退化 OR 斑纹 OR 沙漠化 OR desert* OR "early warning")', "delivery": "daily",
         "hour": 8},
    ),
    (
        "baoliuxi", "hupo", "湖水变色",
        {"query": "(湖 NEAR/6 (蓝藻 OR 变绿 OR 变色)) OR (lake NEAR/6 (bloom OR green))", "delivery": "hourly"},
    ),
    (
        "caoyueran", "diqiu", "标题里的地震",
        {"query": "title:(地震 OR earthquake) NOT 演习", "delivery": "weekly", "source_classes": ["news", "science", "social"]},
    ),
)  # fmt: skip


def watch_the_talk(calendar: Calendar) -> None:
    """Make the watches, show all mentions to them, and let the last two days be told by mail. Safe to repeat."""
    for owner, unit, name, values in WATCHES:
        user = User.objects.filter(username=owner).first()
        place = Unit.objects.filter(slug=unit).first()
        if user and place:
            create_watch(unit=place, name=name, acting_user=user, **values)
    known = set(Alert.objects.values_list("pk", flat=True))
    # What reading says of an item; the demonstration's items are whole as they come.
    Mention.objects.filter(read_at__isnull=True).update(read_at=F("found_at"))
    while watch_mentions() is AGAIN:
        pass
    _as_it_came(Alert.objects.exclude(pk__in=known), calendar)
    _quieter()
    tell_watches()
    send_watch_mails()


def _as_it_came(fresh: Any, calendar: Calendar) -> None:
    """Alerts at the time when their mention was found; those of long ago were told and read."""
    found = Mention.objects.filter(pk=OuterRef("mention_id")).values("found_at")[:1]
    fresh.update(raised_at=Subquery(found) + FOUND_AFTER)
    old = Q(raised_at__lt=calendar.base - READ_BEFORE)
    fresh.filter(old).update(seen_at=F("raised_at") + dt.timedelta(days=1))
    fresh.filter(state=AlertState.WAITING, raised_at__lt=calendar.base - MAILS_OF).update(state=AlertState.TOLD)


def _quieter() -> None:
    """One source is muted, one watch pauses, one is read along."""
    pausing = (
        Watch.objects.filter(name="标题里的地震", snoozed_until__isnull=True).select_related("owner", "unit").first()
    )
    if pausing:
        snooze_watch(pausing, days=3, acting_user=pausing.owner)
    rumours = Watch.objects.filter(name="谣言苗头（检索式）").select_related("owner", "unit").first()
    if rumours is None or rumours.mutes.exists():
        return
    last = rumours.alerts.exclude(state=AlertState.WAITING).select_related("mention").first()
    if last:
        mute(rumours, source=last.mention.source, acting_user=rumours.owner)
    other = Watch.objects.filter(name="草原退化与预警").select_related("owner", "unit").first()
    if other and other.delivery == Delivery.DAILY:
        change_watch(other, acting_user=other.owner, readers=[rumours.owner])
