"""Where a story comes from, and what has happened with it: two panels of its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from scicomm.facts.base import ref
from scicomm.newsroom import permissions, queries
from scicomm.newsroom.enums import StoryState
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.views.panels import Panel, panel

SHOWN_FACTS = 8


@panel(20)
def sources_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """The paper, lead, topic, experts and links of a story; of one that was killed, for those who may see what it said."""
    dossier = story.dossier
    if dossier.state == StoryState.KILLED and not permissions.may_see_sealed(request.user, dossier):
        return None
    context = {"sources": queries.story_sources(request.user, dossier)}
    return Panel("newsroom/panels/sources.html", context, beside=True, title=_("Sources"), anchor="sources")


@panel(60)
def thread_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel:
    """What has happened with the story, newest first, and the way to the whole thread."""
    reference = ref("newsroom", "story", story.pk)
    context = {
        "happenings": queries.happenings_of(story, SHOWN_FACTS),
        "thread_url": reverse("desk_thread", args=[reference]),
    }
    return Panel("newsroom/panels/thread.html", context, beside=True, title=_("What happened"), anchor="thread")
