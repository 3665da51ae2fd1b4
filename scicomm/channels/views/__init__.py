"""Staff pages and verbs on releases and campaigns."""

from scicomm.channels.views.actors import actor, actors, block_server, free_server
from scicomm.channels.views.campaigns import campaign, campaigns, new_campaign
from scicomm.channels.views.releases import retry_release
from scicomm.channels.views.sheets import release_picture, release_sheet, release_step
from scicomm.channels.views.story_releases import badge_of, story_releases
from scicomm.channels.views.wire import wire_package

__all__ = [
    "actor",
    "actors",
    "badge_of",
    "block_server",
    "campaign",
    "campaigns",
    "free_server",
    "new_campaign",
    "release_picture",
    "release_sheet",
    "release_step",
    "retry_release",
    "story_releases",
    "wire_package",
]
