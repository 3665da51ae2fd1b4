"""The rows of topics kept right: counts by the hour, what a topic is called, topics joined and parted. Called inside transactions
of the actions next door, which hold the lease of the engine and so are alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Min, Q

from scicomm.core.rows import update_rows
from scicomm.listening.models import Burst, HotTopic, Mention, SourceClass, StreamHour, TopicCount, TopicState
from scicomm.listening.rules.topic_words import Title, describe

FRESH = dt.timedelta(hours=24)
MOST_TITLES = 200
"""Titles from which a topic is described: the latest ones of a large topic."""
GROWN = 1.4
"""A topic is described anew when it has grown so many times."""
MENTION_FIELDS = ("pk", "topic_id", "original_id", "source", "source_class", "published_at", "found_at")


TAKEN_KEYS = -(10**12)
"""Where a new topic cannot have the number of its first mention, because a topic of old has it, it is counted from here down."""


def free_key(*wanted: int) -> int:
    """The first of the numbers that no topic has as its key; else one that no mention can have."""
    taken = set(HotTopic.objects.filter(key__in=wanted).values_list("key", flat=True))
    free = next((key for key in wanted if key not in taken), None)
    candidate = TAKEN_KEYS - abs(wanted[0]) if free is None else free
    while free is None and HotTopic.objects.filter(key=candidate).exists():
        candidate -= 10**13
    return candidate


def hour_of(moment: dt.datetime) -> dt.datetime:
    """The beginning of its hour, in UTC."""
    return moment.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Told:
    """A mention, as far as counting needs it. `at` is when it was published, at the latest when it was found."""

    pk: int
    topic_id: int | None
    original_id: int | None
    source: str
    is_own: bool
    at: dt.datetime

    @property
    def is_independent(self) -> bool:
        return self.original_id is None and not self.is_own


def said_at(published: dt.datetime | None, found: dt.datetime) -> dt.datetime:
    """When an item was said: its own date, which counts no later than the moment in which we found it."""
    return min(published, found) if published else found


def told(mentions: Any) -> Iterator[Told]:
    """Mentions of a queryset as counting needs them."""
    for pk, topic, original, source, source_class, published, found in mentions.values_list(*MENTION_FIELDS):
        yield Told(pk, topic, original, source, source_class == SourceClass.OWN, said_at(published, found))


@dataclass
class Tally:
    """What joins a topic (or, negative, leaves it), by hours: independent reports and all mentions."""

    hours: dict[dt.datetime, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    first: Told | None = None
    last_at: dt.datetime | None = None
    fresh: int = 0

    def add(self, mention: Told, *, now: dt.datetime, sign: int = 1) -> None:
        counts = self.hours[hour_of(mention.at)]
        counts[0] += sign * mention.is_independent
        counts[1] += sign
        if mention.is_independent and mention.at > now - FRESH:
            self.fresh += sign
        if self.first is None or mention.at < self.first.at:
            self.first = mention
        self.last_at = max(self.last_at or mention.at, mention.at)

    @property
    def independent(self) -> int:
        return sum(counts[0] for counts in self.hours.values())

    @property
    def total(self) -> int:
        return sum(counts[1] for counts in self.hours.values())


def apply_tally(topic: HotTopic, tally: Tally) -> None:
    """The figures of a topic that is in memory after a tally; to be saved with `save_topics`."""
    topic.count = max(0, topic.count + tally.total)
    topic.independent = max(0, topic.independent + tally.independent)
    topic.fresh = max(0, topic.fresh + tally.fresh)
    if tally.first and tally.total > 0:
        if tally.first.at < topic.first_at or not topic.first_source:
            topic.first_at, topic.first_source = tally.first.at, tally.first.source
        topic.last_at = max(topic.last_at, tally.last_at or topic.last_at)
        if topic.state == TopicState.ENDED:
            topic.state = TopicState.LIVE


FIGURES = (
    "engine_key", "title", "title_zh", "title_en", "state", "merged_into", "dossier", "first_at", "last_at", "first_source",
    "count", "independent", "fresh", "is_bursting", "words", "described_at",
)  # fmt: skip


def save_topics(topics: Iterable[HotTopic]) -> None:
    """Store topics that are in memory."""
    update_rows(topics, FIGURES)


def add_counts(tallies: dict[int, Tally]) -> None:
    """Add tallies to the counts by the hour; keys are topics' ids."""
    wanted = {(topic, hour) for topic, tally in tallies.items() for hour in tally.hours}
    if not wanted:
        return
    rows = TopicCount.objects.filter(
        topic_id__in=list(tallies), is_day=False, at__in=list({hour for _topic, hour in wanted})
    )
    known = {(row.topic_id, row.at): row for row in rows}
    fresh, changed = [], []
    for topic, hour in sorted(wanted):
        independent, total = tallies[topic].hours[hour]
        row = known.get((topic, hour))
        if row is None:
            fresh.append(TopicCount(topic_id=topic, at=hour, independent=max(0, independent), total=max(0, total)))
            continue
        row.independent, row.total = max(0, row.independent + independent), max(0, row.total + total)
        changed.append(row)
    TopicCount.objects.bulk_create(fresh, batch_size=500)
    update_rows(changed, ["independent", "total"])


