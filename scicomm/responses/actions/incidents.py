"""Where something went wrong: investigation, measures, look back. Nothing of it is a fact: only who is named reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import locked_case
from scicomm.responses.enums import CaseKind, IncidentState
from scicomm.responses.models import Case, Incident, Measure
from scicomm.responses.permissions import can_handle, can_lead, incidents_for

# The entries say that something was done, never what: the log is read by more people than the incident.
OPENED = audit_entry("responses.incident.open", gettext_lazy("Open incident"), shred=nothing_personal)
CHANGED = audit_entry("responses.incident.change", gettext_lazy("Change incident"), shred=nothing_personal)
CLOSED = audit_entry("responses.incident.close", gettext_lazy("Close incident"), shred=nothing_personal)
TEXTS = ("what_happened", "findings", "outcome")


def _locked(incident: Incident, acting_user: Any) -> Incident:
    locked = Incident.objects.select_for_update(of=("self",)).select_related("case").get(pk=incident.pk)
    require(incidents_for(acting_user).filter(pk=locked.pk).exists())
    if locked.state == IncidentState.CLOSED:
        raise ValidationError(_("This incident is closed."))
    return locked


@transaction.atomic
def open_incident(case: Case, *, what_happened: str, acting_user: Any) -> Incident:
    """Open the inner side of a case; whoever opens it leads it. Opening it again gives what is there."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    incident, created = Incident.objects.get_or_create(
        case=locked, defaults={"lead": acting_user, "what_happened": what_happened.strip()[:20_000]}
    )
    require(created or incidents_for(acting_user).filter(pk=incident.pk).exists())
    if created:
        incident.members.add(acting_user)
        if locked.kind != CaseKind.INCIDENT:
            Case.objects.filter(pk=locked.pk).update(kind=CaseKind.INCIDENT, counted_with="")
        audit(OPENED, incident, user=acting_user)
    return incident


@transaction.atomic
def name_members(incident: Incident, *, members: Iterable[Any], lead: Any = None, acting_user: Any) -> Incident:
    """Who leads an incident says who works on it and may read it; the lead is always one of them."""
    locked = _locked(incident, acting_user)
    require(can_lead(acting_user, locked))
    locked.lead = lead or locked.lead
    locked.save(update_fields=["lead"])
    locked.members.set({*members, locked.lead})
    audit(CHANGED, locked, user=acting_user)
    return locked


@transaction.atomic
def write_incident(
    incident: Incident, *, acting_user: Any, look_back_on: dt.date | None = None, **texts: str
) -> Incident:
    """Write down what happened, what was found, and what the look back showed. With findings the measures begin."""
    locked = _locked(incident, acting_user)
    for name, text in texts.items():
        if name not in TEXTS:
            raise TypeError(f"an incident has no {name}")
        setattr(locked, name, text.strip()[:20_000])
    if look_back_on and look_back_on != locked.look_back_on:
        locked.look_back_on, locked.reminded_at = look_back_on, None
    _advance(locked)
    locked.save()
    audit(CHANGED, locked, user=acting_user)
    return locked


@transaction.atomic
def take_measure(incident: Incident, *, text: str, owner: Person, due_on: dt.date, acting_user: Any) -> Measure:
    """Say what is changed, by whom and until when."""
    locked = _locked(incident, acting_user)
    text = text.strip()[:5000]
    if not text:
        raise ValidationError(_("Say what is changed."))
    if not locked.findings:
        raise ValidationError(_("Write down first what was found."))
    measure, _created = Measure.objects.get_or_create(
        incident=locked, text=text, owner=owner, defaults={"due_on": due_on}
    )
    # Whoever does a measure is named by it, and reads what it is for.
    if owner.user is not None:
        locked.members.add(owner.user)
    _advance(locked)
    locked.save(update_fields=["state"])
    audit(CHANGED, locked, user=acting_user)
    return measure


@transaction.atomic
def finish_measure(measure: Measure, *, evidence: str, acting_user: Any) -> Measure:
    """A measure is done, and something shows it."""
    incident = _locked(measure.incident, acting_user)
    locked = Measure.objects.select_for_update().get(pk=measure.pk)
    evidence = evidence.strip()[:5000]
    if not evidence:
        raise ValidationError(_("Say what shows that it was done."))
    locked.done_on, locked.evidence = locked.done_on or timezone.localdate(), evidence
    locked.save(update_fields=["done_on", "evidence"])
    _advance(incident)
    incident.save(update_fields=["state"])
    audit(CHANGED, incident, user=acting_user)
    return locked


def _advance(incident: Incident) -> None:
    """The state follows from what is there."""
    measures = list(incident.measures.all())
    if not incident.findings:
        incident.state = IncidentState.INVESTIGATING
    elif not measures or any(measure.done_on is None for measure in measures):
        incident.state = IncidentState.MEASURES
    else:
        incident.state = IncidentState.LOOKING_BACK


@transaction.atomic
def close_incident(incident: Incident, *, acting_user: Any) -> Incident:
    """Close an incident; refused while findings, a measure, its proof or the look back are missing, naming all of it."""
    locked = _locked(incident, acting_user)
    require(can_lead(acting_user, locked))
    open_ones = locked.measures.filter(done_on__isnull=True).count()
    problems = [
        message
        for missing, message in (
            (not locked.findings, _("What was found is not written down.")),
            (not locked.measures.exists(), _("There is no measure.")),
            (bool(open_ones), _("%(count)s measures are not done.") % {"count": open_ones}),
            (locked.look_back_on is None, _("The day to look back is not set.")),
            (
                locked.look_back_on is not None and locked.look_back_on > timezone.localdate(),
                _("The day to look back has not come."),
            ),
            (not locked.outcome, _("The look back is missing: did the measures help?")),
        )
        if missing
    ]
    if problems:
        raise ValidationError(problems)
    locked.state, locked.closed_at = IncidentState.CLOSED, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    audit(CLOSED, locked, user=acting_user)
    return locked


@transaction.atomic
def mark_reminded(row: Incident | Measure) -> bool:
    """Somebody is reminded of what is due; False where that was done already."""
    return bool(type(row)._default_manager.filter(pk=row.pk, reminded_at=None).update(reminded_at=timezone.now()))
