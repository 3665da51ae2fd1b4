"""Atom, RSS and JSON Feed of every unit and of the academy, in each language; only what anyone may read now."""

from scicomm.channels.feeds.story_feeds import atom_feed_view, json_feed_view, rss_feed_view

__all__ = ["atom_feed_view", "json_feed_view", "rss_feed_view"]
