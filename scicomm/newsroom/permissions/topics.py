"""Topics: who may meet them, plan them, and start a story."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from scicomm.newsroom.models import Coverage, Topic, TopicQuerySet, TopicSource
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    Role,
    allowed,
    holds_here,
    units_here,
    units_under,
)

WRITERS = EDITORS | {Role.CONTRIBUTOR}


def topics_for(user: Any) -> TopicQuerySet:
    """Topics of the units the user oversees, and of those the user writes for; one whose lead is confidential is for the editors
    of its very unit."""
    seen = Q(unit__in=units_under(user, OVERSEERS)) | Q(unit__in=units_here(user, WRITERS))
    open_ones = Topic.objects.open().filter(seen).values("pk")
    return Topic.objects.filter(Q(pk__in=open_ones) | Q(unit__in=units_here(user, EDITORS)))


def get_topic_for(user: Any, identifier: object) -> Topic:
    rows = topics_for(user).select_related("unit", "article", "lead", "important_date", "editor__person")
    return allowed(rows, identifier)


def get_coverage_for(user: Any, identifier: object) -> Coverage:
    rows = Coverage.objects.filter(topic__in=topics_for(user).values("pk")).select_related("topic__unit", "person")
    return allowed(rows, identifier)


def get_source_for(user: Any, identifier: object) -> TopicSource:
    rows = TopicSource.objects.filter(topic__in=topics_for(user).values("pk")).select_related("topic__unit")
    return allowed(rows, identifier)


def can_plan_in(user: Any, unit: Unit) -> bool:
    """Editors of the very unit open topics in it."""
    return holds_here(user, EDITORS, unit)


def can_edit_topic(user: Any, topic: Topic) -> bool:
    """Editors of the very unit change its topics; those above read and assign."""
    return holds_here(user, EDITORS, topic.unit)


def can_move_coverage(user: Any, coverage: Coverage) -> bool:
    """Whoever is to make a coverage says how far it is, and so do the editors."""
    own = coverage.person is not None and user.pk is not None and coverage.person.user_id == user.pk
    return own or can_edit_topic(user, coverage.topic)


def can_start_story(user: Any, topic: Topic) -> bool:
    """Those who write for the very unit. A topic whose lead is confidential waits: a story is read by reviewers above."""
    return holds_here(user, WRITERS, topic.unit) and not topic.is_confidential
