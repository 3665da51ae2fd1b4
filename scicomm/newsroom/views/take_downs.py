"""The panel of a story's desk page that names pictures whose right of use has ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from scicomm.assets.queries import take_downs_on
from scicomm.newsroom.models import StoryPage
from scicomm.newsroom.views.panels import Panel, panel


@panel(20)
def take_downs_panel(request: HttpRequest, story: StoryPage, forms: dict[str, Any]) -> Panel | None:
    """What has to go from the story, and how: take it out, send the correction into review."""
    waiting = list(take_downs_on(story.pk))
    return Panel("newsroom/panels/take_downs.html", {"waiting": waiting, "story": story}) if waiting else None
