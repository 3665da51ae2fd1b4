"""Who may do what with journals; the policies that stand behind the staff lists."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from scicomm.journals.models import Journal
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    OVERSEERS,
    Role,
    UnitPermissionPolicy,
    allowed,
    holds_here,
    units_under,
)

WRITERS = frozenset({Role.JOURNAL_EDITOR})
# Whose menu shows the journals: those who work on them and those who set the house up.
MENU_ROLES = frozenset({Role.JOURNAL_EDITOR, Role.ADMINISTRATOR})


class ReadOnlyPolicy(UnitPermissionPolicy):
    """Rows that come from files: they are read in the admin and changed only by taking in another file."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action == "view" and super().user_has_permission_for_instance(user, action, instance)


class JournalPolicy(UnitPermissionPolicy):
    """Journals are added and changed by the journal editors of their very unit; they are never deleted by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return action != "delete" and super().user_has_permission_for_instance(user, action, instance)


def can_edit_journal(user: Any, journal: Journal) -> bool:
    """Journal editors of the very unit."""
    return holds_here(user, WRITERS, journal.unit)


def can_create_journal(user: Any, unit: Unit) -> bool:
    """Journal editors of the very unit."""
    return holds_here(user, WRITERS, unit)


def journals_for(user: Any) -> QuerySet[Journal]:
    """Journals of the units the user oversees."""
    return Journal.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")


def get_public_journal(slug: str) -> Journal:
    """A journal by its short address, once it was launched. 404 when there is none."""
    found = Journal.objects.public().select_related("unit").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def get_journal_for(user: Any, identifier: object) -> Journal:
    """A journal of a unit the user oversees."""
    return allowed(journals_for(user), identifier)
