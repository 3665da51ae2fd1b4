"""Stories: public ones, a writer's own, possible experts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.models import Person


def public_stories(language: str = "") -> QuerySet[StoryPage]:
    """Stories anyone may read, newest first, with what a card shows."""
    stories = StoryPage.objects.filter(
        live=True, dossier__published_at__isnull=False, dossier__withdrawn_at__isnull=True
    )
    if language:
        stories = stories.filter(dossier__language=language)
    return stories.select_related("dossier__unit", "dossier__article", "cover_image").order_by(
        "-dossier__published_at", "-pk"
    )


def stories_of(user: Any) -> QuerySet[Dossier]:
    """The user's own stories, last changed first."""
    return Dossier.objects.filter(author=user).select_related("story", "unit").order_by("-changed_at")


def possible_experts(dossier: Dossier) -> QuerySet[Person]:
    """Who may be named as an expert on a story: the unit's people, the paper's authors, and who is named already."""
    who = Q(unit=dossier.unit) | Q(dossiers=dossier)
    if dossier.article_id:
        who |= Q(authorships__article=dossier.article_id)
    return Person.objects.filter(who).distinct()
