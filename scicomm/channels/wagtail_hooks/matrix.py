"""Where the media matrix, the inspections and the patrol stand in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.channels.views.addresses import MATRIX_URLS
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere


class MatrixMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS)


@hooks.register("register_admin_menu_item")
def matrix_item() -> MenuItem:
    return MatrixMenuItem(_("Media matrix"), reverse("channels_matrix"), icon_name="globe", order=316)


@hooks.register("register_admin_menu_item")
def inspections_item() -> MenuItem:
    return MatrixMenuItem(_("Inspection"), reverse("channels_inspections"), icon_name="tasks", order=317)


@hooks.register("register_admin_menu_item")
def patrol_item() -> MenuItem:
    return MatrixMenuItem(_("Patrol"), reverse("channels_patrol"), icon_name="view", order=318)


@hooks.register("register_admin_urls")
def matrix_urls() -> list[Any]:
    return [*MATRIX_URLS]
