"""Who keeps what of a journal's portfolio, and fetching its rows."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404

from scicomm.journals.models import (
    IndicatorValue,
    Journal,
    JournalBody,
    JournalEditor,
    JournalGoal,
    JournalIndexing,
    ResourceLine,
)
from scicomm.journals.permissions.journals import WRITERS
from scicomm.journals.rules.stages import DECISIONS
from scicomm.organisation.permissions import Role, allowed, holds, holds_here, units_here

# Who keeps a journal's portfolio in its very unit, and who sets goals, gives resources and decides from above.
KEEPERS = WRITERS | {Role.COORDINATOR}
LEADERS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
# The nouns of a portfolio as addresses name them.
ROWS: dict[str, type[Model]] = {
    "bodies": JournalBody,
    "editors": JournalEditor,
    "indexes": JournalIndexing,
    "values": IndicatorValue,
    "goals": JournalGoal,
    "resources": ResourceLine,
}
FROM_ABOVE = frozenset({"goals", "resources"})


def can_keep(user: Any, journal: Journal, noun: str) -> bool:
    """Journal editors and coordinators of the very unit; goals and resources also the coordinators above."""
    if holds_here(user, KEEPERS, journal.unit):
        return True
    return noun in FROM_ABOVE and holds(user, LEADERS, journal.unit)


def can_step(user: Any, journal: Journal, stage: str) -> bool:
    """Editors of the very unit take a title onward; approving and stopping it is for coordinators of the unit or above."""
    if stage in DECISIONS:
        return holds(user, LEADERS, journal.unit)
    return holds_here(user, KEEPERS, journal.unit)


def journals_kept_by(user: Any) -> QuerySet[Journal]:
    """Journals whose figures the user keeps; the command line (no user) keeps all."""
    return Journal.objects.all() if user is None else Journal.objects.filter(unit__in=units_here(user, KEEPERS))


def can_import_anywhere(user: Any) -> bool:
    """Whether there is any unit whose journals' figures the user keeps."""
    return units_here(user, KEEPERS).exists()


def get_row_for(user: Any, journal: Journal, noun: str, identifier: object) -> Any:
    """A row of a journal that the user keeps (`noun` as in ROWS); 404 for any other."""
    model = row_model(noun)
    if not can_keep(user, journal, noun):
        raise Http404
    return allowed(model._default_manager.filter(journal=journal), identifier)


def row_model(noun: str) -> type[Model]:
    """The model of a noun; 404 when there is no such noun."""
    try:
        return ROWS[noun]
    except KeyError:
        raise Http404 from None
