"""Items of the catalogue: written, released by another person, changed, corrected, withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require
from scicomm.responses.enums import ItemState
from scicomm.responses.models import DisclosureItem, DisclosureKind
from scicomm.responses.permissions.disclosure import can_release_item, can_write_item
from scicomm.responses.rules import rich
from scicomm.responses.rules.disclosure import item_due_on
from scicomm.responses.rules.disclosure_kinds import KINDS, VERSION

SAVED = audit_entry("responses.disclosure_item.save", gettext_lazy("Write disclosure item"), shred=nothing_personal)
RELEASED = audit_entry(
    "responses.disclosure_item.release", gettext_lazy("Release disclosure item"), shred=nothing_personal
)
MOVED = audit_entry("responses.disclosure_item.state", gettext_lazy("Change disclosure item"), shred=nothing_personal)
FIELDS = ("kind", "title_zh", "title_en", "basis", "text_zh", "text_en", "address", "responsible", "changed_on")
_WORDS = ("title_zh", "title_en", "basis", "text_zh", "text_en", "address")


def locked_item(item: DisclosureItem) -> DisclosureItem:
    return DisclosureItem.objects.select_for_update(of=("self",)).select_related("unit", "kind").get(pk=item.pk)


def _reason(text: str) -> str:
    reason = " ".join(text.split())[:500]
    if not reason:
        raise ValidationError(_("Give a reason."))
    return reason


@transaction.atomic
def save_item(item: DisclosureItem | None, *, unit: Unit, acting_user: Any, **values: Any) -> DisclosureItem:
    """Write an item or change its words; what is public stays as it was until another person releases the change."""
    row = locked_item(item) if item else DisclosureItem(unit=unit)
    require(can_write_item(acting_user, row.unit))
    if row.pk and row.state == ItemState.REVIEW:
        raise ValidationError(_("The item waits for review; have it returned first."))
    changed_on: dt.date = values.get("changed_on") or timezone.localdate()
    if changed_on > timezone.localdate():
        raise ValidationError({"changed_on": _("This day has not come yet.")})
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    row.text_zh, row.text_en = rich(row.text_zh), rich(row.text_en)
    begin_change(row, changed_on)
    row.written_by = acting_user
    row.correction = " ".join(str(values.get("correction", "")).split())[:500]
    row.full_clean(exclude=["written_by"])
    row.save()
    audit(SAVED, row, user=acting_user, new=row.title_zh)
    return row


def begin_change(row: DisclosureItem, changed_on: dt.date) -> None:
    """An item is being changed: it is to be public anew in time. For actions; what is public stays until another releases it."""
    row.changed_on, row.due_on = changed_on, item_due_on(changed_on, calendar())
    if row.withdrawn_on:
        # What was taken back does not come back by being edited: it has to be released anew.
        row.published_on, row.public_words, row.public_search = None, {}, ""
    row.state, row.withdrawn_on, row.reason = ItemState.DRAFT, None, ""


@transaction.atomic
def submit_item(item: DisclosureItem, *, acting_user: Any) -> DisclosureItem:
    """Send an item to review."""
    row = locked_item(item)
    require(can_write_item(acting_user, row.unit))
    if row.state != ItemState.DRAFT:
        raise ValidationError(_("Only an item that is being prepared is sent to review."))
    if not (row.text_zh or row.address or row.files.filter(removed_at=None).exists()):
        raise ValidationError(_("An item needs a Chinese text, an address or a file."))
    return _moved(row, ItemState.REVIEW, acting_user)


def _moved(row: DisclosureItem, state: str, acting_user: Any) -> DisclosureItem:
    old, row.state = row.state, state
    row.save()
    audit(MOVED, row, user=acting_user, old=old, new=state, reason=row.reason or None)
    return row


@transaction.atomic
def return_item(item: DisclosureItem, *, reason: str, acting_user: Any) -> DisclosureItem:
    """Send an item back to its writer, with the reason."""
    row = locked_item(item)
    require(can_release_item(acting_user, row))
    if row.state != ItemState.REVIEW:
        raise ValidationError(_("This item does not wait for review."))
    row.reason = _reason(reason)
    return _moved(row, ItemState.DRAFT, acting_user)


@transaction.atomic
def release_item(item: DisclosureItem, *, acting_user: Any) -> DisclosureItem:
    """Make the words of an item public; by somebody who did not write them."""
    row = locked_item(item)
    require(can_release_item(acting_user, row))
    if row.state != ItemState.REVIEW:
        raise ValidationError(_("This item does not wait for review."))
    today = timezone.localdate()
    files = list(row.files.filter(removed_at=None))
    row.public_words = {name: getattr(row, name) for name in _WORDS}
    named = [word for file in files for word in (file.title_zh, file.title_en, file.name)]
    row.public_search = " ".join([*(str(value) for value in row.public_words.values()), *named])
    row.public_words["files"] = [file.pk for file in files]
    row.state, row.published_on, row.reason = ItemState.PUBLIC, today, ""
    row.first_published_on = row.first_published_on or today
    row.save()
    audit(RELEASED, row, user=acting_user, new=row.public_words)
    record(
        facts.DisclosureItemPublished(
            unit_id=row.unit_id, subject=ref("responses", "disclosure_item", row.pk), actor_id=acting_user.pk,
            url=row.get_absolute_url(), in_time=today <= row.due_on,
        )
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_item(item: DisclosureItem, *, reason: str, acting_user: Any) -> DisclosureItem:
    """Take an item back; its address says so, and why."""
    row = locked_item(item)
    require(can_release_item(acting_user, row))
    if not row.published_on or row.withdrawn_on:
        raise ValidationError(_("This item is not public."))
    row.reason, row.withdrawn_on = _reason(reason), timezone.localdate()
    _moved(row, ItemState.WITHDRAWN, acting_user)
    subject = ref("responses", "disclosure_item", row.pk)
    record(
        facts.DisclosureItemWithdrawn(unit_id=row.unit_id, subject=subject, actor_id=acting_user.pk, reason=row.reason)
    )
    return row


@transaction.atomic
def mark_not_applicable(unit: Unit, kind: DisclosureKind, *, reason: str, acting_user: Any) -> DisclosureItem:
    """Say that a unit owes no item of a kind, and why. What is public is withdrawn, not declared away."""
    require(can_write_item(acting_user, unit))
    if DisclosureItem.objects.filter(unit=unit, kind=kind).exists():
        raise ValidationError(_("There is an item of this kind already."))
    today = timezone.localdate()
    row = DisclosureItem.objects.create(
        unit=unit, kind=kind, state=ItemState.NOT_APPLICABLE, title_zh=kind.name_zh, title_en=kind.name_en,
        basis=kind.basis, changed_on=today, due_on=item_due_on(today, calendar()), reason=_reason(reason),
        written_by=acting_user,
    )  # fmt: skip
    audit(MOVED, row, user=acting_user, new=ItemState.NOT_APPLICABLE, reason=row.reason)
    return row


@transaction.atomic
def prepare_kinds() -> int:
    """Put the shipped list in an empty table; a list that somebody changed is left alone. Returns how many were made."""
    if DisclosureKind.objects.exists():
        return 0
    rows = [
        DisclosureKind(code=code, name_zh=zh, name_en=en, basis=basis, unit_kinds=list(units), version=VERSION)
        for code, zh, en, basis, units in KINDS
    ]
    return len(DisclosureKind.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def report_late_items() -> int:
    """State once for each item that it was not public in time; returns how many."""
    today = timezone.localdate()
    late = DisclosureItem.objects.select_for_update(of=("self",)).filter(
        state__in=[ItemState.DRAFT, ItemState.REVIEW], due_on__lt=today, seen_late_at__isnull=True
    )
    rows = list(late[:200])
    for row in rows:
        row.seen_late_at = timezone.now()
        row.save(update_fields=["seen_late_at"])
        subject = ref("responses", "disclosure_item", row.pk)
        record(facts.DisclosureItemLate(unit_id=row.unit_id, subject=subject, due_on=row.due_on.isoformat()))
    return len(rows)
