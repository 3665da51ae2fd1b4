"""Where the assessment stands in Wagtail's admin: its pages and its menu item."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from scicomm.assessment import views
from scicomm.assessment.permissions import can_see_scores


@hooks.register("register_admin_urls")
def assessment_urls() -> list[Any]:
    return [
        path("assessment/", views.overview, name="assessment_overview"),
        path("assessment/export/", views.export, name="assessment_export"),
        path("assessment/<int:year>/compute/", views.compute, name="assessment_compute"),
        path("assessment/<int:year>/<slug:slug>/", views.unit, name="assessment_unit"),
        path("assessment/<int:year>/<slug:slug>/<slug:code>/", views.evidence, name="assessment_evidence"),
    ]


class AssessmentMenuItem(MenuItem):
    """Shown to those who oversee the work of a unit."""

    def is_shown(self, request: Any) -> bool:
        return can_see_scores(request.user)


@hooks.register("register_admin_menu_item")
def assessment_item() -> MenuItem:
    return AssessmentMenuItem(
        _("Assessment"), reverse("assessment_overview"), name="assessment", icon_name="tasks", order=600
    )
