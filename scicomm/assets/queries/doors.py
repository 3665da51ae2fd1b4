"""Whether somebody may have an asset's file at this moment; who may change something is in `permissions`.

Everything that is given out asks here: IIIF, manifests, recordings, downloads, lightboxes. Rights, and whatever else stands
against using an asset, are read each time, so that a picture goes the moment its consent does.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from scicomm.assets.models import Asset, Hold
from scicomm.assets.permissions import is_own, is_withheld
from scicomm.assets.queries.rights import use_problems


class Door(Enum):
    """Anyone's door, whose answers a cache may keep, or the unit's own people's, whose answers nobody may."""

    OPEN = "open"
    OWN = "own"


def assets_with_files() -> QuerySet[Asset]:
    """Assets with all that a door asks for."""
    return Asset.objects.select_related("unit", "image", "document", "recording", "bank_entry")


def public_pages_with(asset: Asset) -> QuerySet[Page]:
    """The pages anyone may read that show or link the asset's file."""
    references = ReferenceIndex.get_references_to(asset.media).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    users = [int(key) for key in references.values_list("object_id", flat=True)]
    return Page.objects.live().public().filter(pk__in=users)


def is_given_out(asset: Asset) -> bool:
    """Whether anyone may have the file: it stands in the image bank or a public page uses it, and nothing is against it."""
    if use_problems([asset], timezone.now()) or is_withheld(asset.media):
        return False
    return getattr(asset, "bank_entry", None) is not None or public_pages_with(asset).exists()


def door_to(user: Any, asset: Asset) -> Door | None:
    """The door through which the user comes to the asset's file, if there is one.

    The user is looked at last: that touches the session, and what is given to all must not.
    """
    if is_given_out(asset):
        return Door.OPEN
    return Door.OWN if is_own(user, asset) else None


def unhindered(assets: Iterable[Asset]) -> list[Asset]:
    """The assets against whose use nothing stands now, and that no embargo holds back."""
    listed = list(assets)
    problems = use_problems(listed, timezone.now()) if listed else {}
    held = set(Hold.objects.filter(asset__in=listed, is_free=False).values_list("asset_id", flat=True))
    return [
        asset for asset in listed if asset.pk not in problems and not (asset.pk in held and is_withheld(asset.media))
    ]
