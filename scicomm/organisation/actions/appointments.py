"""Appointments: giving a person a role in a unit, and ending it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import organisation as facts
from scicomm.facts.base import ref
from scicomm.organisation.actions.groups import sync_groups_of
from scicomm.organisation.models import Appointment, Person, Unit
from scicomm.organisation.permissions import may_set_up, require

APPOINTED = audit_entry("organisation.appointment.make", _("Appoint"), shred=shred_fields("person"))
APPOINTMENT_ENDED = audit_entry("organisation.appointment.end", _("End appointment"), shred=shred_fields("person"))


@transaction.atomic
def appoint(
    person: Person,
    role: str,
    unit: Unit,
    *,
    acting_user: Any = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Appointment:
    """Give a person a role in a unit. Appointing twice changes nothing.

    Raises ValidationError where the role is held without an end and other days are asked for: nothing is dropped in silence.
    """
    require(may_set_up(acting_user, unit))
    if known := _held_already(person, role, unit, starts_on, ends_on):
        return known
    appointment = Appointment.objects.create(
        person=person, role=role, unit=unit, starts_on=starts_on or timezone.localdate(), ends_on=ends_on
    )
    if person.user:
        sync_groups_of(person.user)
    audit(APPOINTED, appointment, user=acting_user, new={"person": person.name_en, "role": role, "unit": unit.slug})
    record(facts.AppointmentMade(**_about_appointment(appointment, acting_user)))
    return appointment


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, acting_user: Any = None, ends_on: dt.date | None = None
) -> Appointment:
    """End an appointment; rights go with it the day after its last day (yesterday by default: at once)."""
    require(may_set_up(acting_user, appointment.unit))
    last_day = ends_on or timezone.localdate() - dt.timedelta(days=1)
    appointment.ends_on = max(last_day, appointment.starts_on)
    if appointment.ends_on == appointment.starts_on and last_day < appointment.starts_on:
        appointment.starts_on = appointment.ends_on = last_day
    appointment.save(update_fields=["starts_on", "ends_on"])
    if appointment.person.user:
        sync_groups_of(appointment.person.user)
    audit(APPOINTMENT_ENDED, appointment, user=acting_user, new={"ends_on": appointment.ends_on.isoformat()})
    record(facts.AppointmentEnded(**_about_appointment(appointment, acting_user)))
    return appointment


def _held_already(
    person: Person, role: str, unit: Unit, starts_on: dt.date | None, ends_on: dt.date | None
) -> Appointment | None:
    """The same appointment, where there is one; refuses to make a second one beside one that is open."""
    held = Appointment.objects.filter(person=person, role=role, unit=unit)
    same = held.filter(ends_on=ends_on) if ends_on else held.filter(ends_on__isnull=True)
    found = same.filter(**({"starts_on": starts_on} if starts_on else {})).first()
    if found:
        return found
    still = held.filter(ends_on__isnull=True).first()
    if still:
        words = _(
            "%(name)s holds this role here already, from %(day)s on and without an end. End that appointment first."
        )
        raise ValidationError(words % {"name": person.name, "day": still.starts_on.isoformat()})
    return None


def _about_appointment(appointment: Appointment, acting_user: Any) -> dict[str, Any]:
    return {
        "unit_id": appointment.unit_id,
        "subject": ref("organisation", "appointment", appointment.pk),
        "about": (ref("organisation", "person", appointment.person_id),),
        "actor_id": getattr(acting_user, "pk", None),
        "role": appointment.role,
    }
