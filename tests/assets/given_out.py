"""Pictures of a unit that are given out, the officer who does it, and stories that show them."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image

from scicomm.assets import actions
from scicomm.assets.models import Asset, AssetImage
from scicomm.newsroom import actions as newsroom
from scicomm.organisation.enums import Role
from tests.factories.organisation import Academy


def make_asset(
    unit: Any, title: str = "湖冰", licence: str = "cc-by-4.0", size: tuple[int, int] = (1600, 900), **values: Any
) -> Asset:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG")
    image = AssetImage.objects.create(
        title=title, file=ImageFile(io.BytesIO(out.getvalue()), name="ice.jpg"), collection=unit.collection, licence=licence,
        credit="陈摄", alt_zh="湖面的冰", alt_en="Ice on a lake",
    )  # fmt: skip
    asset = actions.take_in_image(image)
    Asset.objects.filter(pk=asset.pk).update(**values)
    return Asset.objects.select_related("unit", "image").get(pk=asset.pk)


def officer_of(academy: Academy) -> Any:
    return academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)


def story_url(story: Any) -> str:
    story.refresh_from_db()
    return str(story.get_url())


def actions_of(academy: Academy, story: Any) -> None:
    """The story through its three reviews."""
    newsroom.submit_story(story, acting_user=officer_of(academy))
    for role, place in (
        (Role.FIRST_REVIEWER, academy.north_lake), (Role.SECOND_REVIEWER, academy.north), (Role.FINAL_REVIEWER, academy.top),
    ):  # fmt: skip
        newsroom.approve_story(story, acting_user=academy.user(role, place))
