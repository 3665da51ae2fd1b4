"""Where the channels stand in Wagtail's admin: policies, lists, the retry."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from scicomm.channels import views
from scicomm.channels.models import Channel, Release
from scicomm.channels.permissions import ChannelPolicy, ReleasePolicy
from scicomm.channels.queries import releases_of
from scicomm.channels.viewsets import ChannelViewSet, ReleaseViewSet
from scicomm.newsroom.models import StoryPage
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere

register_permission_policy(Channel, ChannelPolicy(Channel))
register_permission_policy(Release, ReleasePolicy(Release, unit_field="channel__unit"))


class ChannelGroup(ViewSetGroup):
    """Channels and releases under one heading of the menu."""

    menu_label = _("Channels")
    menu_icon = "site"
    menu_order = 320
    items = (ReleaseViewSet, ChannelViewSet)


@hooks.register("register_admin_viewset")
def channel_group() -> ViewSetGroup:
    return ChannelGroup()


@hooks.register("register_admin_urls")
def channel_urls() -> list[Any]:
    return [
        path("stories/<int:pk>/releases/", views.story_releases, name="channels_story_releases"),
        path("releases/<int:pk>/retry/", views.retry_release, name="channels_release_retry"),
        path("releases/<int:pk>/package.zip", views.wire_package, name="channels_wire_package"),
        path("releases/<int:pk>/sheet/", views.release_sheet, name="channels_release_sheet"),
        path("releases/<int:pk>/do/<slug:step>/", views.release_step, name="channels_release_step"),
        path("releases/<int:pk>/pictures/<int:key>/", views.release_picture, name="channels_release_picture"),
        path("campaigns/", views.campaigns, name="channels_campaigns"),
        path("campaigns/new/", views.new_campaign, name="channels_new_campaign"),
        path("campaigns/<int:pk>/", views.campaign, name="channels_campaign"),
    ]


class CampaignsMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS)


@hooks.register("register_admin_menu_item")
def campaigns_item() -> MenuItem:
    return CampaignsMenuItem(_("Campaigns"), reverse("channels_campaigns"), icon_name="calendar-alt", order=321)


@hooks.register("scicomm_story_panels")
def releases_panel(request: Any, story: StoryPage) -> dict[str, Any] | None:
    """Where a story stands, on its desk page."""
    lines = [{"row": row, "badge": views.badge_of(row)} for row in releases_of(story.dossier)]
    return {
        "order": 95,
        "template": "channels/parts/story_panel.html",
        "context": {"story": story, "lines": lines},
        "title": _("Releases"),
        "anchor": "releases",
    }
