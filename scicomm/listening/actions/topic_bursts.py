"""Bursts found and ended, counts folded into days, topics that fell silent: what the clock does to topics."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from scicomm.core.ledger import record
from scicomm.core.rows import update_rows
from scicomm.facts import listening as facts
from scicomm.facts.base import ref
from scicomm.listening.actions.grouping import lock_lease
from scicomm.listening.actions.topic_rows import FRESH
from scicomm.listening.models import Burst, HotTopic, Mention, StreamHour, TopicCount, TopicState
from scicomm.listening.rules import bursts as rules
from scicomm.organisation.models import Unit

LEAST = rules.WINDOWS[0][1]
"""Fewer fresh reports can be no burst."""
HANDFUL = 200
HOURS_KEPT = dt.timedelta(days=35)
DAYS_KEPT = dt.timedelta(days=800)
QUIET = dt.timedelta(days=7)


def hour_number(moment: dt.datetime) -> int:
    """Whole hours since 1970."""
    return int(moment.timestamp() // rules.HOUR)


def _moment(hour: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(hour * rules.HOUR, dt.UTC)


def rhythm_at(now: dt.datetime) -> rules.Rhythm:
    """The rhythm of the whole stream in the last weeks, in the house's own time."""
    this = hour_number(now)
    since = now - dt.timedelta(hours=rules.BACK)
    rows = StreamHour.objects.filter(at__gte=since, at__lte=now).order_by("at")
    counted = {hour_number(at): number for at, number in rows.values_list("at", "independent")}
    first = StreamHour.objects.order_by("at").values_list("at", flat=True).first()
    began = max(hour_number(first) if first else this, this - rules.BACK)
    offset = timezone.localtime(now).utcoffset() or dt.timedelta()
    # The hour that runs is not over yet, and hours in which nothing came count as well.
    whole = ((hour, counted.get(hour, 0)) for hour in range(began, this))
    return rules.rhythm_of(whole, since=began, shift=int(offset.total_seconds() // 3600))


def note_bursts(*, now: dt.datetime | None = None) -> list[Burst]:
    """Look at every topic with enough fresh reports, and at those that burst; returns the bursts that began now.

    Each handful of topics is one transaction; running it twice in an hour changes nothing that has not changed.
    """
    now = now or timezone.now()
    rhythm, began = rhythm_at(now), []
    live = HotTopic.objects.exclude(state=TopicState.MERGED)
    wanted = live.filter(Q(fresh__gte=LEAST) | Q(is_bursting=True)).values_list("pk", flat=True)
    ids = list(wanted.order_by("pk"))
    for start in range(0, len(ids), HANDFUL):
        began += _judge_topics(ids[start : start + HANDFUL], rhythm, now)
    HotTopic.objects.filter(fresh__gt=0, fresh__lt=LEAST, last_at__lt=now - FRESH).update(fresh=0)
    return began


@transaction.atomic
def _judge_topics(ids: list[int], rhythm: rules.Rhythm, now: dt.datetime) -> list[Burst]:
    lock_lease()
    topics = {one.pk: one for one in HotTopic.objects.filter(pk__in=ids).exclude(state=TopicState.MERGED)}
    series: dict[int, dict[int, int]] = defaultdict(dict)
    rows = TopicCount.objects.filter(
        topic_id__in=ids, is_day=False, at__gt=now - dt.timedelta(hours=rules.BACK), at__lte=now, independent__gt=0
    )
    for pk, at, number in rows.values_list("topic_id", "at", "independent"):
        series[pk][hour_number(at)] = number
    last: dict[int, Burst] = {}
    for burst in Burst.objects.filter(topic_id__in=ids).order_by("started_at", "pk"):
        # Where topics were joined, the burst that goes on counts, and not one that began later and was ended by the joining.
        if (before := last.get(burst.topic_id)) is None or before.ended_at is not None:
            last[burst.topic_id] = burst
    fresh = hour_number(now - FRESH)
    changed: list[Any] = []
    began: list[Any] = []
    for pk, topic in topics.items():
        known = last.get(pk)
        state = rules.judge(series[pk], hour_number(now), rhythm, _state_of(known) if known else None)
        row = _row_of(topic, known, state)
        topic.is_bursting = row is not None and row.ended_at is None
        topic.fresh = sum(number for hour, number in series[pk].items() if hour > fresh)
        if row is not None and row.pk is None:
            row.save()
            began.append(row)
        elif row is not None:
            changed.append(row)
    update_rows(changed, ["peak_at", "ended_at", "level", "reports", "peak", "expected"])
    update_rows(topics.values(), ["is_bursting", "fresh"])
    for burst in began:
        _state_fact(burst, now)
    return began


def _state_of(row: Burst) -> rules.State:
    end = hour_number(row.ended_at) if row.ended_at else None
    start, peak = hour_number(row.started_at), hour_number(row.peak_at)
    return rules.State(start, peak, end, row.level, row.reports, row.peak, row.expected)


def _row_of(topic: HotTopic, known: Burst | None, state: rules.State | None) -> Burst | None:
    """The row of the burst that the rules speak of: the known one with new figures, or a new one."""
    if state is None:
        return None
    row = known if known and hour_number(known.started_at) == state.start else None
    row = row or Burst(topic=topic, started_at=_moment(state.start))
    row.peak_at = _moment(state.peak)
    row.ended_at = None if state.end is None else _moment(state.end)
    row.level, row.reports, row.peak, row.expected = state.level, state.reports, state.highest, state.expected
    return row


def _state_fact(burst: Burst, now: dt.datetime) -> None:
    """Tell higher rooms: the topic, and which of our stories and papers it speaks of."""
    topic = burst.topic
    linked = Mention.objects.filter(topic=topic).linked().select_related("dossier")[:50]
    dossiers = {topic.dossier_id: topic.dossier} | {mention.dossier_id: mention.dossier for mention in linked}
    stories = [ref("newsroom", "story", one.story_id) for one in dossiers.values() if one]
    papers = [ref("journals", "article", mention.article_id) for mention in linked if mention.article_id]
    unit_id = next((one.unit_id for one in dossiers.values() if one), None)
    unit_id = unit_id or next((mention.unit_id for mention in linked), None)
    unit_id = unit_id or Mention.objects.filter(topic=topic).order_by("pk").values_list("unit_id", flat=True).first()
    record(
        facts.TopicBurst(
            unit_id=unit_id or Unit.objects.get(depth=1).pk,
            subject=ref("listening", "topic", topic.pk),
            about=tuple(dict.fromkeys([*stories, *papers])),
            occurred_at=now,
            title=topic.title,
            level=burst.level,
            reports=burst.reports,
            expected=burst.expected,
        )
    )


@transaction.atomic
def end_quiet_topics(*, now: dt.datetime | None = None) -> int:
    """Topics of which nobody spoke for a week are quiet; a new mention wakes them."""
    lock_lease()
    before = (now or timezone.now()) - QUIET
    return HotTopic.objects.filter(state=TopicState.LIVE, last_at__lt=before).update(state=TopicState.ENDED, fresh=0)


def fold_counts(*, now: dt.datetime | None = None) -> int:
    """Fold hours that are long past into their days, a day at a time, and drop the oldest days; returns how many hours went."""
    now = now or timezone.now()
    folded = 0
    limit = (now - HOURS_KEPT).astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = TopicCount.objects.filter(is_day=False, at__lt=limit)
    while (first := hours.order_by("at").values_list("at", flat=True).first()) is not None:
        folded += _fold_day(first.astimezone(dt.UTC).replace(hour=0))
    TopicCount.objects.filter(is_day=True, at__lt=now - DAYS_KEPT).delete()
    StreamHour.objects.filter(at__lt=limit).delete()
    return folded


@transaction.atomic
def _fold_day(day: dt.datetime) -> int:
    lock_lease()
    hours = TopicCount.objects.filter(is_day=False, at__gte=day, at__lt=day + dt.timedelta(days=1))
    sums = hours.order_by().values_list("topic_id").annotate(Sum("independent"), Sum("total"))
    found: Iterable[tuple[int, int, int]] = list(sums)
    known = {row.topic_id: row for row in TopicCount.objects.filter(is_day=True, at=day)}
    fresh, changed = [], []
    for topic, independent, total in found:
        row = known.get(topic)
        if row is None:
            fresh.append(TopicCount(topic_id=topic, is_day=True, at=day, independent=independent, total=total))
        else:
            row.independent, row.total = row.independent + independent, row.total + total
            changed.append(row)
    TopicCount.objects.bulk_create(fresh, batch_size=500)
    update_rows(changed, ["independent", "total"])
    return hours.delete()[0]
