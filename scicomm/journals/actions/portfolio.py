"""A journal's portfolio: its rows kept, its values corrected with a version, its steps taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import journals as facts
from scicomm.facts.base import ref
from scicomm.journals.models import Journal, JournalStep, Stage
from scicomm.journals.permissions import can_keep, can_step, row_model
from scicomm.journals.rules.stages import INCUBATION, LAUNCHED, goes_public, may_follow
from scicomm.organisation.permissions import require

_PERSONAL = shred_fields("person", "name_zh", "name_en", "affiliation", "orcid")
ADDED = audit_entry("journals.portfolio.add", gettext_lazy("Add to journal portfolio"), shred=_PERSONAL)
CHANGED = audit_entry("journals.portfolio.change", gettext_lazy("Change journal portfolio"), shred=_PERSONAL)
REMOVED = audit_entry("journals.portfolio.remove", gettext_lazy("Remove from journal portfolio"), shred=_PERSONAL)
STEPPED = audit_entry("journals.journal.step", gettext_lazy("Take journal a step on"), shred=nothing_personal)
_KEPT_OUT = frozenset({"id", "journal", "version", "changed_at"})


def plain_values(row: models.Model) -> dict[str, Any]:
    """The values of a row as the audit can hold them."""
    found = {}
    for field in row._meta.concrete_fields:
        if field.name not in _KEPT_OUT:
            value = getattr(row, field.attname)
            found[field.name] = value if value is None or isinstance(value, int | str | bool) else str(value)
    return found


def _locked(journal: Journal) -> Journal:
    return Journal.objects.select_for_update(of=("self",)).select_related("unit").get(pk=journal.pk)


@transaction.atomic
def put_row(
    journal: Journal, noun: str, values: Mapping[str, Any], *, acting_user: Any, row_id: int | None = None
) -> Any:
    """Add or change one row of a journal's portfolio (`noun`: bodies, editors, indexes, values, goals, resources).

    Raises ValidationError for what cannot be (two values for one year, a term that ends before it begins). An indicator value
    that changes gets the next version; the old one stands in the audit.
    """
    owner = _locked(journal)
    require(can_keep(acting_user, owner, noun))
    model: Any = row_model(noun)
    row = (
        model.objects.select_for_update(of=("self",)).get(pk=row_id, journal=owner) if row_id else model(journal=owner)
    )
    old = plain_values(row) if row_id else None
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    new = plain_values(row)
    if old == new:
        return row
    if old is not None and noun == "values":
        row.version += 1
    row.save()
    audit(CHANGED if old else ADDED, owner, user=acting_user, old=old, new=new, noun=noun, row=row.pk)
    return row


@transaction.atomic
def remove_row(journal: Journal, noun: str, row_id: int, *, acting_user: Any) -> None:
    """Take one row out of a portfolio; what it said stays in the audit."""
    owner = _locked(journal)
    require(can_keep(acting_user, owner, noun))
    model: Any = row_model(noun)
    row = model.objects.select_for_update(of=("self",)).filter(pk=row_id, journal=owner).first()
    if row is None:
        return
    old = plain_values(row)
    row.delete()
    audit(REMOVED, owner, user=acting_user, old=old, noun=noun, row=row_id)


@transaction.atomic
def take_step(
    journal: Journal,
    stage: str,
    *,
    acting_user: Any,
    seen: str = "",
    on: dt.date | None = None,
    note: str = "",
    documents: str = "",
) -> JournalStep:
    """Take a title a step on its way. `seen` is the stage that was on the screen: a second decision of the same is told.

    Refuses a step that cannot follow, a day in the future, stopping without a reason, launching without an ISSN.
    """
    row = _locked(journal)
    require(can_step(acting_user, row, stage))
    before = row.stage
    if seen and seen != before:
        raise ValidationError(
            _("Somebody took this title to “%(stage)s” meanwhile.") % {"stage": row.get_stage_display()}
        )
    day = on or timezone.localdate()
    _check_step(row, stage, day, note)
    step = JournalStep(journal=row, stage=stage, taken_on=day, taken_by=acting_user, note=note, documents=documents)
    step.full_clean(exclude=["taken_by"])
    step.save()
    row.stage, row.is_public = stage, row.is_public or goes_public(stage)
    row.save(update_fields=["stage", "is_public"])
    audit(STEPPED, row, user=acting_user, old=before, new=stage, note=note)
    record(
        facts.JournalStepTaken(
            unit_id=row.unit_id,
            subject=ref("journals", "journal", row.pk),
            actor_id=getattr(acting_user, "pk", None),
            stage=stage,
            before=before,
            is_public=row.is_public,
        )
    )
    return step


def _check_step(row: Journal, stage: str, day: dt.date, note: str) -> None:
    if not may_follow(row.stage, stage):
        raise ValidationError(
            _("“%(after)s” cannot follow “%(before)s”.")
            % {"after": Stage(stage).label if stage in Stage.values else stage, "before": row.get_stage_display()}
        )
    if day > timezone.localdate():
        raise ValidationError({"taken_on": _("A step is entered when it was taken; this day is still to come.")})
    if stage == Stage.STOPPED and not note.strip():
        raise ValidationError({"note": _("Say why it is stopped.")})
    if stage == LAUNCHED and not (row.issn or row.eissn):
        raise ValidationError(_("A journal is launched with an ISSN: enter it among its particulars first."))
    if stage in INCUBATION and row.is_public:
        raise ValidationError(_("A journal that was public cannot go back into preparation."))
