"""What the engine of topics reads: mentions that wait, texts of those it had, its journal, changes made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from scicomm.listening.models import Mention, TopicChange, TopicStep
from scicomm.listening.rules.topics import TopicItem

MOST_TEXT = 1500
"""Characters of a text that are read for its topic."""
_FIELDS = ("pk", "title", "summary", "published_at", "found_at")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mention that was read and waits for its topic; of which it is a copy, and whether that one has been grouped."""

    item: TopicItem
    original: int | None
    original_is_grouped: bool


def waiting_for_topics(most: int) -> list[Waiting]:
    """The next mentions in the order in which they came."""
    rows = Mention.objects.filter(read_at__isnull=False, grouped_at__isnull=True).order_by("pk")
    found = rows.values_list(*_FIELDS, "original_id", "original__grouped_at")[:most]
    short = [row[0] for row in found if not row[2]]
    bodies = dict(Mention.objects.filter(pk__in=short).exclude(body="").values_list("pk", "body"))
    return [Waiting(_item(row, bodies), row[5], row[6] is not None) for row in found]


def items_of(ids: Sequence[int]) -> list[TopicItem]:
    """Mentions as the engine had them, in that order; those that are gone are left out."""
    rows = {row[0]: row for row in Mention.objects.filter(pk__in=ids).values_list(*_FIELDS)}
    short = [pk for pk, row in rows.items() if not row[2]]
    bodies = dict(Mention.objects.filter(pk__in=short).exclude(body="").values_list("pk", "body"))
    return [_item(rows[pk], bodies) for pk in ids if pk in rows]


def _item(row: Sequence[Any], bodies: dict[int, str]) -> TopicItem:
    pk, title, summary, published, found = row[:5]
    # A date of its own counts no later than the moment in which we found it: else one wrong date would end all topics.
    at = min(published, found) if published else found
    return TopicItem(pk, at.timestamp(), title, (summary or bodies.get(pk, ""))[:MOST_TEXT])


def steps_after(number: int) -> QuerySet[TopicStep]:
    """The journal from there on."""
    return TopicStep.objects.filter(number__gt=number).order_by("number")


def is_step(number: int, mark: str) -> bool:
    """Whether the journal holds that very step; the beginning counts where nothing was done yet."""
    if not number:
        return not TopicStep.objects.exists()
    return TopicStep.objects.filter(number=number, mark=mark).exists()


def untold_change() -> TopicChange | None:
    """The next change made by hand of which the engine does not know."""
    return TopicChange.objects.filter(told_at__isnull=True).select_related("topic", "other").order_by("pk").first()
