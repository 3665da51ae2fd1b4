"""Who may register, keep, hand over and close the accounts of a unit."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.channels.enums import BUILT_IN
from scicomm.channels.models import AccountCheck, Channel, OutletLicence, Responsible
from scicomm.channels.permissions.channels import channels_for
from scicomm.organisation.models import Person, Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    Role,
    allowed,
    holds_here,
    may_administer,
    units_here,
    units_under,
)

# Who draws up the matrix sees these of all channels: what a unit registered itself.
ACCOUNTS = ~Q(kind__in=BUILT_IN)


def accounts_for(user: Any) -> QuerySet[Channel]:
    """Registered accounts and outlets of the units the user oversees."""
    return channels_for(user).filter(ACCOUNTS)


def get_account_for(user: Any, identifier: object) -> Channel:
    return allowed(accounts_for(user).select_related("unit", "owner", "deputy", "secret"), identifier)


def register_units(user: Any) -> QuerySet[Unit]:
    """Units for which the user may register accounts: where they edit, and what they administer."""
    mine = units_here(user, EDITORS) | units_under(user, [Role.ADMINISTRATOR])
    return mine.filter(is_active=True)


def can_keep_account(user: Any, channel: Channel) -> bool:
    """Editors of the very unit, and administrators of it or above: they take over what nobody keeps any more."""
    return holds_here(user, EDITORS, channel.unit) or may_administer(user, channel.unit)


def can_register_account(user: Any, unit: Unit) -> bool:
    return holds_here(user, EDITORS, unit) or may_administer(user, unit)


def keepers_of(unit: Unit) -> QuerySet[Person]:
    """The people who can be given an account of a unit: its own, and those who hold a role in it."""
    rows = Person.objects.filter(Q(unit=unit) | Q(appointments__unit=unit))
    return rows.distinct().order_by("family_name_en", "given_name_en")


def matrix_units(user: Any) -> QuerySet[Unit]:
    """The units whose accounts the user sees."""
    return units_under(user, OVERSEERS)


def checks_for(user: Any) -> QuerySet[AccountCheck]:
    """The checks of accounts the user oversees."""
    return AccountCheck.objects.filter(channel__in=accounts_for(user))


def get_licence_for(user: Any, identifier: object) -> OutletLicence:
    rows = OutletLicence.objects.filter(channel__unit__in=units_under(user, OVERSEERS))
    return allowed(rows.select_related("channel__unit", "document"), identifier)


def get_responsible_for(user: Any, identifier: object) -> Responsible:
    rows = Responsible.objects.filter(channel__unit__in=units_under(user, OVERSEERS))
    return allowed(rows.select_related("channel__unit", "person"), identifier)
