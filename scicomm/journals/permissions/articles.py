"""Who may take articles in, and fetching them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from scicomm.journals.models import Article
from scicomm.journals.permissions.journals import WRITERS
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    OVERSEERS,
    Role,
    allowed,
    holds,
    holds_anywhere,
    holds_here,
    units_here,
    units_under,
)


def can_take_in(user: Any, unit: Unit) -> bool:
    """Whether the user may take articles into journals of this unit; the command line (no user) may everywhere."""
    return user is None or holds_here(user, WRITERS, unit)


def can_take_in_anywhere(user: Any) -> bool:
    """Whether the user may take articles into any journal at all."""
    return holds_anywhere(user, WRITERS)


def units_to_take_in(user: Any) -> QuerySet[Unit]:
    """The units into whose journals the user may take articles."""
    return units_here(user, WRITERS)


def can_withdraw(user: Any, article: Article) -> bool:
    """Who may take an article out of public view: administrators of its unit or above, and journal editors of a unit above.

    Not the editors of the very journal: whoever takes articles in does not alone decide that one never stood there.
    """
    unit = article.journal.unit
    if holds(user, [Role.ADMINISTRATOR], unit):
        return True
    above = unit.get_parent()
    return above is not None and holds(user, WRITERS, above)


def can_embargo(user: Any, article: Article) -> bool:
    """Who may hold an article back: the editors of its journal, and whoever may withdraw it."""
    return holds_here(user, WRITERS, article.journal.unit) or can_withdraw(user, article)


def get_staff_article_for(user: Any, identifier: object) -> Article:
    """An article of a unit the user oversees, by its key; a withdrawn one too."""
    rows = Article.everything.filter(journal__unit__in=units_under(user, OVERSEERS)).select_related("journal__unit")
    return allowed(rows, identifier)


def get_article_for(user: Any, doi: str) -> Article:
    """An article by its DOI (any case); articles are public, so anyone may have any. 404 when it is not here."""
    found = Article.objects.select_related("journal__unit").filter(doi=doi.lower()).first()
    if found is None:
        raise Http404
    return found
