"""The public addresses of the channels: the feeds."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_safe

from scicomm.channels.feeds import atom_feed_view, json_feed_view

app_name = "channels"
urlpatterns = [
    path("feeds/atom.xml", require_safe(atom_feed_view), name="academy_atom"),
    path("feeds/feed.json", require_safe(json_feed_view), name="academy_json"),
    path("feeds/<slug:slug>/atom.xml", require_safe(atom_feed_view), name="unit_atom"),
    path("feeds/<slug:slug>/feed.json", require_safe(json_feed_view), name="unit_json"),
]
