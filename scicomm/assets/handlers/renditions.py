"""Renditions follow what is known of their picture: rights, and whether it may be shown at all."""

from __future__ import annotations

from scicomm.assets.actions import redraw_renditions
from scicomm.assets.models import AssetImage
from scicomm.core.ledger import on
from scicomm.facts.assets import AssetChanged, AssetUseEnded, AssetUseRestored
from scicomm.facts.base import ref_parts


@on(AssetChanged, AssetUseEnded, AssetUseRestored)
def on_asset_to_redraw(fact: AssetChanged | AssetUseEnded | AssetUseRestored, *, delivery_id: int) -> None:
    """Every rendition is made anew under its old address."""
    image = AssetImage.objects.filter(asset__pk=int(ref_parts(fact.subject)[1])).first()
    if image is not None:
        redraw_renditions(image)
