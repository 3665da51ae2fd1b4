"""Readers of the digest: they ask for it with little and say more on their preference page. A child's guardian comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.audiences.actions.consents import note_consent
from scicomm.audiences.actions.guardians import ask_guardian
from scicomm.audiences.actions.subscriptions import locked, queue_confirmation, queue_known, renew, row_for
from scicomm.audiences.enums import (
    ConsentPurpose,
    ConsentSource,
    DigestFrequency,
    GuardianState,
    Level,
    Medium,
    SubscriptionKind,
    SubscriptionState,
    TopicWeight,
)
from scicomm.audiences.models import Guardian, Interest, ReaderProfile, Segment, Subscription
from scicomm.audiences.rules import highest_level, is_region, normal_address
from scicomm.core.audit import audit, audit_entry
from scicomm.core.models import Subject
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

PROFILE_CHANGED = audit_entry(
    "audiences.profile.edit", gettext_lazy("Change a reader's profile"), shred=lambda data: {}
)

Topic = tuple[Subject, int]
MOST_A_WEEK = 21


@dataclass(frozen=True)
class ProfileChoice:
    """Everything a reader says on the preference page; topics with their weight (`TopicWeight`), none left out."""

    segments: Sequence[Segment] = ()
    topics: Sequence[Topic] = ()
    level: int = Level.GENERAL
    region: str = ""
    also_reads: Sequence[str] = ()
    media: Sequence[str] = ()
    frequency: str = DigestFrequency.WEEKLY
    most_a_week: int = 3
    quiet_from: int = 21
    quiet_until: int = 7
    on_holidays: bool = False
    is_personal: bool = True
    paused_until: dt.date | None = None
    all_units: bool = True
    units: Sequence[Unit] = field(default_factory=tuple)


@transaction.atomic
def ask_for_digest(
    *,
    email: str,
    language: str,
    consent_locale: str,
    segments: Iterable[Segment] = (),
    topics: Iterable[Subject] = (),
    frequency: str = DigestFrequency.WEEKLY,
    is_under_14: bool = False,
    guardian_email: str = "",
) -> Subscription:
    """Note a wish for the digest and queue the mail that asks: the reader, or for a child under 14 the guardian.

    Nothing the caller shows may depend on the result. Who once said to be a child stays one until the guardian has answered.
    Raises PermissionDenied for a child without another address for its guardian.
    """
    address = normal_address(email)
    row, fresh = row_for(address, language, consent_locale, SubscriptionKind.DIGEST)
    if row.state == SubscriptionState.CONFIRMED:
        queue_known(row)
        return row
    profile, _made = ReaderProfile.objects.select_for_update(of=("self",)).get_or_create(subscription=row)
    guardian = Guardian.objects.filter(subscription=row).first()
    pending = row.state == SubscriptionState.PENDING and not fresh
    if guardian and pending and not is_under_14:
        # A second form without the word does not make a child grown up.
        return row
    profile.is_under_14, profile.frequency = is_under_14, frequency
    _begin(profile, list(segments), topics)
    asks = renew(row, consent_locale, fresh=fresh)
    if is_under_14:
        other = normal_address(guardian_email)
        require("@" in guardian_email and other.lower() != address.lower())
        agreed = ask_guardian(row, other, again=pending).state == GuardianState.AGREED
        asks = asks and agreed
    elif guardian:
        guardian.delete()
    if asks:
        queue_confirmation(row)
    return row


def _begin(profile: ReaderProfile, segments: list[Segment], topics: Iterable[Subject]) -> None:
    """A profile as the short form leaves it: the level follows the segments, a child's is not personalised."""
    usual = min((segment.level for segment in segments), default=Level.GENERAL)
    profile.level = highest_level(profile.is_under_14, usual)
    profile.is_personal = not profile.is_under_14
    profile.save()
    profile.segments.set(segments)
    _set_topics(profile, [(subject, TopicWeight.MORE) for subject in topics])


def _set_topics(profile: ReaderProfile, topics: Iterable[Topic]) -> None:
    profile.interests.all().delete()
    wanted = {subject.pk: weight for subject, weight in topics if weight != TopicWeight.NONE}
    Interest.objects.bulk_create(
        Interest(profile=profile, subject_id=subject, weight=weight) for subject, weight in wanted.items()
    )


_PLAIN = (
    *("region", "frequency", "most_a_week", "quiet_from", "quiet_until", "on_holidays", "is_personal", "paused_until"),
    *("also_reads", "media", "level"),
)


@transaction.atomic
def change_profile(
    subscription: Subscription, choice: ProfileChoice, *, source: str = ConsentSource.LINK
) -> ReaderProfile:
    """Keep what a reader of the digest (or a child's guardian) says on the page. Switching personalisation is a consent.

    The audit keeps which fields changed, never what somebody is interested in.
    """
    row = locked(subscription)
    require(row.erased_at is None and row.kind == SubscriptionKind.DIGEST and row.state != SubscriptionState.LEFT)
    profile, _made = ReaderProfile.objects.select_for_update(of=("self",)).get_or_create(subscription=row)
    new = _values(choice, profile)
    changed = [name for name in _PLAIN if getattr(profile, name) != new[name]]
    for name in _PLAIN:
        setattr(profile, name, new[name])
    changed += _changed_sets(profile, choice)
    profile.save()
    profile.segments.set(choice.segments)
    _set_topics(profile, choice.topics)
    row.all_units = choice.all_units
    row.save(update_fields=["all_units"])
    row.units.set([] if choice.all_units else choice.units)
    if row.state == SubscriptionState.CONFIRMED:
        note_consent(row, ConsentPurpose.PERSONALISATION, given=profile.is_personal, source=source)
    if changed:
        audit(PROFILE_CHANGED, row, user=None, new={"fields": changed})
    return profile


def _values(choice: ProfileChoice, profile: ReaderProfile) -> dict[str, Any]:
    """The choice as it is kept: within what there is, a child within what suits one."""
    hours = (choice.quiet_from, choice.quiet_until)
    require(all(0 <= hour <= 23 for hour in hours) and 1 <= choice.most_a_week <= MOST_A_WEEK)
    require(not choice.region or is_region(choice.region))
    paused = choice.paused_until if choice.paused_until and choice.paused_until > timezone.localdate() else None
    return {
        **{name: getattr(choice, name) for name in _PLAIN},
        "level": highest_level(profile.is_under_14, Level(choice.level)),
        "also_reads": list(choice.also_reads),
        "media": [medium for medium in Medium.values if medium in choice.media],
        "paused_until": paused,
    }


def _changed_sets(profile: ReaderProfile, choice: ProfileChoice) -> list[str]:
    old = dict(profile.interests.values_list("subject_id", "weight"))
    topics = {subject.pk: weight for subject, weight in choice.topics if weight != TopicWeight.NONE}
    segments = set(profile.segments.values_list("pk", flat=True)) != {segment.pk for segment in choice.segments}
    return [*(["segments"] if segments else []), *(["topics"] if old != topics else [])]
