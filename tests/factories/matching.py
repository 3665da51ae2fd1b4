"""Readers with profiles, and things that digests can hold, for tests of matching; written straight, many at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from scicomm.audiences.models import DigestItem, Interest, ReaderProfile, Segment, Subscription
from scicomm.core.models import Subject
from scicomm.organisation.models import Unit

_count = iter(range(1, 1_000_000))


def profile(interests: dict[str, int] | None = None, *, language: str = "zh-hans", segments: tuple[Segment, ...] = (),
            state: str = "confirmed", **values: Any) -> ReaderProfile:  # fmt: skip
    """A confirmed reader of the digest; interests by code of the subject."""
    now = timezone.now()
    subscription = Subscription.objects.create(
        email=f"digest{next(_count)}@readers.example", language=language, kind="digest", state=state, asked_at=now,
        consent_version="1", consent_locale=language, confirmed_at=now if state == "confirmed" else None,
    )  # fmt: skip
    made = ReaderProfile.objects.create(subscription=subscription, **values)
    made.segments.set(segments)
    subjects = Subject.objects.in_bulk(list(interests or {}), field_name="code")
    Interest.objects.bulk_create(
        Interest(profile=made, subject=subjects[code], weight=weight) for code, weight in (interests or {}).items()
    )
    return made


def thing(unit: Unit, *codes: str, days: float = 0, segments: tuple[Segment, ...] = (), **values: Any) -> DigestItem:
    """Something public for so many days."""
    number = next(_count)
    chosen = {"language": "zh-hans", "title": f"Thing {number}", "url": f"/things/{number}/"} | values
    made = DigestItem.objects.create(
        key=f"newsroom.story:{number}", unit=unit, published_at=timezone.now() - dt.timedelta(days=days), **chosen
    )
    made.subjects.set(Subject.objects.filter(code__in=codes))
    made.segments.set(segments)
    return made
