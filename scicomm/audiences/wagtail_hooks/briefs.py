"""Where briefs stand in Wagtail's admin: addresses and menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.audiences.permissions.briefs import knows_briefs
from scicomm.audiences.views import briefs


@hooks.register("register_admin_urls")
def brief_urls() -> list[Any]:
    return [
        path("briefs/", briefs.listed, name="audiences_briefs"),
        path("briefs/new/", briefs.start, name="audiences_brief_new"),
        path("briefs/<int:pk>/", briefs.one, name="audiences_brief"),
        path("briefs/<int:pk>/readers/", briefs.readers, name="audiences_brief_readers"),
        re_path(
            r"^briefs/(?P<pk>[0-9]+)/(?P<verb>submit|approve|return|issue|recall)/$",
            briefs.step,
            name="audiences_brief_step",
        ),
        re_path(
            r"^briefs/(?P<pk>[0-9]+)/copies/(?P<copy_pk>[0-9]+)/(?P<verb>drop|renew|withdraw)/$",
            briefs.copy_step,
            name="audiences_brief_copy",
        ),
        path("briefs/<int:pk>/copies/<int:copy_pk>/brief.pdf", briefs.proof, name="audiences_brief_proof"),
    ]


class BriefsItem(MenuItem):
    """Shown to those who write or approve briefs."""

    def is_shown(self, request: HttpRequest) -> bool:
        return knows_briefs(request.user)


@hooks.register("register_admin_menu_item")
def briefs_item() -> MenuItem:
    return BriefsItem(_("Briefs"), reverse("audiences_briefs"), name="briefs", icon_name="doc-full-inverse", order=334)
