"""The demonstration's readers of the digest: pupils, teachers, farmers and others in several provinces, and one child who waits
for a guardian."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import transaction

from scicomm.audiences.actions import ProfileChoice, ask_for_digest, change_profile, confirm_subscription
from scicomm.audiences.enums import Purpose
from scicomm.audiences.models import OutgoingMail, Segment, Subscription
from scicomm.audiences.rules import confirm_token
from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.timeline import Event
from scicomm.core.models import Subject

READERS, SMALL_READERS = 36, 4
FIRST_READER = 60.0
SEGMENTS = (
    *("teachers", "general", "upper-secondary", "parents", "graduates", "older", "farmers", "officials"),
    *("general", "teachers", "workers", "early-career", "entrepreneurs", "journalists"),
)
TOPICS = ("170", "180", "210", "610", "140", "160", "190", "220")
REGIONS = ("42", "4201", "11", "32", "", "51", "44", "4403")
CHILD, PARENT = "digest-child@readers.example", "digest-parent@readers.example"


def _topics(number: int) -> list[Subject]:
    codes = {TOPICS[number % len(TOPICS)], TOPICS[(number * 3 + 1) % len(TOPICS)]}
    return list(Subject.objects.filter(code__in=codes))


@transaction.atomic
def _join(number: int, email: str, language: str) -> None:
    """Asked for, confirmed and, by two of three, tuned on the preference page."""
    segment = Segment.objects.get(code=SEGMENTS[number % len(SEGMENTS)])
    often = ("weekly", "daily", "weekly", "monthly")[number % 4]
    row = ask_for_digest(
        email=email, language=language, consent_locale=language, segments=[segment], topics=_topics(number),
        frequency=often,
    )  # fmt: skip
    OutgoingMail.objects.filter(subscription=row, purpose=Purpose.CONFIRM).delete()
    confirmed = confirm_subscription(confirm_token(row.pk, row.confirm_key))
    if confirmed and number % 3:
        choice = ProfileChoice(
            segments=[segment],
            topics=[(subject, 1 + (number + place) % 3) for place, subject in enumerate(_topics(number))],
            level=segment.level,
            region=REGIONS[number % len(REGIONS)],
            frequency=often,
            is_personal=number % 5 != 0,
            also_reads=["en"] if number % 7 == 0 and language != "en" else [],
        )
        change_profile(confirmed, choice)


@transaction.atomic
def _ask_as_child() -> None:
    """The mail to the guardian stands in the inbox; no answer has come."""
    ask_for_digest(
        email=CHILD, language="zh-hans", consent_locale="zh-hans", is_under_14=True, guardian_email=PARENT,
        segments=list(Segment.objects.filter(code="primary")),
    )  # fmt: skip


def people_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Readers of the digest, one after the other; the child asked some days ago."""
    count = SMALL_READERS if data.small else READERS
    for number in range(count):
        email = f"digest-{number + 1:02}@readers.example"
        language = "en" if number % 6 == 5 else "zh-hans"
        at = calendar.waking(calendar.back(FIRST_READER * (1 - number / count)))
        known = Subscription.objects.filter(email=email, language=language, confirmed_at__isnull=False)
        yield Event(at, email, known.exists, partial(_join, number, email, language))
    at = calendar.waking(calendar.back(3))
    yield Event(at, CHILD, Subscription.objects.filter(email=CHILD).exists, _ask_as_child)
