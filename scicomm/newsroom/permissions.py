"""Who may do what with leads, topics and stories, and fetching them with permission."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.newsroom.enums import STATE_OF_STEP, Step, StoryState, Verdict
from scicomm.newsroom.models import ROLE_OF_STEP, Dossier, Lead, StoryPage, Topic
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    Role,
    allowed,
    holds,
    holds_here,
    person_of,
    units_here,
    units_under,
)

WRITERS = EDITORS | {Role.CONTRIBUTOR}


def leads_for(user: Any) -> QuerySet[Lead]:
    """Leads of the units the user oversees, and the user's own."""
    return Lead.objects.filter(Q(unit__in=units_under(user, OVERSEERS)) | Q(reported_by__user_id=user.pk or -1))


def topics_for(user: Any) -> QuerySet[Topic]:
    """Topics of the units the user oversees, and of those the user writes for."""
    return Topic.objects.filter(Q(unit__in=units_under(user, OVERSEERS)) | Q(unit__in=units_here(user, WRITERS)))


def dossiers_for(user: Any) -> QuerySet[Dossier]:
    """Stories of the units the user oversees, and the user's own."""
    return Dossier.objects.for_user(user)


def get_lead_for(user: Any, identifier: object) -> Lead:
    return allowed(leads_for(user).select_related("unit", "article", "reported_by"), identifier)


def get_topic_for(user: Any, identifier: object) -> Topic:
    return allowed(topics_for(user).select_related("unit", "article", "lead"), identifier)


def get_story_for(user: Any, identifier: object) -> StoryPage:
    """A story by its page id."""
    mine = dossiers_for(user).values("story_id")
    return allowed(StoryPage.objects.filter(pk__in=mine).select_related("dossier__unit"), identifier)


def can_accept_lead(user: Any, lead: Lead) -> bool:
    """Editors of the unit, and of the units above it, decide on its leads."""
    return holds(user, EDITORS, lead.unit)


def can_start_story(user: Any, topic: Topic) -> bool:
    """Those who write for the very unit."""
    return holds_here(user, WRITERS, topic.unit)


def can_submit_story(user: Any, dossier: Dossier) -> bool:
    return dossier.state in {StoryState.DRAFT, StoryState.RETURNED, StoryState.PUBLISHED} and (
        holds_here(user, EDITORS, dossier.unit) or (user.pk is not None and dossier.author_id == user.pk)
    )


def step_awaited(dossier: Dossier) -> Step | None:
    """The step a story waits for; None while it is not in review."""
    return next((step for step, state in STATE_OF_STEP.items() if state == dossier.state), None)


def can_sign(user: Any, dossier: Dossier, step: Step | None) -> bool:
    """A reviewer appointed for the unit or above signs the step. Three reviews are three people: nobody signs a story they
    wrote or last changed, and nobody, whatever their roles, signs two steps of one revision."""
    revision = dossier.reviewed_revision
    if step is None or revision is None or user.pk in {dossier.author_id, revision.user_id}:
        return False
    if not holds(user, [ROLE_OF_STEP[step]], dossier.unit):
        return False
    return not dossier.sign_offs.filter(revision=revision, reviewer=user, verdict=Verdict.APPROVED).exists()


def can_withdraw(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit and final reviewers above it take a public story back."""
    return dossier.story.live and (
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


def may_report(user: Any) -> bool:
    """Any employee hands in a lead: everyone who is a person of the organisation."""
    return person_of(user) is not None
