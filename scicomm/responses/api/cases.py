"""Cases for programs of the staff: list, read with clocks and log, open, remark. The token acts for its person in its unit.

A request to open may be sent again: with the same header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) it is the
case that is there, and another content under a key that was used is refused.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Field, Header, Query, Router, Schema
from ninja.responses import Status
from pydantic import AwareDatetime

from scicomm.core.api import ApiProblem, Page, Window, summary_of, window
from scicomm.core.api import later as _
from scicomm.core.audit import acting_through
from scicomm.organisation.models import ApiToken
from scicomm.organisation.permissions import TokenScope, require
from scicomm.responses import actions, queries
from scicomm.responses.api.tokens import needs
from scicomm.responses.enums import CaseKind, CaseState, Urgency
from scicomm.responses.models import Case, CaseRemark, Question
from scicomm.responses.permissions import can_handle
from scicomm.responses.permissions.programs import cases_within, get_case_within_for
from scicomm.responses.queries.programs import cases_for_programs, changed_at, with_changes
from scicomm.responses.rules import masked
from scicomm.responses.schemas import (
    CaseIn,
    CaseLine,
    CaseOut,
    CaseStepOut,
    ClockOut,
    PartOut,
    RemarkIn,
    RemarkOut,
)

router = Router(tags=["cases"])
_NAMESPACE = uuid.UUID("5d0f9f57-3d1f-4a69-8a55-8e0a7c1c2b64")
_STATES = ("open", "all", *CaseState.values)


class CaseFilters(Schema):
    """Which cases are asked for. All that are given must hold."""

    state: str = Field(
        "open", pattern=f"^({'|'.join(_STATES)})$", description=_("open, all, or a state as a case names it")
    )
    kind: str = Field("", max_length=10, description=_("question, claim, media, complaint or incident"))
    urgency: str = Field("", max_length=8, description=_("low, normal, high or now"))
    unit: str = Field("", max_length=60, description=_("Short address of a unit; those below it count too"))
    due_before: dt.date | None = Field(None, description=_("The answer is due before this day"))
    late: bool | None = Field(None, description=_("Only late ones, or only those that are not"))
    changed_since: AwareDatetime | None = Field(None, description=_("Changed here at this moment or later"))


class Once(Schema):
    """The key that makes a request one, however often it is sent."""

    idempotency_key: str = Header(
        "", alias="Idempotency-Key", max_length=200, description=_("The same key gives the same case")
    )


def _line(case: Case) -> dict[str, Any]:
    now = timezone.now()
    first_late = bool(case.first_due_at and not case.first_response_at and case.first_due_at < now)
    return {
        "id": case.pk, "title": case.title, "unit": case.unit.slug, "origin": case.origin, "kind": case.kind,
        "urgency": case.urgency, "clock": case.clock, "state": case.state,
        "officer": case.officer.get_full_name() if case.officer else "", "received_at": case.received_at,
        "first_due_at": case.first_due_at, "first_response_at": case.first_response_at, "due_on": case.due_on,
        "due_at": case.due_at, "closed_at": case.closed_at, "changed_at": changed_at(case),
        "is_late": case.is_open and (first_late or bool(case.due_at and case.due_at < now)),
        "url": f"{settings.SITE_URL}{case.get_absolute_url()}",
    }  # fmt: skip


def _case_line(case: Case) -> CaseLine:
    return CaseLine(**_line(case))


def _clocks(case: Case) -> ClockOut | None:
    found = queries.clock_of(case) if case.is_open else None
    if found is None:
        return None
    return ClockOut(
        terms=found.terms, first=found.first, answer=found.answer, level=str(found.level), first_level=str(found.first_level),
        is_paused=found.is_paused, is_provisional=found.is_provisional,
    )  # fmt: skip


def _remark(remark: CaseRemark) -> RemarkOut:
    author = remark.author.get_full_name() if remark.author else ""
    return RemarkOut(id=remark.pk, author=author, text=masked(remark.text), written_at=remark.written_at)


def _whole(token: ApiToken, pk: int) -> CaseOut:
    """A case as it stands, read again after a change."""
    get_case_within_for(token.user, token.unit, pk)
    case = with_changes(cases_within(token.user, token.unit)).get(pk=pk)
    question, answer = case.question, case.draft
    is_public = answer is not None and case.state == CaseState.PUBLISHED and answer.withdrawn_at is None
    return CaseOut(
        **_line(case),
        text=masked(question.text) if question else case.title,
        detail=masked(question.detail) if question else "",
        outlet=masked(case.outlet),
        wanted_by=case.wanted_by,
        closed_reason=case.closed_reason,
        answer=answer.slug if answer and is_public else None,
        clocks=_clocks(case),
        log=[CaseStepOut(what=one.label, at=one.at, note=one.note) for one in queries.history_of(case)],
        parts=[
            PartOut(unit=one.unit.slug, question=masked(one.question), state=one.state, due_on=one.due_on)
            for one in case.parts.select_related("unit")
        ],
        remarks=[_remark(one) for one in case.remarks.select_related("author__person")],
    )


@router.get(
    "/cases", response={200: Page[CaseLine], **summary_of(400, 401, 403, 422)}, url_name="cases",
    operation_id="listCases", summary=_("Cases of the token's unit and those below it, newest first"),
)  # fmt: skip
def cases(request: HttpRequest, response: HttpResponse, asked: Query[Window], filters: Query[CaseFilters]) -> Any:
    token = needs(request, TokenScope.CASES_READ)
    rows = cases_for_programs(cases_within(token.user, token.unit), **filters.dict())
    return window(request, response, rows, asked, ("-received_at", "-pk"), _case_line)


@router.get(
    "/cases/{int:pk}", response={200: CaseOut, **summary_of(401, 403, 404)}, url_name="case",
    operation_id="getCase", summary=_("One case with its clocks and log"),
)  # fmt: skip
def case(request: HttpRequest, pk: int) -> Any:
    return _whole(needs(request, TokenScope.CASES_READ), pk)


@router.post(
    "/cases", response={200: CaseOut, 201: CaseOut, **summary_of(400, 401, 403, 422)}, url_name="cases",
    operation_id="openCase", summary=_("Open a case"),
    description=_("In the token's unit, by its person, who handles it. Send a header Idempotency-Key to be able to repeat it."),
)  # fmt: skip
def open_case(request: HttpRequest, response: HttpResponse, sent: CaseIn, once: Header[Once]) -> Any:
    token = needs(request, TokenScope.CASES_WRITE)
    require(can_handle(token.user, token.unit))
    _check(sent)
    key = uuid.uuid5(_NAMESPACE, f"{token.user_id}\n{once.idempotency_key}") if once.idempotency_key else uuid.uuid4()
    known = Question.objects.filter(post_key=key).first()
    values = sent.dict(exclude={"kind", "urgency"})
    if known is None:
        with acting_through(f"token {token.prefix}"):
            made = _opened(token, {**values, "kind": sent.kind, "urgency": sent.urgency}, key)
        response["Location"] = f"/api/v1/cases/{made.pk}"
        return Status(201, _whole(token, made.pk))
    if (known.text, known.detail) != (" ".join(sent.text.split()), sent.detail.strip()):
        raise ApiProblem("invalid", gettext("This Idempotency-Key was used for another case."))
    return Status(200, _whole(token, known.case.pk))


def _opened(token: ApiToken, values: dict[str, Any], key: uuid.UUID) -> Case:
    try:
        return actions.note_question(unit=token.unit, post_key=key, acting_user=token.user, **values)
    except ValidationError as error:
        raise ApiProblem("invalid", " ".join(error.messages)) from error


def _check(sent: CaseIn) -> None:
    """Refuse what a form would not offer."""
    if sent.kind not in CaseKind.values or sent.urgency not in Urgency.values:
        raise ApiProblem("invalid", gettext("There is no such kind or urgency."))
    if sent.asker_email:
        try:
            validate_email(sent.asker_email)
        except ValidationError as error:
            raise ApiProblem("invalid", " ".join(error.messages)) from error


@router.post(
    "/cases/{int:pk}/remarks", response={200: RemarkOut, 201: RemarkOut, **summary_of(400, 401, 403, 404, 422)},
    url_name="case_remarks", operation_id="addRemark", summary=_("Add a remark to a case"),
    description=_("Internal. The same words of the same person again are one remark; colleagues named with @ are told."),
)  # fmt: skip
def add_remark(request: HttpRequest, pk: int, sent: RemarkIn) -> Any:
    token = needs(request, TokenScope.CASES_WRITE)
    found = get_case_within_for(token.user, token.unit, pk)
    before = found.remarks.filter(author=token.user, text=sent.text.strip()).exists()
    try:
        with acting_through(f"token {token.prefix}"):
            remark = actions.write_remark(found, text=sent.text, acting_user=token.user)
    except ValidationError as error:
        raise ApiProblem("invalid", " ".join(error.messages)) from error
    return Status(200 if before else 201, _remark(remark))
