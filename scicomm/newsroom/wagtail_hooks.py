"""Where the newsroom stands in Wagtail's admin: its pages, its menu, and what Wagtail's own screens may not do."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.newsroom import views
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere


@hooks.register("register_admin_urls")
def newsroom_urls() -> list[Any]:
    return [
        path("leads/", views.leads, name="newsroom_leads"),
        path("leads/<int:pk>/", views.lead, name="newsroom_lead"),
        path("leads/<int:pk>/accept/", views.accept, name="newsroom_accept"),
        path("leads/<int:pk>/decline/", views.decline, name="newsroom_decline"),
        path("topics/", views.board, name="newsroom_board"),
        path("topics/<int:pk>/", views.topic, name="newsroom_topic"),
        path("topics/<int:pk>/start/", views.start, name="newsroom_start"),
        path("stories/<int:pk>/", views.story, name="newsroom_story"),
        path("stories/<int:pk>/submit/", views.submit, name="newsroom_submit"),
        path("stories/<int:pk>/review/", views.review, name="newsroom_review"),
        path("stories/<int:pk>/embargo/", views.embargo, name="newsroom_embargo"),
        path("stories/<int:pk>/experts/", views.experts, name="newsroom_experts"),
        path("stories/<int:pk>/notice/", views.acknowledge, name="newsroom_acknowledge"),
        path("stories/<int:pk>/withdraw/", views.withdraw, name="newsroom_withdraw"),
    ]


class StaffMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS)


@hooks.register("register_admin_menu_item")
def board_item() -> MenuItem:
    return StaffMenuItem(_("Topics"), reverse("newsroom_board"), icon_name="list-ul", order=110)


@hooks.register("register_admin_menu_item")
def leads_item() -> MenuItem:
    return StaffMenuItem(_("Leads"), reverse("newsroom_leads"), icon_name="pick", order=105)
