"""Panels of a case about its handling: the clock, parts of other units, remarks, what else can be done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from scicomm.responses import permissions, queries
from scicomm.responses.forms import handling as f
from scicomm.responses.models import Case
from scicomm.responses.views.handling import people_of_house
from scicomm.responses.views.panels import PANELS, Panel


def clock_panel(request: HttpRequest, case: Case) -> Panel | None:
    """Until when, by which clock and why; stopping it and letting it run."""
    words = queries.clock_of(case) if case.is_open else None
    if words is None:
        return None
    may = permissions.can_handle(request.user, case.unit)
    initial = {"kind": case.kind, "urgency": case.urgency}
    context = {
        "case": case, "clock": words, "may": may, "triage_form": f.TriageForm(initial=initial, prefix="triage"),
        "pause_form": f.ReasonForm(prefix="pause"),
    }  # fmt: skip
    return Panel("responses/panels/clock.html", context, beside=True, anchor="clock")


def parts_panel(request: HttpRequest, case: Case) -> Panel | None:
    """What other units were asked, and what they gave."""
    may = case.is_open and permissions.can_handle(request.user, case.unit)
    parts = list(case.parts.select_related("unit", "given_by"))
    if not parts and not may:
        return None
    form = f.PartForm(units=f.units_to_ask(case), prefix="part") if may else None
    context = {"case": case, "parts": parts, "may": may, "part_form": form,
               "ready": sum(part.state == "accepted" for part in parts)}  # fmt: skip
    return Panel("responses/panels/parts.html", context, anchor="parts")


def remarks_panel(request: HttpRequest, case: Case) -> Panel | None:
    """What colleagues noted; internal."""
    context = {
        "case": case,
        "remarks": case.remarks.select_related("author__person"),
        "remark_form": f.RemarkForm(prefix="remark"),
    }
    return Panel("responses/panels/remarks.html", context, beside=True, anchor="remarks")


def more_panel(request: HttpRequest, case: Case) -> Panel | None:
    """Interests, handing over, joining, and the inner side where something went wrong."""
    handles = permissions.can_handle(request.user, case.unit)
    interests = list(case.interests.select_related("person__unit", "unit"))
    incident = permissions.incidents_for(request.user).filter(case=case).first()
    if not (handles or interests or incident):
        return None
    context: dict[str, Any] = {
        "case": case, "handles": handles and case.is_open, "interests": interests, "incident": incident,
        "may_open_incident": handles and incident is None and case.kind != "incident",
        "over_form": f.HandOverForm(units=f.units_to_ask(case), prefix="over"),
        "interest_form": f.InterestForm(people=people_of_house(), prefix="interest"),
        "merge_form": f.MergeForm(prefix="merge"), "merged": case.merged.all(), "merged_into": case.merged_into,
    }  # fmt: skip
    return Panel("responses/panels/more.html", context, beside=True, anchor="more")


for maker in (clock_panel, parts_panel, remarks_panel, more_panel):
    if maker not in PANELS:
        PANELS.append(maker)
