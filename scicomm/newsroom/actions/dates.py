"""Important dates: entered and changed as data with a version, never in code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.models import Subject
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.models import ImportantDate
from scicomm.newsroom.permissions import can_keep_dates
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

SET = audit_entry("newsroom.date.set", gettext_lazy("Set important date"), shred=nothing_personal)
FIELDS = (
    "name_zh", "name_en", "note_zh", "note_en", "recurrence", "first_on", "days", "mined_days_ahead", "version", "is_on",
)  # fmt: skip


@transaction.atomic
def set_important_date(
    *, unit: Unit, acting_user: Any, date: ImportantDate | None = None, subjects: Iterable[Subject] = (), **values: Any
) -> ImportantDate:
    """Enter an important date of a unit, or change one. The same values change nothing."""
    require(can_keep_dates(acting_user, unit))
    if date is not None:
        date = ImportantDate.objects.select_for_update(of=("self",)).select_related("unit").get(pk=date.pk)
        require(date.unit_id == unit.pk)
    row = date or ImportantDate(unit=unit)
    subjects = list(subjects)
    old = {name: str(getattr(row, name)) for name in FIELDS} if date else {}
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if not row.name_zh.strip():
        raise ValidationError({"name_zh": _("Give it a Chinese name.")})
    twins = ImportantDate.objects.filter(unit=unit, name_zh=row.name_zh, version=row.version).exclude(pk=row.pk)
    if twins.exists():
        raise ValidationError({"name_zh": _("This version has a date of this name already.")})
    new = {name: str(getattr(row, name)) for name in FIELDS}
    same_subjects = date is not None and set(row.subjects.values_list("pk", flat=True)) == {one.pk for one in subjects}
    if date is not None and old == new and same_subjects:
        return row
    row.sequence += 1 if date else 0
    row.save()
    row.subjects.set(subjects)
    audit(SET, row, user=acting_user, old=old or None, new=new)
    subject = ref("newsroom", "date", row.pk)
    record(
        facts.ImportantDateSet(
            unit_id=unit.pk, subject=subject, actor_id=acting_user.pk, version=row.version, is_on=row.is_on
        )
    )
    return row
