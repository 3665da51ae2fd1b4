"""Panels about cases beside a case: what may be the same, what is about the same, and a case on its way between units."""

from __future__ import annotations

from django.http import HttpRequest

from scicomm.responses import permissions, queries
from scicomm.responses.forms import handling as f
from scicomm.responses.models import Case
from scicomm.responses.views.panels import PANELS, Panel


def handed_panel(request: HttpRequest, case: Case) -> Panel | None:
    """A case that was handed over and not taken yet."""
    if case.handed_from is None or not case.is_open:
        return None
    context = {
        "case": case, "may": permissions.can_take_handed(request.user, case), "back_form": f.BackForm(prefix="back"),
    }  # fmt: skip
    return Panel("responses/panels/handed.html", context, anchor="handed")


def sorting_panel(request: HttpRequest, case: Case) -> Panel | None:
    """Who handles the case; what is no question; what was closed too early."""
    if not permissions.can_handle(request.user, case.unit):
        return None
    may_reopen = case.state == "closed" and case.merged_into_id is None
    if not case.is_open and not may_reopen:
        return None
    context = {
        "case": case, "may_reopen": may_reopen, "reopen_form": f.ReopenForm(prefix="reopen"),
        "officer_form": f.OfficerForm(officers=queries.officers_of(request.user), initial={"officer": case.officer_id},
                                      prefix="officer") if case.is_open else None,
        "may_spam": case.is_open and case.draft is None and case.question_id is not None,
    }  # fmt: skip
    return Panel("responses/panels/sorting.html", context, beside=True, anchor="officer")


def kin_panel(request: HttpRequest, case: Case) -> Panel | None:
    """Cases that may be this one, with the button that joins them, and cases about the same things."""
    like = queries.cases_like(case, request.user) if case.is_open else []
    known = {one.case.pk for one in like}
    related = [one for one in queries.cases_related(case, request.user) if one.pk not in known]
    if not like and not related:
        return None
    may = case.is_open and permissions.can_handle(request.user, case.unit)
    context = {"case": case, "like": like, "related": related, "may": may}
    return Panel("responses/panels/kin.html", context, anchor="kin")


for maker in (handed_panel, kin_panel, sorting_panel):
    if maker not in PANELS:
        PANELS.append(maker)
