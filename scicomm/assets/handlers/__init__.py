"""What the image resources do because of facts."""

from scicomm.assets.handlers.library import on_asset_changed
from scicomm.assets.handlers.recordings import on_asset_taken_in
from scicomm.assets.handlers.renditions import on_asset_to_redraw
from scicomm.assets.handlers.requests import on_request_decided, on_request_made

__all__ = [
    "on_asset_changed",
    "on_asset_taken_in",
    "on_asset_to_redraw",
    "on_request_decided",
    "on_request_made",
]
