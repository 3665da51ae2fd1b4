"""Mentions put into their topics: what the engine said of a batch, stored in one short transaction together with the step of the
engine's journal. The lease row is compared first, so that two workers never store on top of each other."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from scicomm.core.rows import update_rows
from scicomm.listening.actions.topic_rows import (
    Tally,
    Told,
    add_counts,
    add_stream,
    apply_tally,
    describe_grown,
    free_key,
    join_rows,
    part_rows,
    save_topics,
    told,
)
from scicomm.listening.models import HotTopic, Mention, TopicChange, TopicChangeKind, TopicLease, TopicState, TopicStep
from scicomm.listening.rules.topics import Merge, Placed, Split

LEASE = dt.timedelta(seconds=60)


class LeaseLost(RuntimeError):
    """Another worker runs the engine, or ran it in between: what was worked out here is thrown away."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy follows its original; the engine does not learn of it."""

    item: int
    original: int


Event = Placed | Merge | Split | Copied


@dataclass(frozen=True, slots=True)
class Hold:
    """What a worker knows of the journal: who it is, the last step it knows, and that step's mark."""

    holder: str
    step: int = 0
    mark: str = ""


@transaction.atomic
def take_lease(holder: str, *, is_gone: Callable[[str], bool] = lambda _holder: False) -> Hold | None:
    """The right to run the engine for a minute, or None while another has it. `is_gone` knows of holders that were killed."""
    row, _made = TopicLease.objects.select_for_update().get_or_create(name="topics")
    now = timezone.now()
    if row.holder and row.holder != holder and row.until and row.until > now and not is_gone(row.holder):
        return None
    row.holder, row.until = holder, now + LEASE
    row.save(update_fields=["holder", "until"])
    return Hold(holder, row.step, row.mark)


def lock_lease() -> TopicLease:
    """The lease row, locked: whoever changes topics by hand is alone for that moment."""
    return TopicLease.objects.select_for_update().get_or_create(name="topics")[0]


@transaction.atomic
def store_step(
    hold: Hold, kind: str, content: dict[str, Any], *, events: Sequence[Event] = (), change: TopicChange | None = None
) -> Hold:
    """Store one step of the engine and all that follows from it, or nothing. Raises LeaseLost where another worker was faster."""
    row = lock_lease()
    if (row.holder, row.step, row.mark) != (hold.holder, hold.step, hold.mark):
        raise LeaseLost(f"{hold.holder} is at step {hold.step}, {row.holder} at {row.step}")
    now = timezone.now()
    if events:
        _Sorting(events, now).run()
    if change:
        TopicChange.objects.filter(pk=change.pk).update(told_at=now)
    mark = secrets.token_hex(16)
    TopicStep.objects.create(number=hold.step + 1, kind=kind, content=content, mark=mark, made_at=now)
    row.step, row.mark, row.until = hold.step + 1, mark, now + LEASE
    row.save(update_fields=["step", "mark", "until"])
    return Hold(hold.holder, row.step, mark)


def forget_steps(*, before: int, older_than: dt.datetime) -> int:
    """Remove steps of the journal that neither the kept state nor building it anew needs."""
    return TopicStep.objects.filter(number__lt=before, made_at__lt=older_than).delete()[0]


def _keys(event: Event) -> tuple[int, ...]:
    """Numbers in an event that may be the key of a topic, or the mention behind it."""
    match event:
        case Placed():
            return (event.topic,)
        case Merge():
            return (event.kept, event.gone)
        case Split():
            return (event.topic, event.new)
        case Copied():
            return (event.original,)


