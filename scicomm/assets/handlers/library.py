"""The staff's search follows the library."""

from __future__ import annotations

from scicomm.assets.actions import index_asset
from scicomm.core.ledger import on
from scicomm.facts.assets import AssetChanged, AssetTakenIn
from scicomm.facts.base import ref_parts


@on(AssetTakenIn, AssetChanged)
def on_asset_changed(fact: AssetTakenIn | AssetChanged, *, delivery_id: int) -> None:
    """An asset is found by what is known of it now."""
    index_asset(int(ref_parts(fact.subject)[1]))
