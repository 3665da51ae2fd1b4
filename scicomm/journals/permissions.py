"""Who may do what with journals, articles and refused files, and fetching them with permission."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from scicomm.journals.models import Article, Journal, QuarantinedFile
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    OVERSEERS,
    Role,
    UnitPermissionPolicy,
    allowed,
    holds_anywhere,
    holds_here,
    units_here,
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


def can_take_in(user: Any, unit: Unit) -> bool:
    """Whether the user may take articles into journals of this unit; the command line (no user) may everywhere."""
    return user is None or holds_here(user, WRITERS, unit)


def can_take_in_anywhere(user: Any) -> bool:
    """Whether the user may take articles into any journal at all."""
    return holds_anywhere(user, WRITERS)


def can_mend(user: Any, refused: QuarantinedFile) -> bool:
    """Who may send the mended file: the journal editors of its unit."""
    return holds_here(user, WRITERS, refused.unit)


def journals_for(user: Any) -> QuerySet[Journal]:
    """Journals of the units the user oversees."""
    return Journal.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")


def quarantined_for(user: Any) -> QuerySet[QuarantinedFile]:
    """Refused files of the units the user oversees."""
    return QuarantinedFile.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit")


def units_to_take_in(user: Any) -> QuerySet[Unit]:
    """The units into whose journals the user may take articles."""
    return units_here(user, WRITERS)


def get_article_for(user: Any, doi: str) -> Article:
    """An article by its DOI (any case); articles are public, so anyone may have any. 404 when it is not here."""
    found = Article.objects.select_related("journal__unit").filter(doi=doi.lower()).first()
    if found is None:
        raise Http404
    return found


def get_public_journal(slug: str) -> Journal:
    """A journal by its short address; journals are public. 404 when there is none."""
    found = Journal.objects.select_related("unit").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def get_journal_for(user: Any, identifier: object) -> Journal:
    """A journal of a unit the user oversees."""
    return allowed(journals_for(user), identifier)


def get_quarantined_for(user: Any, identifier: object) -> QuarantinedFile:
    """A refused file of a unit the user oversees."""
    return allowed(quarantined_for(user), identifier)