class _Sorting:
    """Puts the mentions of one batch into rows, in memory; what is worked out is written in bulk."""

    def __init__(self, events: Sequence[Event], now: dt.datetime) -> None:
        self.events, self.now = events, now
        self.batch = [event.item for event in events if isinstance(event, Placed | Copied)]
        keys = {key for event in events for key in _keys(event)}
        self.mentions = {one.pk: one for one in told(Mention.objects.filter(pk__in=[*keys, *self.batch]))}
        self.topics: dict[int, HotTopic] = {}
        self.by_key: dict[int, HotTopic] = {}
        self._load(keys)
        self.places: dict[int, HotTopic] = {
            pk: self.topics[one.topic_id] for pk, one in self.mentions.items() if one.topic_id in self.topics
        }
        self.tallies: dict[int, Tally] = {}
        self.opened: list[HotTopic] = []
        self.moved: dict[int, HotTopic] = {}
        # By key: all that this batch changed, to be described at its end, and what of it is not written yet.
        self.touched: dict[int, HotTopic] = {}
        self.unsaved: dict[int, HotTopic] = {}

    def _load(self, keys: Iterable[int]) -> None:
        """The topics that are spoken of, and those they were merged into."""
        wanted = list(keys)
        behind = [one.topic_id for one in self.mentions.values() if one.topic_id]
        found = list(HotTopic.objects.filter(key__in=wanted))
        now_known_as = list(HotTopic.objects.filter(engine_key__in=wanted).order_by("pk"))
        self.by_key = {topic.key: topic for topic in found} | {topic.engine_key: topic for topic in now_known_as}
        more = list(HotTopic.objects.filter(pk__in=behind))
        fresh = [*found, *now_known_as, *more]
        while fresh:
            for topic in fresh:
                self.topics.setdefault(topic.pk, topic)
            ahead = {topic.merged_into_id for topic in fresh if topic.merged_into_id} - self.topics.keys()
            fresh = list(HotTopic.objects.filter(pk__in=ahead))
        # One object a row, whatever way it came in by.
        self.by_key = {key: self.topics[topic.pk] for key, topic in self.by_key.items()}

    def run(self) -> None:
        for event in self.events:
            match event:
                case Placed():
                    self._place(event.item, event.topic)
                case Copied():
                    self._copy(event)
                case Merge():
                    self._merge(event)
                case Split():
                    self._split(event)
        self._flush()
        add_stream(self.mentions[pk] for pk in self.batch if pk in self.mentions)
        Mention.objects.filter(pk__in=self.batch).update(grouped_at=self.now)
        save_topics(describe_grown(list(self.touched.values())))

    def _last(self, topic: HotTopic | None) -> HotTopic | None:
        """The topic that this one has become part of."""
        while topic and topic.state == TopicState.MERGED and topic.merged_into_id:
            topic = self.topics[topic.merged_into_id]
        return topic

    def _find(self, key: int) -> HotTopic | None:
        """The topic that the engine means by a key: the row it knows by it, else that of the mention with this number."""
        return self._last(self.by_key.get(key) or self.places.get(key))

    def _place(self, item: int, key: int) -> None:
        topic = self._find(key)
        if topic is None:
            if key == item or item not in self.mentions:
                return
            topic = self._open(key, self.mentions.get(key) or self.mentions[item])
            self._put(key, topic)
        if topic.engine_key != key:
            topic.engine_key = key
            self.by_key[key] = topic
            self._touch(topic)
        self._put(item, topic)

    def _touch(self, topic: HotTopic) -> None:
        self.touched[topic.key] = self.unsaved[topic.key] = topic

    def _copy(self, event: Copied) -> None:
        topic = self._last(self.places.get(event.original))
        if topic is None:
            self._place(event.item, event.original)
        else:
            self._put(event.item, topic)

    def _put(self, item: int, topic: HotTopic) -> None:
        """A mention that was in no topic joins one."""
        mention = self.mentions.get(item)
        if mention is None or item in self.places:
            return
        self.places[item] = self.moved[item] = topic
        self.tallies.setdefault(topic.key, Tally()).add(mention, now=self.now)
        self._touch(topic)

    def _open(self, key: int, first: Told) -> HotTopic:
        """A new topic, which gets its title when it is described."""
        free = key if key not in self.by_key else free_key(key)
        topic = HotTopic(key=free, engine_key=key, first_at=first.at, last_at=first.at, first_source=first.source)
        self.opened.append(topic)
        self.by_key[key] = topic
        return topic

    def _merge(self, event: Merge) -> None:
        kept, gone = self._find(event.kept), self._find(event.gone)
        if kept is None and gone is None:
            self._place(event.gone, event.kept)
        elif gone is None and kept is not None:
            self._put(event.gone, kept)
        elif kept is None and gone is not None:
            self._put(event.kept, gone)
            gone.engine_key, self.by_key[event.kept] = event.kept, gone
            self._touch(gone)
        elif kept is not None and gone is not None:
            self._join(kept, gone, event)

    def _join(self, kept: HotTopic, gone: HotTopic, event: Merge) -> None:
        self._flush()
        if kept is not gone:
            moved = join_rows(kept, gone, now=self.now)
            self._note(TopicChangeKind.MERGED, kept, gone, moved, old_title=gone.title, score=event.score)
        kept.engine_key, self.by_key[event.kept] = event.kept, kept
        self._touch(kept)
        self.touched.pop(gone.key if kept is not gone else 0, None)

    def _split(self, event: Split) -> None:
        topic = self._find(event.topic)
        if topic is None:
            return
        self._flush()
        new = self.by_key.get(event.new)
        if new is not None and new.state == TopicState.MERGED and new.key == event.new:
            # It was a topic before it was joined with this one: its address is its own again.
            new.state, new.merged_into, new.engine_key = TopicState.LIVE, None, event.new
        else:
            first = self.mentions.get(event.new)
            new = self._open(event.new, first) if first else None
        if new is None:
            return
        self._flush()
        moved = part_rows(topic, new, event.items, now=self.now)
        self.places |= dict.fromkeys(event.items, new)
        self._touch(topic)
        self._touch(new)
        self._note(TopicChangeKind.PARTED, topic, new, moved)

    def _note(self, kind: TopicChangeKind, topic: HotTopic, other: HotTopic, count: int, **values: Any) -> None:
        TopicChange.objects.create(
            topic=topic, other=other, kind=kind, count=count, at=self.now, told_at=self.now, **values
        )

    def _flush(self) -> None:
        """Write what was worked out so far."""
        HotTopic.objects.bulk_create(self.opened)
        self.topics |= {topic.pk: topic for topic in self.opened}
        self.opened = []
        by_topic = self.touched
        for key, tally in self.tallies.items():
            apply_tally(by_topic[key], tally)
        add_counts({by_topic[key].pk: tally for key, tally in self.tallies.items()})
        self.tallies = {}
        update_rows((Mention(pk=pk, topic_id=topic.pk) for pk, topic in self.moved.items()), ["topic"])
        self.moved = {}
        save_topics(topic for topic in self.unsaved.values() if topic.pk)
        self.unsaved = {}
