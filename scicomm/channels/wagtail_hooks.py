"""Where the channels stand in Wagtail's admin: policies, lists, the retry."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from scicomm.channels import views
from scicomm.channels.models import Channel, Release
from scicomm.channels.permissions import ChannelPolicy, ReleasePolicy
from scicomm.channels.viewsets import ChannelViewSet, ReleaseViewSet

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
    return [path("releases/<int:pk>/retry/", views.retry_release, name="channels_release_retry")]
