"""Addresses of the desk."""

from __future__ import annotations

from typing import Any

from django.urls import path
from wagtail import hooks

from scicomm.listening import views
from scicomm.listening.views import claims, links


@hooks.register("register_admin_urls")
def listening_urls() -> list[Any]:
    return [
        path("mentions/", views.mentions, name="listening_mentions"),
        path("mentions/<int:pk>/", views.mention, name="listening_mention"),
        path("mentions/<int:pk>/link/", views.relink, name="listening_relink"),
        path("claims/", claims.claims, name="listening_claims"),
        path("claims/<int:pk>/", claims.claim, name="listening_claim"),
        path("claims/<int:pk>/shape/", claims.shape_claim, name="listening_shape_claim"),
        path("links/", links.doubtful_links, name="listening_links"),
        path("links/<int:pk>/decide/", links.decide_link, name="listening_decide_link"),
        path("coverage/", links.coverage, name="listening_coverage"),
        path("sources/", views.health, name="listening_health"),
        path("sources/opml/", views.opml_in, name="listening_opml"),
        path("sources/opml/file/", views.opml_out, name="listening_opml_file"),
        path("sources/addresses/", views.hand_in, name="listening_hand_in"),
        path("sources/tables/", views.table_new, name="listening_table_new"),
        path("sources/tables/<int:pk>/", views.table, name="listening_table"),
        path("sources/keeping/", views.keeping, name="listening_keeping"),
        path("sources/keeping/outlets/", views.outlets, name="listening_outlets"),
        path("sources/<int:pk>/<str:verb>/", views.source_step, name="listening_source_step"),
        path("alerts/", views.alerts, name="listening_alerts"),
        path("alerts/<int:pk>/seen/", views.seen, name="listening_seen"),
        path("alerts/<int:pk>/mute/", views.mute, name="listening_mute"),
        path("watch/<int:pk>/", views.watch, name="listening_watch"),
        path("watch/<int:pk>/snooze/", views.snooze, name="listening_snooze"),
        path("watch/<int:pk>/unmute/<int:row>/", views.unmute, name="listening_unmute"),
        path("watch/try/", views.try_watch, name="listening_try_watch"),
        path("watch/file/", views.transfer, name="listening_watches_transfer"),
        path("watch/file/watches.json", views.watches_file, name="listening_watches_file"),
    ]
