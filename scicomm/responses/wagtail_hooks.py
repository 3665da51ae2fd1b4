"""Where the responses room stands in Wagtail's admin: its pages, its menu item, and what it offers for a mention."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from scicomm.listening.models import Mention
from scicomm.listening.queries import MENTION_ACTIONS
from scicomm.organisation.permissions import OVERSEERS, UnitPermissionPolicy, holds_anywhere
from scicomm.responses import views
from scicomm.responses.models import Case
from scicomm.responses.permissions import cases_for

register_permission_policy(Case, UnitPermissionPolicy(Case, read=OVERSEERS, write=()))


@hooks.register("register_admin_urls")
def responses_urls() -> list[Any]:
    return [
        path("questions/", views.cases, name="responses_cases"),
        path("questions/open/<int:pk>/", views.open_from_mention, name="responses_open"),
        path("questions/<int:pk>/", views.case, name="responses_case"),
        path("questions/<int:pk>/assign/", views.assign, name="responses_assign"),
        path("questions/<int:pk>/statement/", views.state, name="responses_state"),
        path("questions/<int:pk>/statement/<int:statement_pk>/confirm/", views.confirm, name="responses_confirm"),
        path("questions/<int:pk>/answer/", views.draft, name="responses_draft"),
        path("questions/<int:pk>/submit/", views.submit, name="responses_submit"),
        path("questions/<int:pk>/review/", views.review, name="responses_review"),
        path("questions/<int:pk>/close/", views.close, name="responses_close"),
        path("questions/<int:pk>/erase/", views.erase, name="responses_erase"),
    ]


class CasesMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit, and to experts with a case."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, OVERSEERS) or cases_for(request.user).exists()


@hooks.register("register_admin_menu_item")
def cases_item() -> MenuItem:
    return CasesMenuItem(gettext_lazy("Q&A"), reverse("responses_cases"), icon_name="help", order=140)


def open_case_link(mention: Mention) -> tuple[str, str]:
    """What the mention's page offers; the page behind it goes on to the case where there is one already."""
    return _("Open a case"), reverse("responses_open", args=[mention.pk])


if open_case_link not in MENTION_ACTIONS:
    MENTION_ACTIONS.append(open_case_link)
