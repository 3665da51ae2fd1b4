"""Editions of the digest: opened by the clock, built reader by reader in batches, decided, counted, closed; what readers change.

A batch is one transaction with its place in the line: killed anywhere, the next run goes on, and nobody gets a digest twice (a
constraint of the database says so too).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences.enums import OPEN_MAILS, DigestFrequency, EditionState, MailState, NoDigest, Purpose
from scicomm.audiences.models import Digest, DigestEdition, OutgoingMail, ReaderProfile
from scicomm.audiences.permissions.digests import plans_digests
from scicomm.audiences.queries.digests import (
    Board,
    Due,
    choose,
    common_for,
    due_now,
    has_readers,
    packed,
    readers_due,
    unpacked,
)
from scicomm.audiences.rules import message_id
from scicomm.audiences.rules.digest_turns import SENDING_HOUR, edition_day, is_public_holiday, next_edition_day
from scicomm.audiences.rules.matching import VERSION
from scicomm.audiences.rules.subject_tests import group_of
from scicomm.channels.queries import root_unit
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

LINES_SET = audit_entry("audiences.edition.lines", gettext_lazy("Set subject lines"), shred=nothing_personal)
EDITION_SENT = audit_entry("audiences.edition.sent", gettext_lazy("Digest sent"), shred=nothing_personal)

BATCH = 1000
# What a digest is kept for: to say why, and that nothing comes twice.
KEPT_FOR = dt.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Built:
    """What a batch did. `is_over`: the pass of this hour has come to its end."""

    readers: int
    is_over: bool


def _this_hour(now: dt.datetime) -> dt.datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def open_editions(now: dt.datetime) -> list[DigestEdition]:
    """The editions whose readers are to be passed through in this hour, opened where their day has come; none before the sending
    hour. New readers of an hour are found in the next."""
    local = timezone.localtime(now)
    if local.hour < SENDING_HOUR:
        return []
    found = []
    for language, _name in settings.LANGUAGES:
        for frequency in DigestFrequency.values:
            day = edition_day(frequency, local.date())
            edition = DigestEdition.objects.filter(language=language, frequency=frequency, day=day).first()
            if edition is None and has_readers(language, frequency):
                edition = DigestEdition.objects.get_or_create(language=language, frequency=frequency, day=day)[0]
            if edition and edition.state != EditionState.CLOSED and edition.passed_at != _this_hour(now):
                found.append(edition)
    return found


@transaction.atomic
def begin_edition(edition: DigestEdition, board: Board, now: dt.datetime) -> DigestEdition:
    """Fix the common choice of an edition. Twice is once."""
    row = DigestEdition.objects.select_for_update().get(pk=edition.pk)
    if row.began_at is None:
        row.began_at, row.matching = now, VERSION
        row.items = packed(common_for(board, row.language, row.frequency, now))
        row.state = EditionState.TESTING if row.has_test else EditionState.SENDING
        row.save(update_fields=["began_at", "matching", "items", "state"])
    return row


@transaction.atomic
def build_batch(edition_id: int, board: Board, now: dt.datetime) -> Built:
    """Make the digests of the next readers of an edition and queue their mails. Ten queries for a batch of any size."""
    edition = DigestEdition.objects.select_for_update().get(pk=edition_id)
    if edition.state not in {EditionState.TESTING, EditionState.SENDING} or edition.passed_at == _this_hour(now):
        return Built(0, True)
    is_holiday = is_public_holiday(calendar(), timezone.localdate(now))
    rows = due_now(edition, now, is_holiday=is_holiday, after=edition.cursor, limit=BATCH)
    is_over = len(rows) < BATCH
    last = rows[-1][1] if rows else edition.cursor
    if edition.state == EditionState.TESTING:
        # Until it is decided only the two small groups get theirs.
        rows = [row for row in rows if group_of(edition.pk, row[1])]
    made = _make(edition, readers_due(rows, now), board, now) if rows else Counter()
    edition.cursor = 0 if is_over else last
    if is_over:
        edition.passed_at = _this_hour(now)
    edition.built += made.pop("", 0)
    edition.skipped = dict(Counter(edition.skipped) + made)
    edition.save(update_fields=["cursor", "passed_at", "built", "skipped"])
    return Built(len(rows), is_over)


def _make(edition: DigestEdition, due: Sequence[Due], board: Board, now: dt.datetime) -> Counter[str]:
    """Digests and mails of a batch; returns how many were built (under an empty key) and not, by reason."""
    found = choose(due, board, unpacked(edition.items))
    rows = []
    for one in due:
        matches = found[one.profile_id]
        rows.append(
            Digest(
                edition=edition, subscription_id=one.subscription_id, variant=_variant(edition, one.subscription_id),
                is_personal=one.is_personal, items=packed(matches), matching=VERSION, made_at=now,
                skipped="" if matches else NoDigest.NOTHING_NEW,
            )
        )  # fmt: skip
    full = [row for row in rows if not row.skipped]
    mails = OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                purpose=Purpose.DIGEST,
                subscription_id=row.subscription_id,
                message_id=message_id("digest", edition.pk, row.subscription_id, settings.SITE_URL),
                next_try_at=now,
            )
            for row in full
        ),
        batch_size=BATCH,
    )
    for row, mail in zip(full, mails, strict=True):
        row.mail = mail
    Digest.objects.bulk_create(rows, batch_size=BATCH)
    got = {row.subscription_id for row in full}
    ReaderProfile.objects.filter(pk__in=[one.profile_id for one in due if one.subscription_id in got]).update(
        last_digest_at=now
    )
    return Counter(row.skipped for row in rows)


def _variant(edition: DigestEdition, subscription_id: int) -> str:
    """The subject line of a reader: their group's while it is tried, then the better one, the first where none is better."""
    if not edition.has_test:
        return "a" if edition.subject_a else ""
    if edition.state == EditionState.TESTING:
        return group_of(edition.pk, subscription_id)
    return edition.winner or "a"


