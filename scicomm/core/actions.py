"""Every change of state of core's own rows: reference data and the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import retry_deliveries
from scicomm.core.models import Delivery, Term, WorkingYear
from scicomm.core.workdays import read_calendar

CALENDAR_CHANGED = audit_entry("core.calendar.edit", gettext_lazy("Change calendar"), shred=nothing_personal)
TERM_SAVED = audit_entry("core.term.save", gettext_lazy("Save term"), shred=nothing_personal)
DELIVERY_RETRIED = audit_entry("core.delivery.retry", gettext_lazy("Retry delivery"), shred=nothing_personal)


def _dates(days: Iterable[str]) -> list[str]:
    try:
        return sorted({dt.date.fromisoformat(day.strip()).isoformat() for day in days if day.strip()})
    except ValueError as error:
        raise ValidationError(_("A date is written like 2027-05-01: %(error)s") % {"error": error}) from error


def _said_of(row: WorkingYear) -> dict[str, Any]:
    """All that an entry says, as its audit keeps it."""
    return {
        "provisional": row.is_provisional,
        "source": row.source,
        "holidays": row.holidays,
        "working_weekends": row.working_weekends,
    }


@transaction.atomic
def set_working_year(
    year: int,
    *,
    holidays: Iterable[str],
    working_weekends: Iterable[str],
    source: str,
    is_provisional: bool,
    acting_user: Any,
) -> WorkingYear:
    """Enter or correct a year's holiday notice; deadlines are computed from it from then on."""
    if not acting_user.is_superuser and not acting_user.has_perm("core.change_workingyear"):
        raise PermissionDenied
    entry = {"provisional": is_provisional, "holidays": _dates(holidays), "working_weekends": _dates(working_weekends)}
    try:
        read_calendar({"version": "", "years": {str(year): entry}})
    except ValueError as error:
        raise ValidationError(str(error)) from error
    row, created = WorkingYear.objects.select_for_update().get_or_create(year=year)
    old = _said_of(row) if not created else None
    row.holidays, row.working_weekends = entry["holidays"], entry["working_weekends"]
    row.source, row.is_provisional = source, is_provisional
    row.version = 1 if created else row.version + 1
    row.save()
    audit(CALENDAR_CHANGED, row, user=acting_user, old=old, new=_said_of(row))
    return row


@transaction.atomic
def retry_delivery(delivery: Delivery, *, acting_user: Any) -> Delivery:
    """Give a failed delivery a fresh set of tries."""
    if not acting_user.is_superuser and not acting_user.has_perm("core.change_delivery"):
        raise PermissionDenied
    retry_deliveries([delivery])
    audit(DELIVERY_RETRIED, delivery, user=acting_user, new=delivery.handler)
    delivery.refresh_from_db()
    return delivery


TERM_FIELDS = ("name_zh", "name_en", "definition_zh", "definition_en", "is_active")


@transaction.atomic
def save_term(term: Term, *, acting_user: Any, **values: Any) -> Term:
    """Enter or change a term; every story that shows it shows the new words from then on."""
    if not policy_registry.get_by_type(Term).user_has_permission(acting_user, "change" if term.pk else "add"):
        raise PermissionDenied
    row = Term.objects.select_for_update().get(pk=term.pk) if term.pk else term
    old = {name: getattr(row, name) for name in TERM_FIELDS} if term.pk else None
    for name in TERM_FIELDS:
        setattr(row, name, values.get(name, getattr(row, name)))
    for language in ("zh", "en"):
        if getattr(row, f"name_{language}") and not getattr(row, f"definition_{language}").strip():
            raise ValidationError({f"definition_{language}": _("A term needs its definition in the same language.")})
    row.full_clean()
    row.save()
    audit(TERM_SAVED, row, user=acting_user, old=old, new={name: getattr(row, name) for name in TERM_FIELDS})
    return row
