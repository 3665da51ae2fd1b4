"""The routine patrol: findings opened by people and by jobs, corrected by the outlet, closed by whoever looks again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.models import Asset
from scicomm.channels.actions.matrix_notices import tell
from scicomm.channels.enums import FindingKind, FindingSeverity, FindingState, NoticeAbout
from scicomm.channels.models import Channel, Finding, PatrolSample, PermalinkCheck, Release
from scicomm.channels.permissions import can_close_finding, can_correct_finding, can_patrol
from scicomm.channels.queries.accounts import officers_of
from scicomm.channels.rules import patrol as rules
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.facts import channels as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

FINDING_OPENED = audit_entry("channels.finding.open", gettext_lazy("Open finding"), shred=nothing_personal)
FINDING_CORRECTED = audit_entry("channels.finding.correct", gettext_lazy("Report correction"), shred=nothing_personal)
FINDING_REOPENED = audit_entry("channels.finding.reopen", gettext_lazy("Not yet corrected"), shred=nothing_personal)
FINDING_CLOSED = audit_entry("channels.finding.close", gettext_lazy("Close finding"), shred=nothing_personal)


@transaction.atomic
def open_finding(
    unit: Unit,
    *,
    acting_user: Any,
    kind: str,
    severity: str,
    place: str,
    words: str,
    channel: Channel | None = None,
    release: Release | None = None,
    asset: Asset | None = None,
    due_on: dt.date | None = None,
) -> Finding:
    """A patroller records what is wrong; without a day, it is due after the working days its gravity gives."""
    require(can_patrol(acting_user, unit))
    if channel is not None and channel.unit_id != unit.pk:
        raise ValidationError({"channel": _("This channel belongs to another unit.")})
    if kind not in FindingKind.values or severity not in FindingSeverity.values:
        raise ValidationError(_("Say what is wrong, and how grave it is."))
    if due_on is not None and due_on < timezone.localdate():
        raise ValidationError({"due_on": _("This day has passed.")})
    row = Finding(
        unit=unit,
        channel=channel,
        release=release,
        asset=asset,
        kind=kind,
        severity=severity,
        place=place.strip(),
        words=words.strip(),
        due_on=due_on or _due(severity),
        found_by=acting_user,
        found_at=timezone.now(),
    )
    row.full_clean()
    row.save()
    return _opened(row, acting_user)


@transaction.atomic
def open_job_finding(
    unit: Unit,
    kind: str,
    *,
    mark: str,
    place: str,
    words: str,
    channel: Channel | None = None,
    release: Release | None = None,
    asset: Asset | None = None,
) -> Finding | None:
    """A job found something; None where the same is open already. What was dismissed as no fault is not opened again."""
    old = Finding.objects.filter(mark=mark).order_by("-pk").first()
    if old is not None and old.state != FindingState.CLOSED:
        return None
    severity = rules.BY_JOB[kind]
    try:
        with transaction.atomic():
            row = Finding.objects.create(
                unit=unit,
                channel=channel,
                release=release,
                asset=asset,
                kind=kind,
                severity=severity,
                place=place[:500],
                words=words,
                due_on=_due(severity),
                found_at=timezone.now(),
                mark=mark,
            )
    except IntegrityError:
        return None
    return _opened(row, None)


def _due(severity: str) -> dt.date:
    return calendar().add_working_days(timezone.localdate(), rules.DAYS[severity])


def _about(row: Finding) -> tuple[str, ...]:
    found = [ref("channels", "channel", row.channel_id)] if row.channel_id else []
    if row.release_id and row.release:
        found += [ref("channels", "release", row.release_id), ref("newsroom", "story", row.release.dossier.story_id)]
    return tuple(found)


def _details(row: Finding) -> dict[str, Any]:
    return {"title": row.place[:200], "day": row.due_on.isoformat(), "path": f"patrol/{row.pk}/", "kind": row.kind}


def _opened(row: Finding, user: Any) -> Finding:
    audit(FINDING_OPENED, row, user=user, new={"kind": row.kind, "severity": row.severity, "place": row.place})
    record(
        facts.FindingOpened(
            unit_id=row.unit_id,
            subject=ref("channels", "finding", row.pk),
            about=_about(row),
            kind=row.kind,
            severity=row.severity,
            by_job=user is None,
            actor_id=user.pk if user else None,
        )
    )
    people = [*officers_of(row.unit), *([row.channel.owner] if row.channel and row.channel.owner else [])]
    tell(row.unit, people, NoticeAbout.FINDING, f"finding:{row.pk}", _details(row))
    return row


def _locked(finding: Finding) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",)).select_related("unit", "channel__owner", "release__dossier")
    return rows.get(pk=finding.pk)


@transaction.atomic
def correct_finding(finding: Finding, answer: str, *, acting_user: Any) -> Finding:
    """The outlet says what it did; a patroller looks again."""
    row = _locked(finding)
    require(can_correct_finding(acting_user, row))
    if row.state != FindingState.OPEN:
        raise ValidationError(_("The finding is not open any more."))
    if not answer.strip():
        raise ValidationError({"answer": _("Say what was done.")})
    row.state, row.answer, row.corrected_at = FindingState.CORRECTED, answer.strip(), timezone.now()
    row.save(update_fields=["state", "answer", "corrected_at"])
    audit(FINDING_CORRECTED, row, user=acting_user, new=row.answer)
    return row


@transaction.atomic
def reopen_finding(finding: Finding, words: str, *, acting_user: Any) -> Finding:
    """A patroller looked again and it is still wrong; the day to correct it begins anew."""
    row = _locked(finding)
    require(can_close_finding(acting_user, row))
    if row.state != FindingState.CORRECTED:
        raise ValidationError(_("Only what was reported as corrected is looked at again."))
    if not words.strip():
        raise ValidationError({"words": _("Say what is still wrong.")})
    row.state, row.corrected_at, row.due_on, row.escalated_at = FindingState.OPEN, None, _due(row.severity), None
    row.closing_words = words.strip()
    row.save()
    audit(FINDING_REOPENED, row, user=acting_user, new=words.strip())
    tell(
        row.unit,
        officers_of(row.unit),
        NoticeAbout.FINDING,
        f"finding:{row.pk}:{timezone.now():%Y%m%d%H%M}",
        _details(row),
    )
    return row


@transaction.atomic
def close_finding(finding: Finding, words: str, *, acting_user: Any, no_fault: bool = False) -> Finding:
    """A patroller looked again: it is right now, or was no fault (which needs a word)."""
    row = _locked(finding)
    require(can_close_finding(acting_user, row))
    if row.state not in rules.UNFINISHED:
        raise ValidationError(_("The finding is not open any more."))
    if not no_fault and row.state != FindingState.CORRECTED:
        raise ValidationError(_("The outlet has not said yet what it did."))
    if no_fault and not words.strip():
        raise ValidationError({"words": _("Say why it was no fault.")})
    row.state = FindingState.DISMISSED if no_fault else FindingState.CLOSED
    row.closing_words, row.closed_at = words.strip(), timezone.now()
    row.save(update_fields=["state", "closing_words", "closed_at"])
    audit(FINDING_CLOSED, row, user=acting_user, new=row.state, words=row.closing_words)
    late = bool(row.corrected_at and timezone.localdate(row.corrected_at) > row.due_on)
    record(
        facts.FindingClosed(
            unit_id=row.unit_id,
            subject=ref("channels", "finding", row.pk),
            about=_about(row),
            kind=row.kind,
            dismissed=no_fault,
            late=late,
            actor_id=acting_user.pk,
        )
    )
    return row


@transaction.atomic
def keep_permalink(release: Release, status: int | None) -> Finding | None:
    """Keep what stood at the address of a release. Gone twice in a row it is a finding; once may be a slip of theirs."""
    row, _created = PermalinkCheck.objects.select_for_update().get_or_create(
        release=release, defaults={"asked_at": timezone.now()}
    )
    row.asked_at, row.status = timezone.now(), status
    row.gone_times = row.gone_times + 1 if status in rules.GONE else row.gone_times if status is None else 0
    row.save()
    if status not in rules.GONE or row.gone_times < 2:
        return None
    words = _("Nothing stands at this address any more (answer %(status)s).") % {"status": status}
    return open_job_finding(
        release.channel.unit,
        FindingKind.LINK,
        mark=f"link:{release.pk}",
        place=release.url,
        words=words,
        channel=release.channel,
        release=release,
    )


def escalate_findings(today: dt.date) -> int:
    """Tell the unit and the level above of findings that are overdue; each once. Returns how many letters are new."""
    worked, made = calendar(), 0
    late = Finding.objects.filter(state=FindingState.OPEN, due_on__lt=today, escalated_at=None)
    for pk, severity, due_on in list(late.values_list("pk", "severity", "due_on")):
        # Overdue on the first free day after it too, before a working day has passed.
        if rules.escalates(severity, max(worked.working_days_between(due_on, today), 1)):
            made += _escalate(pk)
    return made


@transaction.atomic
def _escalate(pk: int) -> int:
    row = Finding.objects.select_for_update(of=("self",)).select_related("unit", "channel__owner").get(pk=pk)
    if row.state != FindingState.OPEN or row.escalated_at is not None:
        return 0
    row.escalated_at = timezone.now()
    row.save(update_fields=["escalated_at"])
    people = [*officers_of(row.unit), *officers_of(row.unit, above=True)]
    return tell(row.unit, people, NoticeAbout.OVERDUE, f"finding:{row.pk}:{row.due_on}", _details(row))


@transaction.atomic
def draw_samples(month: dt.date, candidates: list[int], count: int = rules.SAMPLE) -> int:
    """Draw the releases of a month that people are to read; drawn once, the list stays. Returns how many are new."""
    first = month.replace(day=1)
    if PatrolSample.objects.filter(month=first).exists():
        return 0
    drawn = rules.draw(candidates, count, f"{first:%Y-%m}")
    made = [PatrolSample(month=first, release_id=pk) for pk in drawn]
    PatrolSample.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def mark_read(sample: PatrolSample, *, acting_user: Any, finding: Finding | None = None) -> PatrolSample:
    """Somebody read a drawn release, and found something or nothing."""
    row = (
        PatrolSample.objects.select_for_update(of=("self",)).select_related("release__channel__unit").get(pk=sample.pk)
    )
    require(can_patrol(acting_user, row.release.channel.unit))
    if row.read_at is None or finding is not None:
        row.read_by, row.read_at, row.finding = acting_user, timezone.now(), finding
        row.save(update_fields=["read_by", "read_at", "finding"])
    return row