def add_stream(mentions: Iterable[Told]) -> None:
    """Count what the whole stream brought, by the hour."""
    hours: dict[dt.datetime, int] = defaultdict(int)
    for mention in mentions:
        hours[hour_of(mention.at)] += mention.is_independent
    known = {row.at: row for row in StreamHour.objects.filter(at__in=list(hours))}
    for hour, row in known.items():
        row.independent += hours[hour]
    update_rows(known.values(), ["independent"])
    StreamHour.objects.bulk_create(
        StreamHour(at=hour, independent=number) for hour, number in sorted(hours.items()) if hour not in known
    )


def describe_grown(topics: Sequence[HotTopic]) -> list[HotTopic]:
    """Give topics that have grown since they were described their title and words; returns those, to be saved."""
    due = [topic for topic in topics if topic.count and topic.count >= topic.described_at * GROWN]
    large = [topic for topic in due if topic.count > MOST_TITLES]
    titles: dict[int, list[Title]] = defaultdict(list)
    small = [topic.pk for topic in due if topic.count <= MOST_TITLES]
    fields = ("topic_id", "title", "language", "original_id")
    rows = list(Mention.objects.filter(topic_id__in=small).order_by("pk").values_list(*fields))
    for topic in large:
        rows += reversed(Mention.objects.filter(topic=topic).order_by("-pk").values_list(*fields)[:MOST_TITLES])
    for pk, title, language, original in rows:
        titles[pk or 0].append(Title(title, language, original is not None))
    for topic in due:
        _describe(topic, titles[topic.pk])
    return due


def _describe(topic: HotTopic, titles: Sequence[Title]) -> None:
    found = describe(titles)
    topic.words, topic.described_at = [list(pair) for pair in found.words], topic.count
    if topic.is_renamed or not titles:
        return
    chinese, english = found.title_zh[:500], found.title_en[:500]
    if topic.dossier_id:
        # Opened for a story of ours: that is what it is called; the other language comes from the reports.
        chinese, english = topic.title_zh or chinese, topic.title_en or english
    topic.title_zh, topic.title_en = chinese, english
    topic.title = chinese or english or topic.title


def join_rows(kept: HotTopic, gone: HotTopic, *, now: dt.datetime) -> int:
    """All of one topic becomes another's: mentions, counts, bursts, its story. Returns how many mentions moved."""
    moved = Mention.objects.filter(topic=gone).update(topic=kept)
    known = {(row.is_day, row.at): row for row in TopicCount.objects.filter(topic=kept)}
    changed, moving = [], []
    for row in TopicCount.objects.filter(topic=gone):
        own = known.get((row.is_day, row.at))
        if own is None:
            row.topic = kept
            moving.append(row)
        else:
            own.independent, own.total = own.independent + row.independent, own.total + row.total
            changed.append(own)
    update_rows(moving, ["topic"])
    update_rows(changed, ["independent", "total"])
    TopicCount.objects.filter(topic=gone).delete()
    if Burst.objects.filter(topic=kept, ended_at__isnull=True).exists():
        Burst.objects.filter(topic=gone, ended_at__isnull=True).update(ended_at=now)
    kept.is_bursting = kept.is_bursting or gone.is_bursting
    Burst.objects.filter(topic=gone).update(topic=kept)
    if gone.count and (gone.first_at < kept.first_at or not kept.count):
        kept.first_at, kept.first_source = gone.first_at, gone.first_source
    kept.last_at = max(kept.last_at, gone.last_at)
    for name in ("count", "independent", "fresh"):
        setattr(kept, name, getattr(kept, name) + getattr(gone, name))
        setattr(gone, name, 0)
    kept.dossier_id = kept.dossier_id or gone.dossier_id
    kept.state, kept.described_at = TopicState.LIVE, 0
    gone.state, gone.merged_into, gone.is_bursting = TopicState.MERGED, kept, False
    save_topics([kept, gone])
    return moved


def part_rows(topic: HotTopic, new: HotTopic, wanted: Iterable[int], *, now: dt.datetime) -> int:
    """Mentions of a topic, with their copies, become another's. Returns how many mentions moved."""
    chosen = list(wanted)
    leaving = list(told(Mention.objects.filter(Q(pk__in=chosen) | Q(original_id__in=chosen), topic=topic)))
    out, into = Tally(), Tally()
    for mention in leaving:
        out.add(mention, now=now, sign=-1)
        into.add(mention, now=now)
    Mention.objects.filter(pk__in=[mention.pk for mention in leaving]).update(topic=new)
    apply_tally(topic, out)
    apply_tally(new, into)
    add_counts({topic.pk: out, new.pk: into})
    left = Mention.objects.filter(topic=topic).aggregate(first=Min("published_at"), last=Max("published_at"))
    topic.first_at, topic.last_at = left["first"] or topic.first_at, left["last"] or topic.last_at
    topic.described_at = new.described_at = 0
    save_topics([topic, new])
    return len(leaving)
