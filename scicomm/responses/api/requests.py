"""Requests for information with their clocks, for programs of disclosure officers. Who asked is in none of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from scicomm.core.api import Page, Window, summary_of, window
from scicomm.core.api import later as _
from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar
from scicomm.organisation.permissions import TokenScope
from scicomm.responses.api.tokens import needs
from scicomm.responses.enums import RequestState
from scicomm.responses.models import DisclosureRequest
from scicomm.responses.permissions.programs import get_request_within_for, requests_within
from scicomm.responses.queries.disclosure.requests import clock_of
from scicomm.responses.queries.programs import requests_for_programs
from scicomm.responses.schemas import LetterOut, RequestLineOut, RequestOut, RequestStepOut, StatutoryClockOut

router = Router(tags=["disclosure"])
_STATES = "|".join(("open", "late", "all", *(state for state in RequestState.values if state != "open")))


class RequestFilters(Schema):
    """Which requests are asked for. All that are given must hold."""

    state: str = Field(
        "open", pattern=f"^({_STATES})$", description=_("open, late, all, or a state as a request names it")
    )
    unit: str = Field("", max_length=60, description=_("Short address of a unit; those below it count too"))
    due_before: dt.date | None = Field(None, description=_("To be answered before this day"))
    changed_since: AwareDatetime | None = Field(None, description=_("Changed here at this moment or later"))


def _clock(one: DisclosureRequest, days: Calendar) -> StatutoryClockOut | None:
    found = clock_of(one, timezone.localdate(), days) if one.state == RequestState.OPEN else None
    if found is None:
        return None
    return StatutoryClockOut(
        starts_on=found.starts_on, due_on=found.due_on, days_left=found.days_left, is_late=found.is_late,
        is_stopped=found.is_stopped, is_provisional=found.is_provisional,
    )  # fmt: skip


def _line(one: DisclosureRequest, days: Calendar) -> dict[str, Any]:
    return {
        "id": one.pk, "number": one.number, "unit": one.unit.slug, "title": one.title, "state": one.state,
        "arrival": one.arrival, "applicant_kind": one.applicant_kind, "arrived_on": one.arrived_on,
        "received_on": one.received_on, "due_on": one.due_on, "extension": one.extension, "clarify_by": one.clarify_by,
        "ended_on": one.ended_on, "outcome": one.outcome, "in_time": one.in_time, "clock": _clock(one, days),
        "url": f"{settings.SITE_URL}{one.get_absolute_url()}",
    }  # fmt: skip


@router.get(
    "/disclosure/requests", response={200: Page[RequestLineOut], **summary_of(400, 401, 403, 422)},
    url_name="disclosure_requests", operation_id="listDisclosureRequests",
    summary=_("Requests for information to the token's unit and those below it, with their clocks"),
)  # fmt: skip
def requests(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[RequestFilters]) -> Any:
    token, days = needs(request, TokenScope.DISCLOSURE_READ), calendar()
    rows = requests_for_programs(requests_within(token.user, token.unit), **filters.dict())
    return window(
        request, response, rows, asked, ("-arrived_on", "-pk"), lambda one: RequestLineOut(**_line(one, days))
    )


@router.get(
    "/disclosure/requests/{int:pk}", response={200: RequestOut, **summary_of(401, 403, 404)},
    url_name="disclosure_request", operation_id="getDisclosureRequest",
    summary=_("One request with its clock, letters and log, without who asked"),
)  # fmt: skip
def request_(request: HttpRequest, pk: int) -> Any:
    token = needs(request, TokenScope.DISCLOSURE_READ)
    found = get_request_within_for(token.user, token.unit, pk)
    letters = [
        LetterOut(number=one.number, kind=one.kind, outcome=one.outcome, sent_on=one.sent_on)
        for one in found.letters.defer("body")
    ]
    log = [RequestStepOut(kind=one.kind, what=str(one.get_kind_display()), at=one.at) for one in found.steps.all()]
    return RequestOut(**_line(found, calendar()), letters=letters, log=log)
