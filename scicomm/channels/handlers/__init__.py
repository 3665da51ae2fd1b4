"""What the channels do because of facts: units get channels; stories are released, corrected, recalled."""

from scicomm.channels.handlers.accounts import on_channel_troubled
from scicomm.channels.handlers.fediverse import say_change, say_release, take_back_release, take_back_story
from scicomm.channels.handlers.releases import (
    on_asset_use_ended,
    on_story_adopted,
    on_story_corrected,
    on_story_published,
    on_story_withdrawn,
    on_unit_created,
)

__all__ = [
    "on_asset_use_ended",
    "on_channel_troubled",
    "on_story_adopted",
    "on_story_corrected",
    "on_story_published",
    "on_story_withdrawn",
    "on_unit_created",
    "say_change",
    "say_release",
    "take_back_release",
    "take_back_story",
]
