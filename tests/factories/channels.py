"""Released stories for tests: brought out by the newsroom's own actions and delivered by the worker."""

from __future__ import annotations

from typing import Any

from scicomm.channels.models import Channel, Release
from scicomm.core.worker import Worker
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.models import Unit
from tests.factories.newsroom import make_story


def released_story(academy: Any, unit: Unit | None = None, **values: Any) -> StoryPage:
    """A published story whose deliveries are done: it stands on site and feed and waits for the newsletter."""
    story = make_story(academy, unit, state="published", **values)
    Worker().drain()
    return story


def releases(story: StoryPage) -> dict[str, Release]:
    """The releases of a story by the short address of their channel."""
    rows = Release.objects.filter(dossier__story=story).select_related("channel")
    return {release.channel.slug: release for release in rows}


def channel(unit: Unit, kind: str, language: str = "zh-hans") -> Channel:
    return Channel.objects.get(unit=unit, kind=kind, language=language)
