"""Reads of alerts: the list by topic, what a watch told lately, which mails wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Max, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from scicomm.listening.enums import AlertState, Delivery, WatchMailState
from scicomm.listening.models import Alert, Watch, WatchMail

# Of one topic so many alerts stand in the list; the rest is a number.
IN_A_GROUP = 4
# A topic that a watch told of is not told again for so long.
TOLD_FOR = dt.timedelta(days=14)
# Topics are found a little after a mention is watched: an instant mail waits so long for them.
WAIT_FOR_TOPIC = dt.timedelta(minutes=2)
LATELY = dt.timedelta(days=14)


def grouped(alerts: QuerySet[Alert]) -> QuerySet[Any, Any]:
    """Alerts with `topic_key`, the hot topic (0 for none), and `family`, the text they are copies of (0 within a topic)."""
    return alerts.annotate(
        topic_key=Coalesce("mention__topic_id", Value(0), output_field=BigIntegerField()),
        family=Case(
            When(mention__topic_id__isnull=False, then=Value(0)),
            default=Coalesce("mention__original_id", "mention_id"),
            output_field=BigIntegerField(),
        ),
    )


@dataclass(frozen=True)
class AlertGroup:
    """Alerts of one topic, or of one text and its copies: the newest of them and how many there are."""

    alerts: list[Any]
    total: int

    @property
    def first(self) -> Any:
        return self.alerts[0]

    @property
    def more(self) -> int:
        return self.total - len(self.alerts)


def groups_of(alerts: QuerySet[Alert]) -> QuerySet[Any, Any]:
    """The groups of alerts, the newest first, for a paginator; `with_alerts` fills one page of it."""
    rows = grouped(alerts).order_by().values("topic_key", "family")
    return rows.annotate(total=Count("pk"), last=Max("raised_at")).order_by("-last", "-topic_key", "-family")


def with_alerts(alerts: QuerySet[Alert], page: list[dict[str, Any]]) -> list[AlertGroup]:
    """The groups of one page with their newest alerts; one query for all."""
    topics = [row["topic_key"] for row in page if row["topic_key"]]
    families = [row["family"] for row in page if row["family"]]
    rows = grouped(alerts).filter(Q(topic_key__in=topics, family=0) | Q(topic_key=0, family__in=families))
    newest = [F("raised_at").desc(), F("pk").desc()]
    number = Window(RowNumber(), partition_by=[F("topic_key"), F("family")], order_by=newest)
    ranked: Any = rows.annotate(number=number).filter(number__lte=IN_A_GROUP).order_by("number")
    by_group: dict[tuple[int, int], list[Any]] = {}
    for alert in ranked.select_related("watch", "mention__topic"):
        by_group.setdefault((alert.topic_key, alert.family), []).append(alert)
    found = [(by_group.get((row["topic_key"], row["family"])), row["total"]) for row in page]
    return [AlertGroup(some, total) for some, total in found if some]


def group_of(alert: Alert, alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """The alerts of the same topic or text among some."""
    mention = alert.mention
    if mention.topic_id is not None:
        return alerts.filter(mention__topic_id=mention.topic_id)
    family = mention.original_id or mention.pk
    return alerts.filter(mention__topic__isnull=True).filter(Q(mention=family) | Q(mention__original=family))


def watches_to_tell(now: dt.datetime, limit: int) -> list[int]:
    """Watches whose mails may be due: with alerts that wait, or whose digest hour has come."""
    waiting = Alert.objects.filter(state=AlertState.WAITING).values("watch_id")
    rows = Watch.objects.filter(pk__in=waiting, is_on=True, owner__is_active=True).exclude(delivery=Delivery.DESK)
    rows = rows.filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now))
    due = Q(delivery=Delivery.INSTANT) | Q(next_at__isnull=True) | Q(next_at__lte=now)
    return list(rows.filter(due).order_by("pk").values_list("pk", flat=True)[:limit])


def waiting_mails(now: dt.datetime, limit: int) -> list[WatchMail]:
    """Mails to send, with whom and what they are about; those that a dead sender held are among them."""
    rows = WatchMail.objects.filter(state__in=[WatchMailState.QUEUED, WatchMailState.SENDING], next_try_at__lte=now)
    return list(rows.select_related("watch__unit", "user").order_by("pk")[:limit])


@dataclass(frozen=True)
class Rhythm:
    """How busy a watch was in the last fortnight."""

    days: int
    alerts: int
    seen: int


def rhythm(watch: Watch, now: dt.datetime) -> Rhythm:
    since = max(now - LATELY, watch.created_at)
    counts = watch.alerts.filter(raised_at__gte=since).aggregate(
        alerts=Count("pk"), seen=Count("pk", filter=Q(seen_at__isnull=False))
    )
    return Rhythm(max(1, (now - since).days), counts["alerts"], counts["seen"])
