"""Contacts belong to the unit that keeps them: its editors see them, nobody above or beside."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.audiences.models import Contact, ContactList, Mailing
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import EDITORS, allowed, holds_anywhere, holds_here, units_here


def contact_units(user: Any) -> QuerySet[Unit]:
    return units_here(user, EDITORS)


def contacts_for(user: Any) -> QuerySet[Contact]:
    return Contact.objects.filter(unit__in=contact_units(user)).select_related("unit", "subscription")


def contact_lists_for(user: Any) -> QuerySet[ContactList]:
    return ContactList.objects.filter(unit__in=contact_units(user)).select_related("unit")


def mailings_for(user: Any) -> QuerySet[Mailing]:
    return Mailing.objects.filter(unit__in=contact_units(user)).select_related("unit", "author")


def get_contact_for(user: Any, identifier: object) -> Contact:
    return allowed(contacts_for(user), identifier)


def get_mailing_for(user: Any, identifier: object) -> Mailing:
    return allowed(mailings_for(user), identifier)


def can_keep_contacts(user: Any, unit: Unit) -> bool:
    return holds_here(user, EDITORS, unit)


def keeps_contacts(user: Any) -> bool:
    return holds_anywhere(user, EDITORS)
