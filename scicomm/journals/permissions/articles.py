"""Who may take articles in, and fetching them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from scicomm.journals.models import Article
from scicomm.journals.permissions.journals import WRITERS
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    holds_anywhere,
    holds_here,
    units_here,
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


def get_article_for(user: Any, doi: str) -> Article:
    """An article by its DOI (any case); articles are public, so anyone may have any. 404 when it is not here."""
    found = Article.objects.select_related("journal__unit").filter(doi=doi.lower()).first()
    if found is None:
        raise Http404
    return found
