"""Who sees the figures of stories, channels and units, and who may enter some by hand."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.channels.models import Channel, Release
from scicomm.channels.permissions.channels import channels_for
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import (
    EDITORS,
    OVERSEERS,
    allowed,
    holds_here,
    may_administer,
    units_here,
    units_under,
)


def measured_stories_for(user: Any) -> QuerySet[Dossier]:
    """Stories that went out, of the units the user oversees."""
    rows = Dossier.objects.filter(unit__in=units_under(user, OVERSEERS), published_at__isnull=False)
    return rows.select_related("story", "unit", "article", "topic")


def get_measured_story_for(user: Any, identifier: object) -> Dossier:
    """By the number of the story's page, as everywhere on the desk."""
    try:
        found = measured_stories_for(user).filter(story_id=int(str(identifier))).first()
    except (ValueError, TypeError):
        found = None
    return allowed(measured_stories_for(user), found.pk if found else None)


def get_measured_channel_for(user: Any, identifier: object) -> Channel:
    """Any channel the user oversees, its unit's own site and feeds too."""
    return allowed(channels_for(user), identifier)


def get_measured_unit_for(user: Any, slug: str) -> Unit:
    found = units_under(user, OVERSEERS).filter(slug=slug).first()
    return allowed(Unit.objects.all(), found.pk if found else None)


def can_enter_figures(user: Any, channel: Channel) -> bool:
    """Editors of the channel's unit, and its administrators."""
    return holds_here(user, EDITORS, channel.unit) or may_administer(user, channel.unit)


def releases_to_enter(user: Any) -> QuerySet[Release]:
    """Releases on channels whose figures the user may enter."""
    mine = Q(channel__unit__in=units_here(user, EDITORS)) | Q(channel__unit__in=units_under(user, ["administrator"]))
    return Release.objects.filter(mine)
