"""Readers' profiles read from the database for matching: plain rows by ranges of keys, as columns of whole numbers.

Each source is read in windows of ascending primary keys, so that reading can stop after any window and go on later.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.db.models import Max, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from scicomm.audiences.enums import (
    ConsentPurpose,
    MailState,
    Medium,
    SubscriptionKind,
    SubscriptionState,
)
from scicomm.audiences.models import Consent, Interest, OutgoingMail, ReaderProfile, Segment
from scicomm.audiences.queries.caps import UNCAPPED
from scicomm.audiences.rules import matching
from scicomm.audiences.rules.matching import PERSONAL, REACHABLE, YOUNG, Array, Readers, Traits
from scicomm.core.models import Subject

LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
MEDIA: Final = tuple(Medium.values)
WEEK: Final = dt.timedelta(days=7)


@dataclass(frozen=True)
class Columns:
    """Which subject has which column and which segment which bit, while a snapshot lives."""

    subjects: tuple[int, ...]
    segments: tuple[int, ...]

    @classmethod
    def now(cls) -> Columns:
        subjects = Subject.objects.order_by("pk").values_list("pk", flat=True)
        return cls(tuple(subjects), tuple(Segment.objects.order_by("pk").values_list("pk", flat=True)[:62]))


@cache
def language_place(code: str) -> int:
    """Place of a language; one that the site no longer has counts as the last place, which nothing is written in."""
    return LANGUAGES.index(code) if code in LANGUAGES else 7


@cache
def _mask(text: str, own: str, kind: str) -> int:
    """A JSON list as a bit mask; there are few different ones among any number of profiles."""
    values = json.loads(text or "[]")
    known = LANGUAGES if kind == "language" else MEDIA
    mask = sum(1 << place for place, value in enumerate(known) if value in values)
    return mask | (1 << language_place(own) if own else 0)


Source = Callable[[Any], QuerySet[Any, Any]]


def _profiles(since: dt.datetime) -> QuerySet[Any, Any]:
    rows = ReaderProfile.objects.filter(subscription__kind=SubscriptionKind.DIGEST).annotate(
        reads_text=Cast("also_reads", TextField()), media_text=Cast("media", TextField())
    )
    return rows.values_list(
        "pk", "subscription_id", "subscription__state", "subscription__language", "reads_text", "level", "media_text",
        "region", "is_personal", "is_under_14", "paused_until", "most_a_week",
    )  # fmt: skip


def _sent(since: dt.datetime) -> QuerySet[Any, Any]:
    rows = OutgoingMail.objects.filter(state=MailState.SENT, sent_at__gte=since - WEEK).exclude(purpose__in=UNCAPPED)
    return rows.values_list("pk", "subscription_id")


SOURCES: Final[dict[str, Source]] = {
    "profiles": _profiles,
    "segments": lambda _since: ReaderProfile.segments.through.objects.values_list(
        "pk", "readerprofile_id", "segment_id"
    ),
    "interests": lambda _since: Interest.objects.values_list("pk", "profile_id", "subject_id", "weight"),
    "guardians": lambda _since: Consent.objects.filter(purpose=ConsentPurpose.GUARDIAN).values_list(
        "pk", "subscription_id", "is_given"
    ),
    "sent": _sent,
}
_PROFILE_OF = {"profiles": "pk", "segments": "readerprofile", "interests": "profile"}
_SUBSCRIPTION_OF = {"guardians": "subscription__profile", "sent": "subscription__profile"}


def window(source: str, after: int, size: int, since: dt.datetime) -> tuple[Array, int, bool]:
    """The next rows of a source as whole numbers (without their key), the last key, and whether that was the end."""
    rows = list(SOURCES[source](since).filter(pk__gt=after).order_by("pk")[:size])
    return _numbers(source, rows, since.date()), rows[-1][0] if rows else after, len(rows) < size


def rows_of(source: str, profiles: Iterable[int], since: dt.datetime) -> Array:
    """All rows of a source that belong to some profiles."""
    name = (_PROFILE_OF | _SUBSCRIPTION_OF)[source]
    found = SOURCES[source](since).filter(**{f"{name}__in": list(profiles)}).order_by("pk")
    return _numbers(source, list(found), since.date())


def _numbers(source: str, rows: list[Any], today: dt.date) -> Array:
    if source != "profiles":
        width = {"segments": 2, "interests": 3, "guardians": 2, "sent": 1}[source]
        # One flat pass: half the time of an array of tuples.
        flat = np.fromiter((value for row in rows for value in row[1:]), np.int64, len(rows) * width)
        return flat.reshape(-1, width)
    flat = np.fromiter((value for row in rows for value in _profile(row, today)), np.int64, len(rows) * 9)
    return flat.reshape(-1, 9)


def _profile(row: Any, today: dt.date) -> tuple[int, ...]:
    """(profile, subscription, flags, own language, reads, level, media, region, mails a week)."""
    pk, subscription, state, language, reads, level, media, region, personal, young, paused, most = row
    flags = REACHABLE if state == SubscriptionState.CONFIRMED and (paused is None or paused <= today) else 0
    flags |= (PERSONAL if personal else 0) | (YOUNG if young else 0)
    return (
        pk, subscription, flags, language_place(language), _mask(reads, language, "language"), level,
        _mask(media, "", "medium"), matching.region_number(region), most,
    )  # fmt: skip


def assembled(columns: Columns, parts: dict[str, Array]) -> Readers:
    """The arrays from rows of all sources; rows of profiles that are not among them are passed over."""
    profiles = parts["profiles"]
    ids, subscriptions, flags = profiles[:, 0], profiles[:, 1], profiles[:, 2].copy()
    order = np.argsort(subscriptions)

    def of_subscription(keys: Array) -> Array:
        at = _places(subscriptions[order], keys)
        return np.where(at >= 0, order[at], -1)

    segments = np.zeros(len(ids), np.int64)
    at, bit = _places(ids, parts["segments"][:, 0]), _places(np.array(columns.segments), parts["segments"][:, 1])
    known = (at >= 0) & (bit >= 0)
    np.bitwise_or.at(segments, at[known], np.int64(1) << bit[known])
    sent = of_subscription(parts["sent"][:, 0])
    left = profiles[:, 8] - np.bincount(sent[sent >= 0], minlength=len(ids))
    # The last word of each guardian counts; rows are in the order they were said.
    agreed = np.zeros(len(ids), bool)
    at = of_subscription(parts["guardians"][:, 0])
    agreed[at[at >= 0]] = parts["guardians"][at >= 0, 1] == 1
    flags[(flags & YOUNG != 0) & ~agreed] &= ~REACHABLE
    at, column = _places(ids, parts["interests"][:, 0]), _places(np.array(columns.subjects), parts["interests"][:, 1])
    known = (at >= 0) & (column >= 0)
    own, reads, level, media = (profiles[:, place] for place in (3, 4, 5, 6))
    traits = Traits(flags, own, reads, level, media, np.maximum(left, 0), segments, profiles[:, 7])
    return matching.readers_of(
        ids, traits, at[known], column[known], parts["interests"][known, 2], np.array(columns.subjects, np.int64)
    )


def _places(ordered: Array, keys: Array) -> Array:
    """Where keys stand in an ascending list; -1 for those that do not."""
    if not len(ordered):
        return np.full(len(keys), -1)
    at = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
    return np.where(ordered[at] == keys, at, -1)


def readers_now(profiles: Iterable[int], columns: Columns | None = None) -> Readers:
    """The arrays of some profiles as they are in the database at this moment; for a handful to some thousands."""
    now, chosen = timezone.now(), sorted(set(profiles))
    return assembled(columns or Columns.now(), {source: rows_of(source, chosen, now) for source in SOURCES})


@dataclass(frozen=True)
class Described:
    """A reader who is in no database: one that staff make up, or everybody who wants nothing chosen for them."""

    language: str
    level: int = 3
    segments: tuple[int, ...] = ()
    interests: tuple[tuple[int, int], ...] = ()
    media: tuple[str, ...] = ()
    region: str = ""
    is_personal: bool = True


def described(one: Described, columns: Columns) -> Readers:
    """The arrays of a described reader alone, under the number 0."""
    flags, media = REACHABLE | (PERSONAL if one.is_personal else 0), json.dumps(one.media)
    row = [
        0, 0, flags, language_place(one.language), _mask("", one.language, "language"), one.level,
        _mask(media, "", "medium"), matching.region_number(one.region), 1,
    ]  # fmt: skip
    return assembled(columns, {
        "profiles": np.array([row], np.int64),
        "segments": np.array([(0, key) for key in one.segments], np.int64).reshape(-1, 2),
        "interests": np.array([(0, *pair) for pair in one.interests], np.int64).reshape(-1, 3),
        "guardians": np.zeros((0, 2), np.int64), "sent": np.zeros((0, 1), np.int64),
    })  # fmt: skip


def last_keys() -> dict[str, int]:
    """The greatest key of each source, for progress."""
    models = {"profiles": ReaderProfile, "segments": ReaderProfile.segments.through, "interests": Interest,
              "guardians": Consent, "sent": OutgoingMail}  # fmt: skip
    return {name: model.objects.aggregate(most=Max("pk"))["most"] or 0 for name, model in models.items()}  # type: ignore[attr-defined]


def changed_since(moment: dt.datetime) -> list[int]:
    """Profiles changed since then, and those whose subscription was confirmed or left, or who got a mail or a guardian's word."""
    of_subscription = Q(subscription__confirmed_at__gte=moment) | Q(subscription__left_at__gte=moment)
    rows = ReaderProfile.objects.filter(Q(changed_at__gte=moment) | of_subscription | Q(
        subscription__in=Consent.objects.filter(at__gte=moment).values("subscription")
    ) | Q(subscription__in=OutgoingMail.objects.filter(sent_at__gte=moment).values("subscription")))  # fmt: skip
    return list(rows.order_by("pk").values_list("pk", flat=True))
