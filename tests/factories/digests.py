"""Readers of digests and items for tests. Rows are made directly where the real way belongs to another part of the room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from scicomm.audiences.actions.consents import note_yes
from scicomm.audiences.models import DigestItem, Interest, ReaderProfile, Segment, Subscription
from scicomm.core.models import Subject
from scicomm.organisation.models import Unit

_count = iter(range(1, 1_000_000))
# A Friday in a working week, nine in the morning in Shanghai.
FRIDAY = dt.datetime(2026, 11, 27, 1, 0, tzinfo=dt.UTC)


def subject(code: str, zh: str = "", en: str = "") -> Subject:
    defaults = {"name_zh": zh or f"学科{code}", "name_en": en or f"Subject {code}"}
    return Subject.objects.get_or_create(code=code, defaults=defaults)[0]


def segment(code: str = "teachers", level: int = 3) -> Segment:
    defaults = {"name_zh": "教师", "name_en": "teachers", "level": level}
    return Segment.objects.get_or_create(code=code, defaults=defaults)[0]


def digest_reader(
    email: str = "",
    *,
    language: str = "zh-hans",
    interests: dict[Subject, int] | None = None,
    segments: Iterable[Segment] = (),
    **values: Any,
) -> ReaderProfile:
    """Somebody who confirmed that they want the digest."""
    row = Subscription.objects.create(
        email=email or f"digest{next(_count)}@readers.example",
        language=language,
        kind="digest",
        state="confirmed",
        asked_at=timezone.now(),
        confirmed_at=timezone.now(),
        consent_version="1",
        consent_locale=language,
    )
    note_yes(row)
    profile = ReaderProfile.objects.create(subscription=row, **values)
    profile.segments.set(segments)
    Interest.objects.bulk_create(
        Interest(profile=profile, subject=about, weight=weight) for about, weight in (interests or {}).items()
    )
    return profile


def digest_item(unit: Unit, *subjects: Subject, segments: Iterable[Segment] = (), **values: Any) -> DigestItem:
    """An item of which no room knows anything: tests that send it patch `still_public`, or use real stories."""
    number = next(_count)
    given = {
        "key": f"newsroom.story:{900_000 + number}",
        "unit": unit,
        "language": "zh-hans",
        "title": f"条目 {number}",
        "url": f"/north-lake/item-{number}/",
        "published_at": timezone.now(),
        **values,
    }
    row = DigestItem.objects.create(**given)
    row.subjects.set(subjects)
    row.segments.set(segments)
    return row
