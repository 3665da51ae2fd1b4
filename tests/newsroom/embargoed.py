"""Stories under embargo: held, signed, translated, let pass; what is known of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from scicomm.assets.models import AssetImage
from scicomm.core.models import FactRecord
from scicomm.newsroom import actions
from scicomm.newsroom.models import Dossier, Embargo, StoryPage
from scicomm.organisation.enums import Role
from tests.factories.newsroom import dossier, make_story
from tests.newsroom.outlets import TITLE

DAY = dt.timedelta(days=1)


def held(academy: Any, **values: Any) -> StoryPage:
    return make_story(academy, state="held", title=TITLE, **values)


def sign(academy: Any, story: StoryPage) -> StoryPage:
    """Through what is left of the three reviews."""
    for state, role, unit in (
        ("first_review", Role.FIRST_REVIEWER, academy.north_lake),
        ("second_review", Role.SECOND_REVIEWER, academy.north),
        ("final_review", Role.FINAL_REVIEWER, academy.top),
    ):
        if dossier(story).state == state:
            actions.approve_story(story, acting_user=academy.user(role, unit))
    return StoryPage.objects.get(pk=story.pk)


def twin_of(story: StoryPage, user: Any) -> StoryPage:
    """The same topic begun in English."""
    return actions.start_story(dossier(story).topic, acting_user=user, language="en")


def let_pass(story: StoryPage, *, ago: dt.timedelta = dt.timedelta(seconds=1)) -> None:
    """As if the clock had gone on: the embargo ended that long ago, and nothing has been done about it yet."""
    until = timezone.now() - ago
    Embargo.objects.filter(translation_key=story.translation_key).update(until=until)
    Dossier.objects.filter(story__translation_key=story.translation_key).update(embargo_until=until)


def facts(name: str) -> list[FactRecord]:
    return list(FactRecord.objects.filter(name=f"newsroom.{name}").order_by("pk"))


def until_of(story: StoryPage) -> dt.datetime | None:
    return dossier(story).embargo_until


def picture(academy: Any, title: str = "qqzxpicture") -> tuple[AssetImage, list[str]]:
    """A picture of the institute with two renditions, and the addresses of all its files."""
    image = AssetImage.objects.create(
        title=title, file=get_test_image_file(f"{title}.png"), collection=academy.north_lake.collection, alt_zh="湖心岛"
    )
    renditions = image.get_renditions("width-50", "max-1200x1200").values()
    return image, [f"/media/{image.file.name}", *(f"/media/{one.file.name}" for one in renditions)]
