"""The newsroom in the menu of the desk."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.organisation.permissions import OVERSEERS, REVIEWERS, Role, holds_anywhere


class StaffMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS)


@hooks.register("register_admin_menu_item")
def board_item() -> MenuItem:
    return StaffMenuItem(_("Topics"), reverse("newsroom_board"), icon_name="list-ul", order=110)


@hooks.register("register_admin_menu_item")
def press_item() -> MenuItem:
    return StaffMenuItem(_("Press room"), reverse("newsroom_press"), icon_name="user", order=130)


@hooks.register("register_admin_menu_item")
def leads_item() -> MenuItem:
    return StaffMenuItem(_("Leads"), reverse("newsroom_leads"), icon_name="pick", order=105)


class RoleMenuItem(MenuItem):
    """Shown to those who hold one of some roles anywhere."""

    def __init__(self, *args: Any, roles: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, self.roles)


@hooks.register("register_admin_menu_item")
def plans_item() -> MenuItem:
    roles = frozenset({Role.ADMINISTRATOR})
    return RoleMenuItem(_("Review plans"), reverse("newsroom_plans"), icon_name="tasks", order=310, roles=roles)


@hooks.register("register_admin_menu_item")
def absences_item() -> MenuItem:
    roles = frozenset({*REVIEWERS})
    return RoleMenuItem(_("When I am away"), reverse("newsroom_absences"), icon_name="date", order=312, roles=roles)


@hooks.register("register_admin_menu_item")
def secrecy_item() -> MenuItem:
    roles = frozenset({Role.SECRECY_REVIEWER})
    return RoleMenuItem(_("Secrecy reviews"), reverse("newsroom_secrecy"), icon_name="lock", order=311, roles=roles)
