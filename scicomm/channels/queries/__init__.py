"""Reads of the channels: what stands in a feed, what waits for a newsletter, where the feeds are; the matrix and its figures."""

from scicomm.channels.queries.accounts import account_of
from scicomm.channels.queries.channels import (
    actor_links,
    feed_channel,
    feed_links,
    feed_url,
    home_url,
    newsletters,
    root_unit,
    story_url,
)
from scicomm.channels.queries.content import content_of, plain_text, story_html, updated_at
from scicomm.channels.queries.desk import (
    FIELD_NAMES,
    DryRun,
    campaign_days,
    dry_run,
    releases_of,
    releases_waiting_for,
    with_counts,
)
from scicomm.channels.queries.due import due_releases, is_public_now
from scicomm.channels.queries.figures import latest_figures
from scicomm.channels.queries.matrix import matrix_channels, matrix_row
from scicomm.channels.queries.measures import measures_of, unit_measures
from scicomm.channels.queries.packages import (
    content_for,
    package_for,
    package_of,
    platform_of,
    read_picture,
    sent_of,
)
from scicomm.channels.queries.releases import (
    FEED_LENGTH,
    GONE_FOR,
    FeedState,
    feed_state,
    feed_stories,
    gone_stories,
    public_now,
    waiting_releases,
)
from scicomm.channels.queries.timing import Suggestion, best_times, suggested_time, suggested_times

__all__ = [
    "FEED_LENGTH",
    "FIELD_NAMES",
    "GONE_FOR",
    "DryRun",
    "FeedState",
    "Suggestion",
    "account_of",
    "actor_links",
    "best_times",
    "campaign_days",
    "content_for",
    "content_of",
    "dry_run",
    "due_releases",
    "feed_channel",
    "feed_links",
    "feed_state",
    "feed_stories",
    "feed_url",
    "gone_stories",
    "home_url",
    "is_public_now",
    "latest_figures",
    "matrix_channels",
    "matrix_row",
    "measures_of",
    "newsletters",
    "package_for",
    "package_of",
    "plain_text",
    "platform_of",
    "public_now",
    "read_picture",
    "releases_of",
    "releases_waiting_for",
    "root_unit",
    "sent_of",
    "story_html",
    "story_url",
    "suggested_time",
    "suggested_times",
    "unit_measures",
    "updated_at",
    "waiting_releases",
    "with_counts",
]
