"""One menu from the items of all rooms: what is used each day by itself, the rest in a group for each part of the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from scicomm.desk.permissions import can_operate
from scicomm.organisation.permissions import is_staff


class StaffItem(MenuItem):
    """Shown to everyone with a duty."""

    def is_shown(self, request: Any) -> bool:
        return is_staff(request.user)


class OperatorItem(MenuItem):
    """Shown to those who run the house."""

    def is_shown(self, request: Any) -> bool:
        return can_operate(request.user)


@hooks.register("register_admin_menu_item")
def today_item() -> MenuItem:
    return StaffItem(_("Today"), reverse("wagtailadmin_home"), name="today", icon_name="home", order=10)


@hooks.register("register_admin_menu_item")
def calendar_item() -> MenuItem:
    return StaffItem(_("Calendar"), reverse("desk_calendar"), name="calendar", icon_name="calendar-alt", order=35)


@hooks.register("register_settings_menu_item")
def working_days_item() -> MenuItem:
    return OperatorItem(
        _("Working days"), reverse("desk_working_days"), name="working-days", icon_name="date", order=50
    )


@hooks.register("register_settings_menu_item")
def deliveries_item() -> MenuItem:
    return OperatorItem(
        _("Failed deliveries"), reverse("desk_deliveries"), name="deliveries", icon_name="warning", order=60
    )


@dataclass(frozen=True)
class Group:
    """A part of the work: its place in the menu, and the items that it takes in, in their order.

    Items are named by their English labels: the names that Wagtail derives change with the language.
    """

    name: str
    label: str | Promise
    icon: str
    order: int
    members: tuple[str, ...]


# What is used each day stands by itself.
ORDER = {
    "Today": 10, "Leads": 20, "Topics": 30, "Assignments": 32, "Calendar": 35, "Pages": 40, "Q&A": 70, "Experts": 72,
    "Assessment": 110, "Tokens for programs": 905,
}  # fmt: skip
GROUPS = (
    Group("group-newsroom", _("Newsroom"), "edit", 45, (
        "Offered upward", "Press room", "Secrecy reviews", "Review plans", "When I am away", "Writing",
    )),
    Group("group-channels", _("Channels"), "site", 50, (
        "Channels", "Campaigns", "Media matrix", "Patrol", "Inspection", "Fediverse",
    )),
    Group("group-audiences", _("Audiences"), "mail", 55, (
        "Newsletter", "Send a newsletter now", "Digest", "Contacts", "Briefs", "Whom it reaches", "Audience figures",
        "What readers watch", "What came back", "Mail", "Rules for all mails",
    )),
    Group("group-listening", _("Listening"), "view", 60, ("Listening",)),
    Group("group-disclosure", _("Disclosure"), "doc-full", 75, ("Disclosure catalogue", "Requests for information")),
    Group("group-assets", _("Assets"), "image", 80, (
        "Image library", "Images", "Video, sound, 3D", "Documents", "Requests for assets", "Brand kits", "Rights that end soon",
    )),
    Group("group-journals", _("Journals"), "doc-full", 100, ("Journals",)),
    Group("group-organisation", _("Organisation"), "group", 900, ("Organisation",)),
)  # fmt: skip
# What ordinary staff have no use for.
ONLY_SUPERUSERS = {"Reports", "Help"}


class Chosen(Menu):
    """Items that were asked before whether this person sees them."""

    def menu_items_for_request(self, request: HttpRequest) -> list[MenuItem]:
        return list(self.initial_menu_items)


class Placed(MenuItem):
    """An item at another place: those of the rooms are shared by all requests and stay as they are.

    It is drawn under a name of its own: the browser lights every item whose name begins that of the open one, and names that
    Wagtail derives from Chinese labels begin each other.
    """

    def __init__(self, item: MenuItem, order: int, name: str = "") -> None:
        super().__init__(
            item.label, item.url, name or item.name, item.classname, item.icon_name, attrs=item.attrs, order=order
        )
        self.item = item

    def render_component(self, request: HttpRequest) -> Any:
        drawn = self.item.render_component(request)
        drawn.name = self.name
        return drawn


@hooks.register("construct_main_menu", order=1000)
def one_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Put the items of all rooms and of Wagtail into one order and into groups, and leave out what is no use to this person."""
    with translation.override("en"):
        labelled = [(str(item.label), item) for item in items]
    grouped = {label for group in GROUPS for label in group.members}
    left_out = grouped if request.user.is_superuser else grouped | ONLY_SUPERUSERS
    items[:] = [
        Placed(item, ORDER.get(label, item.order), slugify(label)) for label, item in labelled if label not in left_out
    ]
    for group in GROUPS:
        members = [item for wanted in group.members for label, item in labelled if label == wanted]
        if members:
            items.append(_grouped(group, members, request))


def _grouped(group: Group, members: Sequence[MenuItem], request: HttpRequest) -> MenuItem:
    """The group as an item; what a member itself holds lies open in it. A group of one is that one."""
    inside: list[MenuItem] = []
    for member in members:
        menu = getattr(member, "menu", None)
        inside += sorted(menu.menu_items_for_request(request), key=lambda item: item.order) if menu else [member]
    if len(inside) == 1:
        return Placed(inside[0], group.order, group.name)
    chosen = Chosen(items=[Placed(item, place, f"{place:02}-{item.name}") for place, item in enumerate(inside)])
    return SubmenuMenuItem(group.label, chosen, name=group.name, icon_name=group.icon, order=group.order)
