"""Addresses and menu of what goes down and up the levels: assignments, and what is offered upward."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.newsroom import views
from scicomm.newsroom.wagtail_hooks.menu import StaffMenuItem
from scicomm.organisation.permissions import is_staff


class EverybodysMenuItem(MenuItem):
    """Shown to everyone with a duty: a writer has assignments too."""

    def is_shown(self, request: Any) -> bool:
        return is_staff(request.user)


@hooks.register("register_admin_menu_item")
def assignments_item() -> MenuItem:
    return EverybodysMenuItem(_("Assignments"), reverse("newsroom_assignments"), icon_name="tasks", order=112)


@hooks.register("register_admin_menu_item")
def submissions_item() -> MenuItem:
    return StaffMenuItem(_("Offered upward"), reverse("newsroom_submissions"), icon_name="arrow-up", order=114)


@hooks.register("register_admin_urls")
def levels_urls() -> list[Any]:
    return [
        path("assignments/", views.assignments, name="newsroom_assignments"),
        path("assignments/new/", views.call, name="newsroom_call"),
        path("assignments/<int:pk>/", views.assignment, name="newsroom_assignment"),
        path("assignments/<int:pk>/accept/", views.assignment_accept, name="newsroom_assignment_accept"),
        path("assignments/<int:pk>/begin/", views.assignment_begin, name="newsroom_assignment_begin"),
        path("assignments/<int:pk>/split/", views.assignment_split, name="newsroom_assignment_split"),
        path("assignments/<int:pk>/delegate/", views.assignment_delegate, name="newsroom_assignment_delegate"),
        path("assignments/<int:pk>/return/", views.assignment_return, name="newsroom_assignment_return"),
        path("assignments/<int:pk>/report/", views.assignment_report, name="newsroom_assignment_report"),
        path("assignments/<int:pk>/confirm/", views.assignment_confirm, name="newsroom_assignment_confirm"),
        path("assignments/<int:pk>/reopen/", views.assignment_reopen, name="newsroom_assignment_reopen"),
        path("assignments/<int:pk>/again/", views.assignment_again, name="newsroom_assignment_again"),
        path("assignments/<int:pk>/due/", views.assignment_due, name="newsroom_assignment_due"),
        path("assignments/<int:pk>/cancel/", views.assignment_cancel, name="newsroom_assignment_cancel"),
        path("submissions/", views.submissions, name="newsroom_submissions"),
        path("submissions/figures/", views.submission_figures, name="newsroom_submission_figures"),
        path("submissions/figures.csv", views.submission_csv, name="newsroom_submission_csv"),
        path("submissions/<int:pk>/", views.submission, name="newsroom_submission"),
        path("submissions/<int:pk>/step/", views.submission_step, name="newsroom_submission_step"),
        path("stories/<int:pk>/offer/", views.offer_story, name="newsroom_offer_story"),
        path("leads/<int:pk>/offer/", views.offer_lead, name="newsroom_offer_lead"),
    ]
