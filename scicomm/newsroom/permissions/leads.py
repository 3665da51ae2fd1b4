"""Leads: who may meet and decide on which, and have their files."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.newsroom.models import Lead, LeadAttachment
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    Role,
    allowed,
    holds,
    holds_anywhere,
    holds_here,
    person_of,
    units_here,
    units_under,
)


def overseen_leads(user: Any) -> QuerySet[Lead]:
    """Leads of the units the user oversees. One that is to stay confidential is for the editors of its very unit."""
    open_ones = Q(pk__in=Lead.objects.open().filter(unit__in=units_under(user, OVERSEERS)).values("pk"))
    return Lead.objects.filter(open_ones | Q(unit__in=units_here(user, EDITORS)))


def leads_for(user: Any) -> QuerySet[Lead]:
    """Leads of the units the user oversees, and the user's own."""
    return overseen_leads(user) | Lead.objects.filter(reported_by__user_id=user.pk or -1)


def get_lead_for(user: Any, identifier: object) -> Lead:
    return allowed(leads_for(user).select_related("unit", "article", "reported_by", "important_date"), identifier)


def get_attachment_for(user: Any, identifier: object) -> LeadAttachment:
    """A file of a lead the user may see, or one the user sent for a lead that is not there yet."""
    mine = Q(lead__in=leads_for(user).values("pk")) | Q(lead=None, held_by__user_id=user.pk or -1)
    return allowed(LeadAttachment.objects.filter(mine), identifier)


def can_accept_lead(user: Any, lead: Lead) -> bool:
    """Editors of the unit, and of the units above it, decide on its leads; on a confidential one those of the unit alone."""
    if lead.is_confidential:
        return holds_here(user, EDITORS, lead.unit)
    return holds(user, EDITORS, lead.unit)


def can_open_lead(user: Any, lead: Lead) -> bool:
    """Whoever asked for confidentiality may give it up; for a sender from outside, the unit's editors do, who wrote to them."""
    if lead.reported_by is not None:
        return user.pk is not None and lead.reported_by.user_id == user.pk
    return holds_here(user, EDITORS, lead.unit)


def may_report(user: Any) -> bool:
    """Any employee hands in a lead: everyone who is a person of the organisation."""
    return person_of(user) is not None


def sees_lead_mails(user: Any) -> bool:
    """Editors and administrators of the top unit, whose box it is, see what became of the mails."""
    if holds_anywhere(user, []):
        return True
    top = Unit.objects.filter(depth=1).first()
    return top is not None and holds_here(user, EDITORS | {Role.ADMINISTRATOR}, top)
