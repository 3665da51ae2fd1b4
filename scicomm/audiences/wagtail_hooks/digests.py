"""Where the digest stands in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.audiences.permissions.digests import sees_digests
from scicomm.audiences.tasks.letters.digests import previewed
from scicomm.audiences.views import digest_desk, digest_preview


@hooks.register("register_admin_urls")
def digest_urls() -> list[Any]:
    return [
        path("digests/", digest_desk.editions, name="audiences_digests"),
        path("digests/<int:pk>/", digest_desk.edition, name="audiences_digest_edition"),
        path("digests/lines/", digest_desk.lines, name="audiences_digest_lines"),
        path("digests/items/", digest_desk.items, name="audiences_digest_items"),
        path("digests/items/compare/", digest_desk.compare, name="audiences_digest_compare"),
        path("digests/items/<int:pk>/", digest_desk.item, name="audiences_digest_item"),
        path("digests/choices/<int:pk>/end/", digest_desk.end_choice, name="audiences_digest_end_choice"),
        path("digests/preview/", digest_preview.preview, {"write": previewed}, name="audiences_digest_preview"),
        path(
            "digests/preview/html/",
            digest_preview.preview_html,
            {"write": previewed},
            name="audiences_digest_preview_html",
        ),
        path("digests/look/", digest_preview.look, {"write": previewed}, name="audiences_digest_look"),
    ]


class DigestMenuItem(MenuItem):
    """Shown to those who oversee some unit."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_digests(request.user)


@hooks.register("register_admin_menu_item")
def digest_item() -> MenuItem:
    return DigestMenuItem(_("Digest"), reverse("audiences_digests"), name="digest", icon_name="mail", order=334)
