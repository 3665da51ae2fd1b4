"""Where the audiences stand in Wagtail's admin: policies, lists, the inbox, the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from scicomm.audiences.models import Issue, OutgoingMail, Segment, Subscription
from scicomm.audiences.permissions import (
    IssuePolicy,
    KeepersPolicy,
    keeps_addresses,
    newsletters_for,
    reads_mail,
    sees_audience_figures,
    sees_watched_queries,
)
from scicomm.audiences.views import deliverability, people, staff
from scicomm.audiences.viewsets import IssueViewSet, MailViewSet, SegmentViewSet, SubscriptionViewSet
from scicomm.organisation.permissions import HousePolicy, rules_the_house

register_permission_policy(Subscription, KeepersPolicy(Subscription))
register_permission_policy(OutgoingMail, KeepersPolicy(OutgoingMail))
register_permission_policy(Segment, HousePolicy(Segment))
register_permission_policy(Issue, IssuePolicy(Issue))


class AudiencesGroup(ViewSetGroup):
    """Readers, issues and mails under one heading of the menu."""

    menu_label = _("Newsletter")
    menu_icon = "mail"
    menu_order = 330
    items = (IssueViewSet, SubscriptionViewSet, SegmentViewSet, MailViewSet)


@hooks.register("register_admin_viewset")
def audiences_group() -> ViewSetGroup:
    return AudiencesGroup()


@hooks.register("register_admin_urls")
def audiences_urls() -> list[Any]:
    return [
        path("mail/", staff.inbox, name="audiences_inbox"),
        path("mail/<str:name>/", staff.mail, name="audiences_mail"),
        path("mail/<str:name>/html/", staff.mail_html, name="audiences_mail_html"),
        path("deliverability/", deliverability.deliverability, name="audiences_deliverability"),
        path("deliverability/<int:pk>/again/", deliverability.try_again, name="audiences_try_again"),
        path("watched-searches/", staff.watched, name="audiences_watched"),
        path("audience-figures/", people.figures, name="audiences_figures"),
        path("mail-rules/", people.rules_for_mails, name="audiences_rules"),
        path("newsletter/send/", staff.send_now, name="audiences_send_now"),
        path("subscriptions/<int:pk>/end/", staff.end, name="audiences_end"),
        path("subscriptions/<int:pk>/erase/", staff.erase, name="audiences_erase"),
        path("outgoing_mails/<int:pk>/retry/", staff.retry, name="audiences_retry"),
    ]


class InboxItem(MenuItem):
    """Shown to those who may read every kept mail."""

    def is_shown(self, request: HttpRequest) -> bool:
        return reads_mail(request.user)


class SendNowItem(MenuItem):
    """Shown to the editors of a newsletter."""

    def is_shown(self, request: HttpRequest) -> bool:
        return newsletters_for(request.user).exists()


class WatchedItem(MenuItem):
    """Shown to those who plan what is told."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_watched_queries(request.user)


class ReturnsItem(MenuItem):
    """Shown to the keepers of addresses."""

    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_addresses(request.user)


@hooks.register("register_admin_menu_item")
def returns_item() -> MenuItem:
    return ReturnsItem(
        _("What came back"), reverse("audiences_deliverability"), name="deliverability", icon_name="undo", order=334
    )


@hooks.register("register_admin_menu_item")
def watched_item() -> MenuItem:
    return WatchedItem(
        _("What readers watch"), reverse("audiences_watched"), name="watched-searches", icon_name="search", order=333
    )


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return InboxItem(_("Mail"), reverse("audiences_inbox"), name="inbox", icon_name="mail", order=332)


@hooks.register("register_admin_menu_item")
def send_now_item() -> MenuItem:
    return SendNowItem(
        _("Send a newsletter now"), reverse("audiences_send_now"), name="send-newsletter", icon_name="upload", order=331
    )


class FiguresItem(MenuItem):
    """Shown to those who plan what is told, for whom."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_audience_figures(request.user)


class RulesItem(MenuItem):
    """Shown to administrators of the academy."""

    def is_shown(self, request: HttpRequest) -> bool:
        return rules_the_house(request.user)


@hooks.register("register_admin_menu_item")
def figures_item() -> MenuItem:
    return FiguresItem(
        _("Audience figures"), reverse("audiences_figures"), name="audience-figures", icon_name="group", order=334
    )


@hooks.register("register_admin_menu_item")
def rules_item() -> MenuItem:
    return RulesItem(
        _("Rules for all mails"), reverse("audiences_rules"), name="mail-rules", icon_name="cog", order=335
    )