@transaction.atomic
def plan_lines(
    *, language: str, frequency: str, subject_a: str, subject_b: str, test_hours: int, acting_user: Any
) -> DigestEdition:
    """Give the next edition a subject line, or two to be tried. What has begun is not changed any more."""
    require(plans_digests(acting_user))
    today = timezone.localdate()
    day = edition_day(frequency, today)
    current = DigestEdition.objects.filter(language=language, frequency=frequency, day=day).first()
    if day != today or (current and current.began_at) or timezone.localtime().hour >= SENDING_HOUR:
        day = next_edition_day(frequency, today)
    if subject_b and not subject_a:
        raise ValidationError({"subject_a": _("Two lines are tried, or one is used: write the first one too.")})
    if subject_a and subject_a.strip() == subject_b.strip():
        raise ValidationError({"subject_b": _("Both lines are the same.")})
    row, _made = DigestEdition.objects.select_for_update().get_or_create(
        language=language, frequency=frequency, day=day
    )
    require(row.began_at is None)
    old = [row.subject_a, row.subject_b]
    row.subject_a, row.subject_b, row.test_hours = subject_a.strip(), subject_b.strip(), test_hours
    row.save(update_fields=["subject_a", "subject_b", "test_hours"])
    audit(LINES_SET, row, user=acting_user, old=old, new=[row.subject_a, row.subject_b])
    return row


def count_mails(edition: DigestEdition) -> int:
    """Bring the numbers of an edition up to date; returns how many mails are still on their way."""
    rows = OutgoingMail.objects.filter(digest__edition=edition).values_list("state").annotate(Count("pk"))
    states: dict[str, int] = dict(rows.order_by())
    DigestEdition.objects.filter(pk=edition.pk).update(
        sent=states.get(MailState.SENT, 0),
        failed=states.get(MailState.FAILED, 0),
        unwanted=states.get(MailState.SKIPPED, 0),
    )
    return sum(states.get(state, 0) for state in OPEN_MAILS)


def settle_editions(now: dt.datetime) -> int:
    """Count the mails of open editions, state which went out, close those whose next one has come; returns how many closed."""
    closed = 0
    live = DigestEdition.objects.filter(state__in=[EditionState.TESTING, EditionState.SENDING])
    for edition in live.order_by("pk"):
        is_past = edition.day < edition_day(edition.frequency, timezone.localdate(now))
        # All accounted for: nothing is counted again before it closes, for there may be a million.
        settled = edition.built == edition.sent + edition.failed + edition.unwanted
        on_their_way = 0 if settled and not is_past else count_mails(edition)
        closed += _settle(edition.pk, on_their_way, is_past=is_past, now=now)
    return closed


@transaction.atomic
def _settle(edition_id: int, on_their_way: int, *, is_past: bool, now: dt.datetime) -> bool:
    row = DigestEdition.objects.select_for_update().get(pk=edition_id)
    has_passed = row.passed_at is not None and row.state == EditionState.SENDING
    if on_their_way or not (has_passed or is_past):
        return False
    if row.sent and row.stated_at is None:
        row.stated_at = now
        _state(row)
    if is_past:
        row.state = EditionState.CLOSED
    row.save(update_fields=["stated_at", "state"])
    return is_past


def _state(row: DigestEdition) -> None:
    root = root_unit()
    skipped = sum(row.skipped.values())
    audit(EDITION_SENT, row, user=None, new={"sent": row.sent, "skipped": skipped})
    record(
        facts.DigestSent(
            unit_id=root.pk if root else 0,
            subject=ref("audiences", "digest_edition", row.pk),
            language=row.language,
            frequency=row.frequency,
            recipients=row.sent,
            skipped=skipped,
        )
    )


def forget_old_digests(now: dt.datetime, *, limit: int = 5000) -> int:
    """Delete what readers got half a year ago, and what is left of erased readers; the numbers of the editions stay."""
    old = list(Digest.objects.filter(made_at__lt=now - KEPT_FOR).values_list("pk", flat=True)[:limit])
    old += Digest.objects.filter(subscription__erased_at__isnull=False).values_list("pk", flat=True)[:limit]
    # Kept mails of digests go with their own rules: only the link to them is cut.
    return Digest.objects.filter(pk__in=old).delete()[0]
