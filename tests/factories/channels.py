"""Released stories for tests: brought out by the newsroom's own actions and delivered by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scicomm.channels.models import Channel, Release
from scicomm.core.worker import Worker
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.models import Unit, User
from tests.factories.newsroom import make_story
from tests.factories.organisation import Academy
from tests.snapshot import Snapshot


def released_story(academy: Any, unit: Unit | None = None, **values: Any) -> StoryPage:
    """A published story whose deliveries are done: it stands on site and feed and waits for the newsletter."""
    story = make_story(academy, unit, state="published", **values)
    Worker().drain()
    return story


TITLE = "草原上的斑纹"


@dataclass
class Waiting:
    """Stories that wait for their last signature, by title, and whoever has been at work on them."""

    stories: dict[str, int]
    users: dict[tuple[str, int], User]


def _wait_for_the_last_signature() -> Waiting:
    academy = Academy()
    stories = {title: make_story(academy, state="final_review", title=title).pk for title in (TITLE, "第0篇", "第1篇")}
    Worker().drain()
    return Waiting(stories, academy.users)


WAITING = Snapshot(_wait_for_the_last_signature)
"""Puts the small academy back with these stories in it, in place of all that was there."""


def releases(story: StoryPage) -> dict[str, Release]:
    """The releases of a story by the short address of their channel."""
    rows = Release.objects.filter(dossier__story=story).select_related("channel")
    return {release.channel.slug: release for release in rows}


def channel(unit: Unit, kind: str, language: str = "zh-hans") -> Channel:
    return Channel.objects.get(unit=unit, kind=kind, language=language)
