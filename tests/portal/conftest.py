"""What the portal's tests share: a site with something to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from scicomm.journals.models import Article
from scicomm.newsroom import actions
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.enums import Role
from tests.factories.newsroom import make_article, make_story, revise
from tests.factories.organisation import Academy
from tests.snapshot import Snapshot


@dataclass
class Site:
    """A public story in each language with its paper, a held story, a withdrawn one and a draft."""

    article: Article
    story: StoryPage
    english: StoryPage
    held: StoryPage
    withdrawn: StoryPage
    draft: StoryPage


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Any) -> None:
    """Each test has its own search index and usage spool."""
    settings.SCICOMM_HOME = tmp_path


def publish_twin(academy: Any, story: StoryPage, language: str, title: str) -> StoryPage:
    """The same topic told in the other language, through all reviews."""
    unit = story.dossier.unit
    officer = academy.user(Role.COMMUNICATION_OFFICER, unit)
    twin = revise(
        actions.start_story(story.dossier.topic, acting_user=officer, language=language), officer, title=title
    )
    actions.submit_story(twin, acting_user=officer)
    for role, place in (
        (Role.FIRST_REVIEWER, unit),
        (Role.SECOND_REVIEWER, unit.get_parent()),
        (Role.FINAL_REVIEWER, academy.top),
    ):
        actions.approve_story(twin, acting_user=academy.user(role, place))
    return StoryPage.objects.get(pk=twin.pk)


def _build() -> tuple[Academy, Site]:
    academy = Academy()
    article = make_article(academy.north_lake, title_zh="湖水变暖的证据", title_en="Evidence of warming lakes")
    story = make_story(academy, state="published", title="湖水变暖了", article=article)
    return academy, Site(
        article=article,
        story=story,
        english=publish_twin(academy, story, "en", "Lakes are warming"),
        held=make_story(academy, state="held", title="禁发期的稿件"),
        withdrawn=make_story(academy, state="withdrawn", title="撤回的稿件"),
        draft=make_story(academy, title="还是草稿"),
    )


SITE = Snapshot(_build)


@pytest.fixture
def site(academy: Academy) -> Site:
    """Built once in a test process; `academy` is the one it was built in."""
    built, site = SITE.put_back()
    vars(academy).update(vars(built))
    return site
