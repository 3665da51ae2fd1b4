"""Stories: who may meet, submit, hold and withdraw which."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from scicomm.newsroom.enums import StoryState
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.permissions import (
    EDITORS,
    Role,
    allowed,
    holds,
    holds_here,
)


def dossiers_for(user: Any) -> QuerySet[Dossier]:
    """Stories of the units the user oversees, and the user's own."""
    return Dossier.objects.for_user(user)


def get_story_for(user: Any, identifier: object) -> StoryPage:
    """A story by its page id."""
    mine = dossiers_for(user).values("story_id")
    return allowed(StoryPage.objects.filter(pk__in=mine).select_related("dossier__unit"), identifier)


def can_submit_story(user: Any, dossier: Dossier) -> bool:
    return dossier.state in {StoryState.DRAFT, StoryState.RETURNED, StoryState.PUBLISHED} and (
        holds_here(user, EDITORS, dossier.unit) or (user.pk is not None and dossier.author_id == user.pk)
    )


def can_withdraw(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit and final reviewers above it take a story back that is public, or that waits to be."""
    return (dossier.story.live or dossier.state == StoryState.HELD) and (
        holds_here(user, EDITORS, dossier.unit) or holds(user, [Role.FINAL_REVIEWER], dossier.unit)
    )


def can_deal_with_notice(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit, and of the units above it, say that what happened to the paper was dealt with."""
    return holds(user, EDITORS, dossier.unit)


def can_set_embargo(user: Any, dossier: Dossier) -> bool:
    return dossier.published_at is None and (
        holds_here(user, EDITORS, dossier.unit) or holds(user, [Role.FINAL_REVIEWER], dossier.unit)
    )


def can_set_experts(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit and the story's writer name who can speak on it."""
    return holds_here(user, EDITORS, dossier.unit) or (user.pk is not None and dossier.author_id == user.pk)


def can_answer_finding(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit and the story's writer say why a finding may stand, or press its button."""
    return can_set_experts(user, dossier)
