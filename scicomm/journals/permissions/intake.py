"""Who may see the runs that took files in, and which files of an article are for readers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from scicomm.journals.models import ArticleFile, IntakeRun
from scicomm.organisation.permissions import OVERSEERS, allowed, units_under


def runs_for(user: Any) -> QuerySet[IntakeRun]:
    """Runs into the units the user oversees."""
    return IntakeRun.objects.filter(unit__in=units_under(user, OVERSEERS)).select_related("unit", "started_by")


def get_run_for(user: Any, identifier: object) -> IntakeRun:
    """A run into a unit the user oversees."""
    return allowed(runs_for(user), identifier)


def get_public_file(doi: str, name: str) -> tuple[ArticleFile, bool]:
    """A file of an article for any reader, and whether its form for browsers is meant. 404 for what is not for readers."""
    original = name.removesuffix(".webp")
    rows = (
        ArticleFile.objects.filter(
            Q(name=name) | Q(name=original), article__doi=doi.lower(), is_current=True, article__withdrawn_at=None
        )
        .exclude(role=ArticleFile.Role.OTHER)
        .select_related("article")
    )
    found = {row.name: row for row in rows}
    if name in found:
        return found[name], False
    if original in found and found[original].web_file:
        return found[original], True
    raise Http404
