"""Where the journals stand in Wagtail's admin: policies, lists, the pages that take files in, the menu."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from scicomm.journals.models import Article, Journal, QuarantinedFile
from scicomm.journals.permissions import MENU_ROLES, WRITERS, JournalPolicy, ReadOnlyPolicy, can_take_in_anywhere
from scicomm.journals.views import intake, quarantine
from scicomm.journals.viewsets.articles import ArticleViewSet
from scicomm.journals.viewsets.journals import JournalViewSet
from scicomm.journals.viewsets.quarantine import QuarantineViewSet
from scicomm.organisation.permissions import OVERSEERS, holds_anywhere

register_permission_policy(Journal, JournalPolicy(Journal, read=OVERSEERS, write=WRITERS))
register_permission_policy(Article, ReadOnlyPolicy(Article, read=OVERSEERS, write=WRITERS, unit_field="journal__unit"))
register_permission_policy(QuarantinedFile, ReadOnlyPolicy(QuarantinedFile, read=OVERSEERS, write=WRITERS))


class JournalsMenuItem(SubmenuMenuItem):
    """Shown to those who work on journals and those who set the house up; others reach the lists by links."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, MENU_ROLES) and super().is_shown(request)


class TakeInMenuItem(MenuItem):
    """Shown to those who may take articles in."""

    def is_shown(self, request: Any) -> bool:
        return can_take_in_anywhere(request.user)


class JournalsGroup(ViewSetGroup):
    """Journals, articles and refused files under one heading of the menu, and the page that takes files in."""

    menu_label = _("Journals")
    menu_icon = "doc-full"
    menu_order = 300
    items = (JournalViewSet, ArticleViewSet, QuarantineViewSet)

    def get_menu_item(self, order: int | None = None) -> JournalsMenuItem:
        take_in = TakeInMenuItem(_("Take in articles"), reverse("journals_take_in"), icon_name="upload", order=0)
        return JournalsMenuItem(
            self.menu_label,
            Menu(items=[take_in, *self.get_submenu_items()]),
            name="journals",
            icon_name=self.menu_icon,
            order=self.menu_order,
        )


@hooks.register("register_admin_viewset")
def journals_group() -> ViewSetGroup:
    return JournalsGroup()


@hooks.register("register_admin_urls")
def journals_urls() -> list[Any]:
    return [
        path("journals/take-in/", intake.take_in, name="journals_take_in"),
        path("quarantine/<int:pk>/mend/", quarantine.mend, name="journals_mend"),
    ]
