"""Who may see whose usage, and who keeps the keys with which programs fetch reports."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from scicomm.journals.models import Journal, ReportKey
from scicomm.journals.permissions.journals import journals_for
from scicomm.journals.rules.counter.keys import digest_of
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    OVERSEERS,
    Role,
    UnitPermissionPolicy,
    allowed,
    holds_anywhere,
    holds_at_the_top,
    may_administer,
    units_under,
)


class ReportKeyPolicy(UnitPermissionPolicy):
    """Keys are seen, made and ended by the administrators of their unit or of one above it; they are never changed."""

    def units_for(self, user: Any, action: str) -> QuerySet[Unit]:
        return units_under(user, self.write)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "choose", "add"} and holds_anywhere(user, self.write)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        unit = instance if isinstance(instance, Unit) else self.unit_of(instance)
        return action in {"view", "choose", "add"} and may_administer(user, unit)


def report_key_policy() -> ReportKeyPolicy:
    """The policy to register for the staff list of keys."""
    return ReportKeyPolicy(ReportKey, read=[Role.ADMINISTRATOR], write=[Role.ADMINISTRATOR])


def can_keep_report_keys(user: Any, unit: Unit) -> bool:
    """Administrators of the unit or above."""
    return may_administer(user, unit)


def report_keys_for(user: Any) -> QuerySet[ReportKey]:
    """The keys of the units the user administers."""
    return ReportKey.objects.filter(unit__in=units_under(user, [Role.ADMINISTRATOR])).select_related("unit")


def get_report_key_for(user: Any, identifier: object) -> ReportKey:
    """A key of a unit the user administers."""
    return allowed(report_keys_for(user), identifier)


def key_with_secret(secret: str) -> ReportKey | None:
    """The living key a program shows, or None."""
    rows = ReportKey.objects.select_related("unit").filter(digest=digest_of(secret))
    return rows.exclude(ended_at__lte=timezone.now()).first() if secret else None


def can_see_usage(user: Any) -> bool:
    """Whether the user may open the page of usage at all: those who oversee a unit."""
    return holds_anywhere(user, OVERSEERS)


def can_see_usage_of_all(user: Any) -> bool:
    """Whether the user may see the usage of the whole platform, searches too: those who oversee the top unit."""
    return holds_at_the_top(user, OVERSEERS)


def usage_units_for(user: Any) -> QuerySet[Unit]:
    """The units whose journals' usage the user may see and that publish a journal themselves or below."""
    return units_under(user, OVERSEERS).order_by("path")


def usage_journals_for(user: Any) -> QuerySet[Journal]:
    """The journals whose usage the user may see."""
    return journals_for(user)


def customers_of(key: ReportKey) -> QuerySet[Unit]:
    """The units about whose journals a key may ask: its own and those below."""
    return Unit.objects.filter(path__startswith=key.unit.path)


def get_unit_that_publishes(slug: str) -> Unit:
    """A unit by its short address, 404 when there is none. That units publish is public; the form checks what may be chosen."""
    found = Unit.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
