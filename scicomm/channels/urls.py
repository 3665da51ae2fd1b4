"""The public addresses of the channels: the feeds, how to follow an actor, and what servers of the fediverse ask for."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_safe

from scicomm.channels.feeds import atom_feed_view, json_feed_view, rss_feed_view
from scicomm.channels.views import fediverse
from scicomm.channels.views.fediverse_inbox import inbox

app_name = "channels"
urlpatterns = [
    path("feeds/atom.xml", require_safe(atom_feed_view), name="academy_atom"),
    path("feeds/feed.json", require_safe(json_feed_view), name="academy_json"),
    path("feeds/rss.xml", require_safe(rss_feed_view), name="academy_rss"),
    path("feeds/<slug:slug>/rss.xml", require_safe(rss_feed_view), name="unit_rss"),
    path("feeds/<slug:slug>/atom.xml", require_safe(atom_feed_view), name="unit_atom"),
    path("feeds/<slug:slug>/feed.json", require_safe(json_feed_view), name="unit_json"),
    path("follow/<slug:name>/", fediverse.follow, name="follow"),
]

# One address each, whatever the language; included under the name `fediverse`.
fediverse_patterns = [
    path(".well-known/webfinger", fediverse.webfinger, name="webfinger"),
    path(".well-known/host-meta", fediverse.host_meta, name="host_meta"),
    path(".well-known/nodeinfo", fediverse.node_info_links, name="node_info_links"),
    path("ap/nodeinfo/2.1", fediverse.node_info, name="node_info"),
    path("ap/inbox", inbox, name="shared_inbox"),
    path("ap/actors/<slug:name>", fediverse.actor, name="actor"),
    path("ap/actors/<slug:name>/inbox", inbox, name="inbox"),
    path("ap/actors/<slug:name>/outbox", fediverse.outbox, name="outbox"),
    path("ap/actors/<slug:name>/followers", fediverse.followers, name="followers"),
    path("ap/actors/<slug:name>/following", fediverse.following, name="following"),
    path("ap/posts/<slug:slug>", fediverse.post, name="post"),
    path("ap/activities/<slug:slug>", fediverse.activity, name="activity"),
]
