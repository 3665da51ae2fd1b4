"""The text of a story, its kind and its revisions: who may change them, and what a text may show."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Revision

from scicomm.assets.models import Recording
from scicomm.newsroom.enums import IN_REVIEW, LeadState, StoryState
from scicomm.newsroom.models import Dossier, Lead, StoryPage
from scicomm.newsroom.permissions.leads import can_accept_lead
from scicomm.newsroom.permissions.topics import WRITERS
from scicomm.organisation.models import Person
from scicomm.organisation.permissions import EDITORS, OVERSEERS, allowed, holds_here, units_under


def can_set_profile(user: Any, dossier: Dossier) -> bool:
    """Editors of the unit and the story's writer say what kind of piece it is; not while reviewers judge it as another."""
    if dossier.state in IN_REVIEW or dossier.state in {StoryState.HELD, StoryState.WITHDRAWN}:
        return False
    return holds_here(user, EDITORS, dossier.unit) or (user.pk is not None and dossier.author_id == user.pk)


def can_write_from(user: Any, lead: Lead) -> bool:
    """Whoever decides on a new lead and writes for its unit goes from the lead to the text in one step."""
    return lead.state == LeadState.NEW and can_accept_lead(user, lead) and holds_here(user, WRITERS, lead.unit)


def can_change_text(user: Any, story: StoryPage) -> bool:
    """Whoever may open the story in the editor."""
    return bool(story.permissions_for_user(user).can_edit()) and story.dossier.state != StoryState.WITHDRAWN


def get_revision_for(user: Any, story: StoryPage, identifier: object) -> Revision:
    """A revision of a story that the user may meet."""
    return allowed(Revision.objects.for_instance(story).select_related("user__person"), identifier)


def people_who_speak(user: Any) -> QuerySet[Person]:
    """Whom a story may show as an expert: everyone who answers the public, and the people of the units the user oversees."""
    return Person.objects.filter(Q(is_expert=True) | Q(unit__in=units_under(user, OVERSEERS)))


def choosable_recordings_for(user: Any) -> QuerySet[Recording]:
    """The recordings a story may play: those of the units the user oversees."""
    return Recording.objects.filter(collection__in=units_under(user, OVERSEERS).values("collection"))
