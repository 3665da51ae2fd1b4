"""Alerts: raised once a watch and mention, told once a topic, marked as seen; and the mails that are to tell of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.facts import listening as facts
from scicomm.facts.base import ref
from scicomm.listening.actions.watches import next_mail
from scicomm.listening.enums import AlertState, Delivery
from scicomm.listening.models import Alert, Mention, Watch, WatchMail, WatchMute
from scicomm.listening.permissions import alerts_for
from scicomm.listening.queries import TOLD_FOR, WAIT_FOR_TOPIC, group_of, people_told
from scicomm.listening.rules.watches import is_quiet
from scicomm.organisation.permissions import require

BATCH = 500
# So many stand in one mail; the rest is a number and a link.
LISTED = 12
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Found:
    """A watch found a mention: the words that matched, and where they stand."""

    watch: int
    mention: int
    matched: Sequence[str] = ()
    marks: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def note_watched(mentions: Iterable[int], found: Iterable[Found]) -> list[Alert]:
    """Raise the alerts of a batch of mentions and note that these were shown to the watches, as one.

    A mention that somebody else noted meanwhile is passed over, so that a repeated batch raises nothing twice.
    """
    rows = Mention.objects.select_for_update(of=("self",)).filter(pk__in=list(mentions), watched_at__isnull=True)
    fresh = {mention.pk: mention for mention in rows.only("pk", "source", "topic_id")}
    pairs = [one for one in found if one.mention in fresh]
    watches = {
        watch.pk: watch
        for watch in Watch.objects.filter(
            pk__in={one.watch for one in pairs}, is_on=True, owner__is_active=True
        ).only("pk", "name", "unit_id", "delivery")
    }  # fmt: skip
    known = set(Alert.objects.filter(mention__in=fresh).values_list("watch_id", "mention_id"))
    muted = _mutes(watches)
    alerts = [
        Alert(
            watch=watches[one.watch],
            mention=fresh[one.mention],
            matched=list(one.matched),
            marks=one.marks,
            state=_state(watches[one.watch], fresh[one.mention], muted),
        )
        for one in pairs
        if one.watch in watches and (one.watch, one.mention) not in known
    ]
    Alert.objects.bulk_create(alerts, batch_size=BATCH)
    for alert in alerts:
        record(
            facts.WatchRaised(
                unit_id=alert.watch.unit_id,
                subject=ref("listening", "alert", alert.pk),
                about=(ref("listening", "mention", alert.mention_id),),
                watch=alert.watch.name,
            )
        )
    Mention.objects.filter(pk__in=fresh).update(watched_at=timezone.now())
    return alerts


def _mutes(watches: Iterable[int]) -> set[tuple[int, int | None, str]]:
    return set(WatchMute.objects.filter(watch__in=list(watches)).values_list("watch_id", "topic_id", "source"))


def _state(watch: Watch, mention: Mention, muted: set[tuple[int, int | None, str]]) -> AlertState:
    if watch.delivery == Delivery.DESK:
        return AlertState.DESK
    topic = mention.topic_id
    if (watch.pk, None, mention.source) in muted or (topic and (watch.pk, topic, "") in muted):
        return AlertState.MUTED
    return AlertState.WAITING


@transaction.atomic
def mark_alert_seen(alert: Alert, *, acting_user: Any) -> Alert:
    """The owner has seen an alert; the first time counts."""
    locked = Alert.objects.select_for_update(of=("self",)).select_related("watch").get(pk=alert.pk)
    require(locked.watch.owner_id == acting_user.pk)
    if locked.seen_at is None:
        locked.seen_at = timezone.now()
        locked.save(update_fields=["seen_at"])
    return locked


@transaction.atomic
def mark_group_seen(alert: Alert, *, acting_user: Any) -> int:
    """The owner has seen an alert and all others of theirs on the same topic or text; returns how many were new."""
    require(alert.watch.owner_id == acting_user.pk)
    mine = group_of(alert, alerts_for(acting_user)).filter(watch__owner=acting_user, seen_at__isnull=True)
    return Alert.objects.filter(pk__in=list(mine.values_list("pk", flat=True))).update(seen_at=timezone.now())


@transaction.atomic
def tell_watch(watch_id: int, now: dt.datetime) -> list[WatchMail]:
    """Queue the mails of one watch whose time has come, one for each of its people; none where there is nothing to tell, where it
    is the quiet hour, or where the hour's mails are used up. Safe to repeat: an alert leaves the waiting once."""
    rows = Watch.objects.select_for_update(of=("self",)).select_related("unit")
    watch = rows.filter(pk=watch_id, is_on=True).exclude(delivery=Delivery.DESK).first()
    if watch is None or not _may_write(watch, now):
        return []
    is_digest = watch.delivery != Delivery.INSTANT
    waiting = watch.alerts.filter(state=AlertState.WAITING).select_related("mention").order_by("pk")
    if not is_digest:
        # The topic of what came in just now is not known yet; it is told a moment later.
        waiting = waiting.filter(Q(mention__grouped_at__isnull=False) | Q(raised_at__lte=now - WAIT_FOR_TOPIC))
    leads, folded = _parted(watch, list(waiting), now)
    if is_digest:
        watch.next_at = next_mail(watch, now)
        watch.save(update_fields=["next_at"])
    Alert.objects.filter(pk__in=[alert.pk for alert in folded]).update(state=AlertState.FOLDED)
    if not leads:
        return []
    Alert.objects.filter(pk__in=[alert.pk for alert in leads]).update(state=AlertState.TOLD)
    return [_mail(watch, user, leads, now, is_digest=is_digest) for user in people_told([watch])[watch.pk]]


