"""A brief on its way: written, sent for approval, approved or given back, issued, recalled, expired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences.enums import BriefState, Circulation
from scicomm.audiences.models import Brief, BriefCopy
from scicomm.audiences.permissions.briefs import can_approve_brief, can_write_brief
from scicomm.audiences.queries.briefs import briefs_over
from scicomm.audiences.rules.briefs import PARTS, VALID_DAYS, hashed_code, new_code
from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import audiences as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import require

WRITTEN = audit_entry("audiences.brief.write", gettext_lazy("Write brief"), shred=nothing_personal)
SUBMITTED = audit_entry("audiences.brief.submit", gettext_lazy("Send brief for approval"), shred=nothing_personal)
APPROVED = audit_entry("audiences.brief.approve", gettext_lazy("Approve brief"), shred=nothing_personal)
RETURNED = audit_entry("audiences.brief.return", gettext_lazy("Give brief back"), shred=nothing_personal)
NAMED = audit_entry("audiences.brief.name", gettext_lazy("Name readers of brief"), shred=shred_fields("names"))
ISSUED = audit_entry("audiences.brief.issue", gettext_lazy("Issue brief"), shred=nothing_personal)
RECALLED = audit_entry("audiences.brief.recall", gettext_lazy("Recall brief"), shred=nothing_personal)
EXPIRED = audit_entry("audiences.brief.expire", gettext_lazy("Brief expires"), shred=nothing_personal)

EDITABLE = ("kind", "title", "summary", "texts", "circulation", "language", "expires_at")


def locked_brief(brief: Brief) -> Brief:
    return Brief.objects.select_for_update(of=("self",)).select_related("unit", "dossier").get(pk=brief.pk)


def _in_state(row: Brief, *states: str) -> None:
    if row.state not in states:
        raise ValidationError(_("The brief is “%(state)s” now; reload the page.") % {"state": row.get_state_display()})


def about_brief(row: Brief) -> dict[str, Any]:
    story = row.dossier.story_id if row.dossier else None
    return {
        "unit_id": row.unit_id,
        "subject": ref("audiences", "brief", row.pk),
        "about": (ref("newsroom", "story", story),) if story else (),
    }


@transaction.atomic
def write_brief(
    brief: Brief | None, *, unit: Unit, acting_user: Any, experts: Iterable[Person] | None = None, **values: Any
) -> Brief:
    """Begin a brief, or change one that is being written. What was approved is not changed any more."""
    require(can_write_brief(acting_user, unit))
    row = locked_brief(brief) if brief else Brief(unit=unit, author=acting_user)
    require(row.unit_id == unit.pk)
    _in_state(row, BriefState.DRAFT)
    for name, value in values.items():
        if name in EDITABLE:
            setattr(row, name, value)
    row.texts = {part.name: str(row.texts.get(part.name, "")) for part in PARTS[row.kind]}
    row.full_clean(exclude=["unit", "author"])
    row.save()
    if experts is not None:
        row.experts.set(experts)
    audit(WRITTEN, row, user=acting_user, new={"title": row.title, "circulation": row.circulation})
    return row


@transaction.atomic
def submit_brief(brief: Brief, *, acting_user: Any) -> Brief:
    """Ask for approval; a brief without its first part or without a reader is not ready."""
    row = locked_brief(brief)
    require(can_write_brief(acting_user, row.unit))
    _in_state(row, BriefState.DRAFT)
    first = PARTS[row.kind][0]
    if not row.texts.get(first.name, "").strip():
        raise ValidationError(_("“%(part)s” is still empty.") % {"part": first.heading})
    if not row.copies.exists():
        raise ValidationError(_("Name at least one reader first."))
    row.state = BriefState.SUBMITTED
    row.save(update_fields=["state", "changed_at"])
    audit(SUBMITTED, row, user=acting_user)
    return row


@transaction.atomic
def approve_brief(brief: Brief, *, acting_user: Any, note: str = "") -> Brief:
    """Sign it: by a final reviewer of the unit who did not write it."""
    row = locked_brief(brief)
    require(can_approve_brief(acting_user, row))
    _in_state(row, BriefState.SUBMITTED)
    row.state, row.approved_by, row.approval_note = BriefState.APPROVED, acting_user, note
    row.save(update_fields=["state", "approved_by", "approval_note", "changed_at"])
    audit(APPROVED, row, user=acting_user, new=note)
    return row


@transaction.atomic
def return_brief(brief: Brief, *, acting_user: Any, note: str) -> Brief:
    """Give it back with a reason; also an approved one that has not gone out. Its approval is void then."""
    row = locked_brief(brief)
    require(can_approve_brief(acting_user, row) or can_write_brief(acting_user, row.unit))
    _in_state(row, BriefState.SUBMITTED, BriefState.APPROVED)
    if not note.strip():
        raise ValidationError(_("Say why, so that its writer knows what to do."))
    row.state, row.approved_by, row.approval_note = BriefState.DRAFT, None, note.strip()
    row.save(update_fields=["state", "approved_by", "approval_note", "changed_at"])
    audit(RETURNED, row, user=acting_user, new=note)
    return row


@transaction.atomic
def name_readers(brief: Brief, readers: Iterable[dict[str, str]], *, acting_user: Any) -> list[BriefCopy]:
    """Add readers, each with a numbered copy; an address named before is passed over. Only before approval."""
    row = locked_brief(brief)
    require(can_write_brief(acting_user, row.unit))
    _in_state(row, BriefState.DRAFT)
    known = {address.casefold() for address in row.copies.values_list("email", flat=True)}
    last = row.copies.aggregate(last=Max("number"))["last"] or 0
    made = []
    for reader in readers:
        if reader["email"].casefold() in known:
            continue
        known.add(reader["email"].casefold())
        last += 1
        copy = BriefCopy(brief=row, number=last, **reader)
        copy.full_clean(exclude=["brief"])
        copy.save()
        made.append(copy)
    audit(NAMED, row, user=acting_user, new={"count": len(made), "names": [copy.name for copy in made]})
    return made


@transaction.atomic
def drop_reader(copy: BriefCopy, *, acting_user: Any) -> None:
    """Take a reader off the list before anything went out."""
    row = locked_brief(copy.brief)
    require(can_write_brief(acting_user, row.unit))
    _in_state(row, BriefState.DRAFT)
    audit(NAMED, row, user=acting_user, new={"count": -1, "names": [copy.name]})
    BriefCopy.objects.filter(pk=copy.pk, brief=row).delete()


@transaction.atomic
def issue_brief(brief: Brief, *, acting_user: Any) -> tuple[Brief, dict[int, str]]:
    """Number it and send each reader their letter. Returns the codes by copy where the circulation names its reader: they are
    shown this once, and told to the readers by another way than the letter."""
    row = locked_brief(brief)
    require(can_write_brief(acting_user, row.unit))
    _in_state(row, BriefState.APPROVED)
    now = timezone.now()
    # Two briefs of a unit issued at once get two numbers: the unit's row is held until the end.
    Unit.objects.select_for_update().get(pk=row.unit_id)
    row.year = timezone.localdate(now).year
    numbered = Brief.objects.filter(unit_id=row.unit_id, year=row.year)
    row.running = (numbered.aggregate(last=Max("running"))["last"] or 0) + 1
    row.state, row.issued_at = BriefState.ISSUED, now
    row.expires_at = row.expires_at or now + dt.timedelta(days=VALID_DAYS)
    row.save()
    codes: dict[int, str] = {}
    copies = list(row.copies.filter(withdrawn_at=None))
    for copy in copies:
        copy.mail_due_at = now
        if row.circulation == Circulation.NAMED:
            codes[copy.pk] = new_code()
            copy.code_hash = hashed_code(codes[copy.pk], copy.salt)
    BriefCopy.objects.bulk_update(copies, ["mail_due_at", "code_hash"])
    audit(ISSUED, row, user=acting_user, new={"number": row.number, "copies": len(copies)})
    record(facts.BriefIssued(**about_brief(row), actor_id=acting_user.pk, copies=len(copies)))
    return row, codes


@transaction.atomic
def recall_brief(brief: Brief, *, acting_user: Any, reason: str) -> Brief:
    """Take it back from every reader: the links end at once, and those who were written to get a letter that says why."""
    row = locked_brief(brief)
    require(can_write_brief(acting_user, row.unit) or can_approve_brief(acting_user, row))
    _in_state(row, BriefState.ISSUED, BriefState.EXPIRED)
    if not reason.strip():
        raise ValidationError(_("Say why; the readers are told."))
    row.state, row.recalled_at, row.recall_reason = BriefState.RECALLED, timezone.now(), reason.strip()
    row.save(update_fields=["state", "recalled_at", "recall_reason", "changed_at"])
    row.copies.filter(mailed_at=None).update(mail_due_at=None)
    row.copies.filter(mailed_at__isnull=False).update(mail_due_at=timezone.now(), mail_tries=0, mail_error="")
    audit(RECALLED, row, user=acting_user, new=reason)
    record(facts.BriefRecalled(**about_brief(row), actor_id=acting_user.pk, reason=reason.strip()))
    return row


def expire_briefs(now: dt.datetime) -> int:
    """Close every brief whose time is over; returns how many."""
    closed = 0
    for brief in briefs_over(now):
        with transaction.atomic():
            row = locked_brief(brief)
            if row.state == BriefState.ISSUED and row.expires_at and row.expires_at <= now:
                row.state = BriefState.EXPIRED
                row.save(update_fields=["state", "changed_at"])
                audit(EXPIRED, row, user=None)
                closed += 1
    return closed
