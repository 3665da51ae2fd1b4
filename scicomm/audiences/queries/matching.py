"""Who gets a thing, what is best for whom, and why: the matching over the database and the snapshot.

Asks neither for consent nor for caps in the last instance: a snapshot is minutes old, both are asked again when a mail goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.db.models import prefetch_related_objects
from django.utils import timezone

from scicomm.audiences.models import DigestItem, ReaderProfile
from scicomm.audiences.queries.profile_rows import LANGUAGES, MEDIA, Columns, language_place, readers_now
from scicomm.audiences.queries.snapshots import compiled_folder, current_snapshot
from scicomm.audiences.rules import matching
from scicomm.audiences.rules.matching import Item, Items, Readers, Reason, Seen, Why
from scicomm.core.models import Subject

MOST = 100_000
# Below so many people nothing is counted apart: nobody may be recognised (k-anonymity).
LEAST = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A thing for a reader: points, and the reasons that add up to them, strongest first."""

    profile_id: int
    item_id: int
    score: int
    reasons: tuple[Reason, ...] = ()


def matching_items(
    items: Iterable[DigestItem],
    columns: Columns,
    readers: Mapping[int, int] | None = None,
    now: dt.datetime | None = None,
    picked: Collection[int] = (),
) -> list[Item]:
    """Things as matching sees them, newest first (which decides ties); a subject stands for all broader ones too.

    `readers` is how many read each thing, by its id; `picked` are editors' picks. Three queries, however many things.
    """
    rows, moment, read = list(items), now or timezone.now(), readers or {}
    prefetch_related_objects(rows, "subjects", "segments")
    parents = dict(Subject.objects.values_list("pk", "parent_id"))
    column, bit = ({key: place for place, key in enumerate(keys)} for keys in (columns.subjects, columns.segments))

    def made(row: DigestItem) -> Item:
        hours = ((row.begins_at or row.published_at) - moment).total_seconds() / 3600
        subjects = {
            column[key] for key in _with_broader([one.pk for one in row.subjects.all()], parents) if key in column
        }
        return Item(
            id=row.pk, subjects=tuple(sorted(subjects)), language=language_place(row.language), level=row.level,
            segments=sum(1 << bit[one.pk] for one in row.segments.all() if one.pk in bit),
            region=matching.region_number(row.region), medium=MEDIA.index(row.medium), unit=row.unit_id,
            freshness=matching.freshness_points(hours), popularity=matching.popularity_points(read.get(row.pk, 0)),
            pick=matching.PICK if row.pk in picked else 0, begins=row.begins_at is not None,
            days=max(0, int(hours if row.begins_at else -hours) // 24),
        )  # fmt: skip

    return [made(row) for row in sorted(rows, key=lambda row: (row.published_at, row.pk), reverse=True)]


def _with_broader(keys: Iterable[int], parents: Mapping[int, int | None]) -> set[int]:
    found: set[int] = set()
    for start in keys:
        key: int | None = start
        while key is not None and key not in found:
            found.add(key)
            key = parents.get(key)
    return found


def recipients_of(
    item: DigestItem, limit: int = MOST, *, readers: Mapping[int, int] | None = None, with_reasons: bool = True
) -> list[Match]:
    """Whom a thing reaches by their interests, best first (ties by profile), as of the last snapshot; at most `limit`.

    Under-14s and those who want nothing chosen for them are not among them: they get the common edition.
    """
    snapshot = current_snapshot()
    if snapshot is None:
        return []
    columns = snapshot.about.columns
    one = matching_items([item], columns, readers)[0]
    rows, scores = matching.recipients(snapshot.readers, one, limit, folder=compiled_folder())
    ids = snapshot.readers.ids[rows]
    return [
        Match(profile, item.pk, score, _reasons(snapshot.readers, row, one, columns) if with_reasons else ())
        for profile, score, row in zip(ids.tolist(), scores.tolist(), rows.tolist(), strict=True)
    ]


def best_items(
    profiles: Iterable[ReaderProfile | int], items: Iterable[DigestItem], count: int = 10, *,
    seen: Mapping[int, Collection[int]] | None = None, readers: Mapping[int, int] | None = None,
    now: dt.datetime | None = None,
) -> dict[int, list[Match]]:  # fmt: skip
    """The best things for each profile, with reasons, from what the database holds at this moment; give it some thousands
    at a time. `seen` are ids of things by profile that are not offered (again). A profile that is not there any more has no
    entry."""
    columns = Columns.now()
    found = readers_now([one if isinstance(one, int) else one.pk for one in profiles], columns)
    arrays = matching.items_of(matching_items(items, columns, readers, now), len(columns.subjects))
    return best_for(found, arrays, columns, count, seen or {})


def best_for(
    found: Readers, items: Items, columns: Columns, count: int, seen: Mapping[int, Collection[int]]
) -> dict[int, list[Match]]:
    """As `best_items`, for readers and things that are arrays already. No query."""
    given = Seen.of(found, items, {key: list(ids) for key, ids in seen.items()})
    order, chosen, scores = matching.digests(found, items, count, seen=given, folder=compiled_folder())
    return {
        int(found.ids[row]): [
            Match(int(found.ids[row]), items.rows[place].id, points, _reasons(found, row, items.rows[place], columns))
            for place, points in zip(places, line, strict=True)
            if place >= 0
        ]
        for row, places, line in zip(order.tolist(), chosen.tolist(), scores.tolist(), strict=True)
    }


def _reasons(found: Readers, row: int, item: Item, columns: Columns) -> tuple[Reason, ...]:
    """The reasons of the kernel, with the key of a segment for the mask of bits: what is kept must outlive the columns."""
    return tuple(
        replace(one, value=columns.segments[(one.value & -one.value).bit_length() - 1])
        if one.code == "segment"
        else one
        for one in matching.reasons(found, row, item)
    )


def current_items(language: str = "", now: dt.datetime | None = None) -> Any:
    """What a digest could hold now: public, not gone, not over; newest first, so many as a kernel pass is quick with."""
    moment = now or timezone.now()
    rows = DigestItem.objects.filter(gone_at=None, published_at__lte=moment).exclude(ends_at__lt=moment)
    return (rows.filter(language=language) if language else rows).select_related("unit")[:200]


@dataclass(frozen=True)
class Reach:
    """Whom a thing would reach: counts only, None for fewer than LEAST, by why not, segment (key), level and language."""

    made_at: dt.datetime
    reached: int | None
    why: dict[Why, int | None] = field(default_factory=dict)
    segments: dict[int, int | None] = field(default_factory=dict)
    levels: dict[int, int | None] = field(default_factory=dict)
    languages: dict[str, int | None] = field(default_factory=dict)


def reach_of(item: DigestItem) -> Reach | None:
    """Counts of whom a thing would reach and why others not, as of the last snapshot; None when there is none."""
    snapshot = current_snapshot()
    if snapshot is None:
        return None
    readers, columns = snapshot.readers, snapshot.about.columns
    rows, fates = matching.fates(readers, matching_items([item], columns)[0])
    why = np.bincount(fates, minlength=len(Why)).tolist()
    # The sum of all is shown nowhere, so that a hidden one is nobody's difference.
    against = matching.shown({one.value: why[one.value] for one in Why}, LEAST, adds_up=False)
    reached = rows[fates == Why.REACHED.value]
    if len(reached) < LEAST:
        return Reach(snapshot.about.made_at, against[0], {Why(key): count for key, count in against.items() if key})
    parts = matching.parts_of(readers, reached)
    levels, languages = (matching.shown(_counts(parts[name]), LEAST) for name in ("level", "own"))
    segments = {key: int(((parts["segments"] >> place) & 1).sum()) for place, key in enumerate(columns.segments)}
    return Reach(
        snapshot.about.made_at, len(reached) if against[0] is not None else None,
        {Why(key): count for key, count in against.items() if key},
        {key: count for key, count in matching.shown(segments, LEAST, adds_up=False).items() if count != 0},
        levels, {LANGUAGES[place]: count for place, count in languages.items() if place < len(LANGUAGES)},
    )  # fmt: skip


def _counts(values: matching.Array) -> dict[int, int]:
    keys, counts = np.unique(values, return_counts=True)
    return dict(zip(keys.tolist(), counts.tolist(), strict=True))


def matches_of(profile: ReaderProfile, count: int = 10, items: Sequence[DigestItem] | None = None) -> list[Match]:
    """What one reader would get now."""
    chosen = list(current_items()) if items is None else items
    return best_items([profile], chosen, count).get(profile.pk, [])