def _may_write(watch: Watch, now: dt.datetime) -> bool:
    if watch.snoozed_until and watch.snoozed_until > now:
        return False
    if watch.delivery != Delivery.INSTANT:
        return watch.next_at is None or watch.next_at <= now
    if is_quiet(timezone.localtime(now).time(), watch.quiet_from, watch.quiet_to):
        return False
    lately = watch.mails.filter(is_digest=False, queued_at__gt=now - HOUR)
    return lately.values("queued_at").distinct().count() < watch.most_an_hour


def _parted(watch: Watch, waiting: list[Alert], now: dt.datetime) -> tuple[list[Alert], list[Alert]]:
    """Those to tell, and those whose topic (or text, by a copy) was told before or is told by one of these."""
    told = watch.alerts.filter(state=AlertState.TOLD, raised_at__gte=now - TOLD_FOR)
    rows = told.values_list("mention_id", "mention__original_id", "mention__topic_id")
    families = {original or mention for mention, original, _topic in rows}
    topics = {topic for _mention, _original, topic in rows if topic} if watch.once_a_topic else set()
    leads: list[Alert] = []
    folded: list[Alert] = []
    for alert in waiting:
        family, topic = alert.mention.original_id or alert.mention_id, alert.mention.topic_id
        is_known = family in families or (watch.once_a_topic and topic in topics)
        (folded if is_known else leads).append(alert)
        families.add(family)
        if topic and watch.once_a_topic:
            topics.add(topic)
    return leads, folded


def _mail(watch: Watch, user_id: int, leads: list[Alert], now: dt.datetime, *, is_digest: bool) -> WatchMail:
    """The first alert names the mail: it is told once, so that the key is the same however often this is tried."""
    mail, fresh = WatchMail.objects.get_or_create(
        key=f"watch-{watch.pk}-{user_id}-{leads[0].pk}-{int(leads[0].raised_at.timestamp() * 1e6)}",
        defaults={
            "watch": watch, "user_id": user_id, "total": len(leads), "is_digest": is_digest, "next_try_at": now, "queued_at": now,
        },
    )  # fmt: skip
    if fresh:
        mail.alerts.set(leads[:LISTED])
    return mail
