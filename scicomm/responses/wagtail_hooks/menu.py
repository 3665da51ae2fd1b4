"""Responses in the menu, and what they offer for a mention."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from scicomm.listening.models import HotTopic, Mention
from scicomm.listening.queries import MENTION_ACTIONS
from scicomm.listening.queries.topics import TOPIC_ACTIONS
from scicomm.organisation.permissions import OVERSEERS, STAFF, UnitPermissionPolicy, holds_anywhere
from scicomm.responses.models import Case, CasePart
from scicomm.responses.permissions import cases_for

register_permission_policy(Case, UnitPermissionPolicy(Case, read=OVERSEERS, write=()))
register_permission_policy(CasePart, UnitPermissionPolicy(CasePart, read=OVERSEERS, write=()))


class CasesMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit, and to experts with a case."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS) or cases_for(request.user).exists()


@hooks.register("register_admin_menu_item")
def cases_item() -> MenuItem:
    return CasesMenuItem(gettext_lazy("Q&A"), reverse("responses_cases"), icon_name="help", order=140)


class ExpertsMenuItem(MenuItem):
    """Search for those who oversee a unit's work; everybody with a role comes to their own availability by it."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, STAFF)


@hooks.register("register_admin_menu_item")
def experts_item() -> MenuItem:
    return ExpertsMenuItem(gettext_lazy("Experts"), reverse("responses_experts"), icon_name="group", order=142)


def open_case_link(mention: Mention) -> tuple[str, str]:
    """What the mention's page offers; the page behind it goes on to the case where there is one already."""
    return _("Open a case"), reverse("responses_open", args=[mention.pk])


if open_case_link not in MENTION_ACTIONS:
    MENTION_ACTIONS.append(open_case_link)


def open_topic_case_link(topic: HotTopic) -> tuple[str, str]:
    """What a hot topic's page offers."""
    return _("Open a case"), reverse("responses_open_topic", args=[topic.pk])


if open_topic_case_link not in TOPIC_ACTIONS:
    TOPIC_ACTIONS.append(open_topic_case_link)
