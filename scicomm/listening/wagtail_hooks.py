"""Where listening stands in Wagtail's admin: policies, lists, pages, menu."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from scicomm.listening import views
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
            ListeningMenuItem(_("Alerts"), reverse("listening_alerts"), name="alerts", icon_name="warning", order=2),
        ]
        return [*pages, *super().get_submenu_items()]


@hooks.register("register_admin_viewset")
def listening_group() -> ViewSetGroup:
    return ListeningGroup()


@hooks.register("register_admin_urls")
def listening_urls() -> list[Any]:
    return [
        path("mentions/", views.mentions, name="listening_mentions"),
        path("mentions/<int:pk>/", views.mention, name="listening_mention"),
        path("mentions/<int:pk>/link/", views.relink, name="listening_relink"),
        path("alerts/", views.alerts, name="listening_alerts"),
        path("alerts/<int:pk>/seen/", views.seen, name="listening_seen"),
    ]
