"""Listening in the menu of the desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from scicomm.listening.models import Feed, Watch
from scicomm.listening.permissions import FeedPolicy, WatchPolicy, can_see_listening
from scicomm.listening.viewsets import FeedViewSet, WatchViewSet

register_permission_policy(Feed, FeedPolicy(Feed))


register_permission_policy(Watch, WatchPolicy(Watch))


class ListeningMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return can_see_listening(request.user)


class ListeningGroup(ViewSetGroup):
    """Mentions, alerts, feeds and watches under one heading of the menu."""

    menu_label = _("Listening")
    menu_icon = "view"
    menu_order = 340
    items = (FeedViewSet, WatchViewSet)

    def get_submenu_items(self) -> list[MenuItem]:
        pages = [
            ListeningMenuItem(
                _("Mentions"), reverse("listening_mentions"), name="mentions", icon_name="comment", order=1
            ),
            ListeningMenuItem(
                _("Hot topics"), reverse("listening_topics"), name="hot-topics", icon_name="rotate", order=0
            ),
            ListeningMenuItem(_("Claims"), reverse("listening_claims"), name="claims", icon_name="openquote", order=1),
            ListeningMenuItem(
                pgettext_lazy("in the media", "Coverage"),
                reverse("listening_coverage"),
                name="coverage",
                icon_name="site",
                order=1,
            ),
            ListeningMenuItem(_("Alerts"), reverse("listening_alerts"), name="alerts", icon_name="warning", order=2),
            ListeningMenuItem(
                _("Health of the sources"), reverse("listening_health"), name="health", icon_name="history", order=3
            ),
            ListeningMenuItem(
                _("Try out a watch"), reverse("listening_try_watch"), name="try-watch", icon_name="search", order=900
            ),
            ListeningMenuItem(
                _("Watches as a file"),
                reverse("listening_watches_transfer"),
                name="file-of-watches",
                icon_name="download",
                order=901,
            ),
        ]
        return [*pages, *super().get_submenu_items()]


@hooks.register("register_admin_viewset")
def listening_group() -> ViewSetGroup:
    return ListeningGroup()
