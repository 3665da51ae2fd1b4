"""Addresses and menu of the desk for recordings, requests and brand kits."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.assets.permissions import KEEPERS
from scicomm.assets.views import brand, recordings, requests
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere


@hooks.register("register_admin_urls")
def delivery_urls() -> list[Any]:
    return [
        path("recordings/", recordings.listed, name="assets_recordings"),
        path("recordings/add/", recordings.add, name="assets_recording_add"),
        path("recordings/<int:pk>/", recordings.one, name="assets_recording"),
        path("recordings/<int:pk>/poster/", recordings.poster, name="assets_recording_poster"),
        path("recordings/<int:pk>/tracks/add/", recordings.track_add, name="assets_recording_track_add"),
        path("recordings/tracks/<int:pk>/", recordings.track, name="assets_track"),
        path("recordings/tracks/<int:pk>/delete/", recordings.track_delete, name="assets_track_delete"),
        path("recordings/tracks/<int:pk>/transcript/", recordings.transcript, name="assets_track_transcript"),
        path("assets/<int:pk>/use/", recordings.use, name="assets_use"),
        path("assets/<int:pk>/bank/", recordings.bank, name="assets_bank"),
        path("asset-requests/", requests.listed, name="assets_requests"),
        path("asset-requests/<int:pk>/", requests.one, name="assets_request"),
        path("asset-requests/policy/<slug:slug>/", requests.policy, name="assets_policy"),
        path("brand/", brand.desk, name="assets_brands"),
        path("brand/<slug:slug>/", brand.edit, name="assets_brand"),
    ]


class OverseersItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS)


class KeepersItem(MenuItem):
    """Shown to those who give out what a unit has."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, KEEPERS)


@hooks.register("register_admin_menu_item")
def recordings_item() -> MenuItem:
    return OverseersItem(_("Video, sound, 3D"), reverse("assets_recordings"), icon_name="media", order=305)


@hooks.register("register_admin_menu_item")
def requests_item() -> MenuItem:
    return OverseersItem(_("Requests for assets"), reverse("assets_requests"), icon_name="mail", order=306)


@hooks.register("register_admin_menu_item")
def brand_item() -> MenuItem:
    return KeepersItem(_("Brand kits"), reverse("assets_brands"), icon_name="pick", order=307)
