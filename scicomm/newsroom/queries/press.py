"""Reads of the press room: the terms in force, what stands in it, who opened a story."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from scicomm.newsroom.models import Dossier, PressMember, PressOpening
from scicomm.newsroom.models.press import Terms, terms_in_force

__all__ = ["Terms", "members_listed", "openers_of", "terms_in_force", "who_holds_a_copy"]


def members_listed(members: QuerySet[PressMember], text: str = "") -> QuerySet[PressMember]:
    """Members with how often they opened something, and when last."""
    if text:
        members = members.filter(Q(name__icontains=text) | Q(medium__icontains=text) | Q(email__icontains=text))
    return members.annotate(opened=Count("openings"), opened_last=Max("openings__opened_at")).order_by("name", "pk")


def openers_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Who opened a story: member, how often, first and last; one query."""
    rows = PressOpening.objects.filter(dossier=dossier).values("member_id", "member__name", "member__medium")
    return [dict(row) for row in rows.annotate(times=Count("pk"), last=Max("opened_at")).order_by("-last")]


def who_holds_a_copy(story_id: int) -> QuerySet[PressMember]:
    """Members who opened a story or one of its files, whatever they may do now: what they have they must learn about."""
    return PressMember.objects.filter(openings__dossier__story_id=story_id).distinct().order_by("pk")
