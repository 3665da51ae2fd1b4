"""The desk in Wagtail's admin: the home, its pages, and our search instead of Wagtail's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component

from scicomm.core.models import Delivery
from scicomm.desk import views
from scicomm.desk.permissions import can_operate
from scicomm.desk.queries import today as reads
from scicomm.desk.queries.waiting import tasks_for
from scicomm.organisation.permissions import person_of

SHOWN_TASKS = 8


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    return [
        path("desk/search/", views.search, name="desk_search"),
        path("calendar/", views.calendar, name="desk_calendar"),
        path("threads/<str:reference>/", views.thread, name="desk_thread"),
        path("threads/<str:reference>/csv/", views.thread_csv, name="desk_thread_csv"),
        path("portfolio/", views.portfolio, name="desk_portfolio"),
        path("portfolio/table.csv", views.portfolio_csv, name="desk_portfolio_csv"),
        path("portfolio/resources/", views.portfolio_resources, name="desk_portfolio_resources"),
        path("portfolio/behind/<slug:column>/", views.portfolio_cell, name="desk_portfolio_cell"),
        path("portfolio/<int:pk>/", views.portfolio_journal, name="desk_portfolio_journal"),
        path("deliveries/", views.deliveries, name="desk_deliveries"),
        path("deliveries/<int:pk>/retry/", views.retry, name="desk_delivery_retry"),
        path("working-days/", views.working_days, name="desk_working_days"),
        path("working-days/<int:year>/", views.working_year, name="desk_working_year"),
    ]


class TodayPanel(Component):
    """The whole of the desk's home."""

    name = "today"
    template_name = "desk/today.html"
    order = 1

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        user, today = request.user, timezone.localdate()
        tasks = tasks_for(user)
        shown = tasks if request.GET.get("all") else tasks[:SHOWN_TASKS]
        outside, unlinked = reads.said_outside(user, today)
        strips, are_own = reads.strips_of(user)
        return {
            "request": request,
            "today": today,
            "heading": reads.day_in_words(today),
            "person": person_of(user),
            "tasks": [
                {"task": task, "when": task.when(today), "late": task.is_late(today), "soon": task.is_soon(today)}
                for task in shown
            ],
            "task_count": len(tasks),
            "late_count": sum(task.is_late(today) for task in tasks),
            "more_tasks": len(tasks) - len(shown),
            "going": reads.going_out(user, today),
            "outside": outside,
            "unlinked": unlinked,
            "strips": strips,
            "are_own": are_own,
            "week": reads.week_of(user, today),
            "failed_deliveries": Delivery.objects.failed().count() if can_operate(user) else 0,
        }


@hooks.register("insert_global_admin_css")
def shell_css() -> SafeString:
    """Our colours for Wagtail's own screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("scicomm/css/shell.css"))


@hooks.register("construct_homepage_panels")
def only_today(request: Any, panels: list[Any]) -> None:
    panels[:] = [TodayPanel()]


@hooks.register("register_admin_search_area")
def search_area() -> SearchArea:
    return SearchArea(_("Search"), reverse("desk_search"), name="desk", icon_name="search", order=1)


@hooks.register("construct_search")
def only_our_search(request: Any, areas: list[Any]) -> None:
    """Wagtail's own areas search more than a unit's work, or less; the box of the menu is ours."""
    areas[:] = [area for area in areas if area.name == "desk"]
