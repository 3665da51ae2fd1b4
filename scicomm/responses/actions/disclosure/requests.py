"""Requests by right: filed, received, clarified, paused, withdrawn; and their clocks."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from scicomm.core import secrets
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require
from scicomm.responses.enums import Arrival, Outcome, PauseKind, RequestState, StepKind
from scicomm.responses.models import DisclosureRequest, RequestPause, RequestStep
from scicomm.responses.permissions.disclosure import can_disclose
from scicomm.responses.queries.disclosure.requests import SEAL, clock_of, code_of, digest_of, live_with_clock
from scicomm.responses.rules import title_of
from scicomm.responses.rules.disclosure import receipt_day

# The entries hold numbers, days and outcomes; who asked and what was written never stand in the audit.
FILED = audit_entry("responses.disclosure_request.file", gettext_lazy("Enter request"), shred=nothing_personal)
CHANGED = audit_entry("responses.disclosure_request.change", gettext_lazy("Change request"), shred=nothing_personal)


def locked_request(request: DisclosureRequest) -> DisclosureRequest:
    """The request as it stands now, locked until the end of the transaction."""
    return DisclosureRequest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=request.pk)


def step(request: DisclosureRequest, kind: str, acting_user: Any = None, note: str | Callable[[], str] = "") -> None:
    """Note in the request's log what happened. Words of ours are given as a function: the file of a request is kept in the
    language of the house, whoever works on it."""
    user = acting_user if getattr(acting_user, "pk", None) else None
    with override(settings.LANGUAGE_CODE):
        words = note() if callable(note) else note
    RequestStep.objects.create(request=request, kind=kind, at=timezone.now(), user=user, note=words[:600])
    audit(CHANGED, request, user=user, new=str(kind))


def refuse_unless(request: DisclosureRequest, *states: str) -> None:
    """Say so when a request is not in one of these states."""
    if request.state not in states:
        raise ValidationError(
            _("The request is in another state now: %(state)s.") % {"state": request.get_state_display()}
        )


def refuse_future(day: dt.date | None) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."))


def set_clock(request: DisclosureRequest, days: Calendar | None = None) -> None:
    """Compute the deadline anew and save the request."""
    clock = clock_of(request, timezone.localdate(), days or calendar())
    request.due_on = clock.due_on if clock else None
    request.save()


@transaction.atomic
def file_request(
    *, unit: Unit, applicant_kind: str, applicant: dict[str, str], wanted: str, delivery: str, language: str = "zh-hans",
    arrival: str = Arrival.ONLINE, arrived_on: dt.date | None = None, post_key: uuid.UUID | None = None,
    acting_user: Any = None,
) -> tuple[DisclosureRequest, str]:  # fmt: skip
    """A request comes in, by the public form or entered by an officer; returns it with its private code.

    The same post key gives the same request. Who asks is sealed at once; no fact, log or title holds it.
    """
    if acting_user is not None:
        require(can_disclose(acting_user, unit))
    arrival = arrival if acting_user is not None else Arrival.ONLINE
    key, today = post_key or uuid.uuid4(), timezone.localdate()
    known = DisclosureRequest.objects.filter(post_key=key).first()
    if known is not None:
        return known, code_of(key)
    wanted = wanted.strip()[:5000]
    if not wanted or not applicant.get("name", "").strip():
        raise ValidationError(_("A request needs a name and a description of the information."))
    refuse_future(arrived_on)
    row = DisclosureRequest(
        unit=unit, number=f"~{key.hex[:18]}", post_key=key, code_digest=digest_of(code_of(key)),
        applicant_kind=applicant_kind, title=title_of(wanted), wanted=wanted, delivery=delivery, language=language,
        arrival=arrival, arrived_on=arrived_on or today,
        sealed=secrets.seal(json.dumps(applicant, ensure_ascii=False), settings.SCICOMM_PASSWORD_KEYS[0], SEAL),
    )  # fmt: skip
    row.received_on = receipt_day(arrival, row.arrived_on, None)
    row.state = RequestState.OPEN if row.received_on else RequestState.SUBMITTED
    row.save()
    row.number = f"{row.arrived_on.year}-{row.pk:05d}"
    set_clock(row)
    audit(FILED, row, user=acting_user, new=row.number)
    step(row, StepKind.RECEIVED, acting_user, lambda: str(row.get_arrival_display()))
    record(
        facts.DisclosureRequested(
            unit_id=unit.pk, subject=ref("responses", "disclosure_request", row.pk),
            actor_id=getattr(acting_user, "pk", None), arrival=str(arrival),
        )
    )  # fmt: skip
    return row, code_of(key)


@transaction.atomic
def confirm_receipt(request: DisclosureRequest, *, on: dt.date, acting_user: Any) -> DisclosureRequest:
    """Note the day on which the applicant and we confirmed receipt: the clock starts from it."""
    row = locked_request(request)
    require(can_disclose(acting_user, row.unit))
    refuse_unless(row, RequestState.SUBMITTED)
    refuse_future(on)
    if on < row.arrived_on:
        raise ValidationError(_("Receipt is not confirmed before the request arrived."))
    row.received_on, row.state = receipt_day(row.arrival, row.arrived_on, on), RequestState.OPEN
    set_clock(row)
    step(row, StepKind.CONFIRMED, acting_user, on.isoformat())
    return row


@transaction.atomic
def clarify_request(
    request: DisclosureRequest, *, text: str, on: dt.date | None = None, acting_user: Any = None
) -> DisclosureRequest:
    """The applicant clarifies (through the private page), or an officer enters what came by mail; the clock begins anew."""
    row = locked_request(request)
    if acting_user is not None:
        require(can_disclose(acting_user, row.unit))
    refuse_unless(row, RequestState.CLARIFY)
    text, day = text.strip()[:5000], (on if acting_user is not None else None) or timezone.localdate()
    refuse_future(day)
    if not text:
        raise ValidationError(_("Write what you mean."))
    if row.clarify_asked_on and day < row.clarify_asked_on:
        raise ValidationError(_("This day lies before the question."))
    row.clarification, row.clarified_on, row.state = text, day, RequestState.OPEN
    set_clock(row)
    step(row, StepKind.CLARIFIED, acting_user, day.isoformat())
    return row


@transaction.atomic
def pause_clock(
    request: DisclosureRequest, *, kind: str, on: dt.date, reason: str, acting_user: Any
) -> DisclosureRequest:
    """Another organ or a third party is asked for its view; that time is not counted."""
    row = locked_request(request)
    require(can_disclose(acting_user, row.unit))
    refuse_unless(row, RequestState.OPEN)
    refuse_future(on)
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise ValidationError(_("Give a reason."))
    if row.received_on and on < row.received_on:
        raise ValidationError(_("This day lies before the receipt."))
    RequestPause.objects.create(request=row, kind=kind, asked_on=on, reason=reason)
    set_clock(row)
    step(row, StepKind.PAUSED, acting_user, lambda: f"{PauseKind(kind).label}: {reason}")
    return row


@transaction.atomic
def resume_clock(pause: RequestPause, *, on: dt.date, answer: str, acting_user: Any) -> DisclosureRequest:
    """The view came in, or is not waited for any longer."""
    row = locked_request(pause.request)
    require(can_disclose(acting_user, row.unit))
    found = RequestPause.objects.select_for_update(of=("self",)).get(pk=pause.pk)
    if found.answered_on:
        raise ValidationError(_("This answer has been entered already."))
    refuse_future(on)
    if on < found.asked_on:
        raise ValidationError(_("This day lies before the question."))
    found.answered_on, found.answer = on, " ".join(answer.split())[:1000]
    found.save()
    set_clock(row)
    step(row, StepKind.RESUMED, acting_user, on.isoformat())
    return row


def end_request(row: DisclosureRequest, outcome: str, acting_user: Any, state: str = RequestState.ENDED) -> None:
    """A locked request ends; whether it was in time is fixed with the calendar of that day."""
    today = timezone.localdate()
    if row.state != RequestState.CLARIFY:
        set_clock(row)
    row.outcome, row.state, row.ended_on = outcome, state, today
    row.in_time = row.due_on is None or today <= row.due_on
    row.save()
    kind = StepKind.WITHDRAWN if state == RequestState.WITHDRAWN else StepKind.ENDED
    step(row, kind, acting_user, lambda: str(row.get_outcome_display()))
    record(
        facts.DisclosureRequestEnded(
            unit_id=row.unit_id, subject=ref("responses", "disclosure_request", row.pk),
            actor_id=getattr(acting_user, "pk", None), outcome=str(outcome), in_time=bool(row.in_time),
        )
    )  # fmt: skip


@transaction.atomic
def withdraw_request(request: DisclosureRequest, *, acting_user: Any = None) -> DisclosureRequest:
    """The applicant withdraws (through the private page), or an officer enters that they did."""
    row = locked_request(request)
    if acting_user is not None:
        require(can_disclose(acting_user, row.unit))
    refuse_unless(row, RequestState.SUBMITTED, RequestState.OPEN, RequestState.CLARIFY)
    if row.received_on is None:
        row.received_on = row.arrived_on
    end_request(row, Outcome.OTHER, acting_user, RequestState.WITHDRAWN)
    return row


@transaction.atomic
def lapse_requests() -> int:
    """Requests whose applicants did not clarify in the time set count as withdrawn; returns how many."""
    today = timezone.localdate()
    rows = DisclosureRequest.objects.select_for_update(of=("self",)).filter(
        state=RequestState.CLARIFY, clarify_by__lt=today
    )
    found = list(rows.select_related("unit")[:200])
    for row in found:
        end_request(row, Outcome.NOT_CLARIFIED, None, RequestState.WITHDRAWN)
    return len(found)


@transaction.atomic
def move_clocks() -> int:
    """Compute every live deadline anew, as the calendar stands now; returns how many moved by a holiday notice.

    A pause that lasts moves its deadline every day, which is no news; any other move comes from the calendar
    and is said in the log.
    """
    days, today, moved = calendar(), timezone.localdate(), 0
    for row in live_with_clock().select_for_update(of=("self",)):
        clock = clock_of(row, today, days)
        if clock is None or clock.due_on == row.due_on:
            continue
        old, row.due_on = row.due_on, clock.due_on
        row.save(update_fields=["due_on"])
        lasting = any(one.kind == PauseKind.ORGAN and one.answered_on is None for one in row.pauses.all())
        if not lasting:
            step(row, StepKind.MOVED, None, f"{old} → {row.due_on}")
            moved += 1
    return moved
