"""Letters: drafted from templates, sent by an officer; what binds the house, by another one than its writer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import record
from scicomm.core.queries import calendar
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require
from scicomm.responses.actions import TwoPeople
from scicomm.responses.actions.disclosure.requests import (
    end_request,
    locked_request,
    refuse_unless,
    set_clock,
    step,
)
from scicomm.responses.enums import LetterKind, Outcome, PauseKind, RequestState, StepKind
from scicomm.responses.models import DisclosureRequest, RequestLetter, RequestPause
from scicomm.responses.permissions.disclosure import can_disclose, can_sign
from scicomm.responses.queries.disclosure.requests import clock_of, wording_of
from scicomm.responses.rules.disclosure import MOST_EXTENSION, THIRD_PARTY_DAYS, StatutoryClock
from scicomm.responses.rules.disclosure_letters import fill


def _check(row: DisclosureRequest, kind: str, outcome: str, days: int, until: dt.date | None, reason: str) -> None:
    """Refuse a letter that the regulations do not allow now."""
    refuse_unless(row, RequestState.OPEN)
    clock = clock_of(row, timezone.localdate(), calendar())
    if clock is None:
        raise ValidationError(_("Confirm the receipt first."))
    if kind == LetterKind.CLARIFICATION:
        _check_clarification(row, clock, until)
    if kind == LetterKind.EXTENSION:
        if not 1 <= days <= MOST_EXTENSION - row.extension:
            raise ValidationError({"days": _("An extension is 20 working days at most, all together.")})
        if clock.is_late:
            raise ValidationError(_("The time is over; it can no longer be extended."))
    if kind == LetterKind.DECISION and outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Choose the decision.")})
    if kind != LetterKind.RECEIPT and not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})


def _check_clarification(row: DisclosureRequest, clock: StatutoryClock, until: dt.date | None) -> None:
    """Article 30: once, within seven working days, with a reasonable time to answer."""
    today = timezone.localdate()
    if row.clarify_asked_on:
        raise ValidationError(_("Clarification is asked for once, and this was done."))
    if today > clock.clarify_until:
        raise ValidationError(_("Seven working days are over: clarification can no longer be asked for."))
    if not until or until <= today:
        raise ValidationError({"until": _("Name a day to come by which the applicant answers.")})


def _day(day: dt.date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


@transaction.atomic
def draft_letter(
    request: DisclosureRequest, *, kind: str, reason: str = "", outcome: str = "", days: int = 0,
    until: dt.date | None = None, organ: str = "", acting_user: Any,
) -> RequestLetter:  # fmt: skip
    """Write a letter from its template; the exact words are kept and may be read before it is sent."""
    row = locked_request(request)
    require(can_disclose(acting_user, row.unit))
    _check(row, kind, outcome, days, until, reason)
    if kind == LetterKind.TRANSFER:
        outcome = Outcome.TRANSFERRED
        if not organ.strip():
            raise ValidationError({"organ": _("Name the organ that is responsible.")})
    today, work = timezone.localdate(), calendar()
    if kind == LetterKind.THIRD_PARTY:
        until = work.deadline(today, THIRD_PARTY_DAYS)
    due = row.due_on
    if kind == LetterKind.EXTENSION:
        row.extension += days
        clock = clock_of(row, today, work)
        due = clock.due_on if clock else due
    number = f"{row.number}-{row.letters.count() + 1}"
    with override(row.language):
        words = wording_of(kind, row.language)
        letterhead = row.unit.name
        values = {
            "number": row.number, "received_on": _day(row.received_on), "wanted": row.wanted, "unit": letterhead,
            "due_on": _day(due), "until": _day(until), "days": str(days), "points": reason.strip(),
            "reason": reason.strip(), "organ": organ.strip(), "today": _day(today),
            "decision": str(Outcome(outcome).label) if outcome else "",
        }  # fmt: skip
        title, body = fill(words.title, values), fill(words.body, values)
    letter = RequestLetter.objects.create(
        request_id=row.pk, kind=kind, number=number, language=row.language, title=title, body=body,
        letterhead=letterhead, outcome=outcome, days=days, until=until, drafted_by=acting_user,
    )  # fmt: skip
    step(row, StepKind.DRAFTED, acting_user, lambda: f"{letter.get_kind_display()} {number}")
    return letter


def _locked_letter(letter: RequestLetter) -> tuple[RequestLetter, DisclosureRequest]:
    row = locked_request(letter.request)
    found = RequestLetter.objects.select_for_update(of=("self",)).select_related("request__unit").get(pk=letter.pk)
    if found.sent_on or found.returned_note:
        raise ValidationError(_("This letter has been sent or returned already."))
    return found, row


@transaction.atomic
def return_letter(letter: RequestLetter, *, note: str, acting_user: Any) -> RequestLetter:
    """Do not send a letter; its writer reads why."""
    found, row = _locked_letter(letter)
    require(can_disclose(acting_user, row.unit))
    note = " ".join(note.split())[:500]
    if not note:
        raise ValidationError(_("Give a reason."))
    found.returned_note = note
    found.save()
    step(row, StepKind.RETURNED, acting_user, f"{found.number}: {note}")
    return found


@transaction.atomic
def send_letter(letter: RequestLetter, *, acting_user: Any) -> RequestLetter:
    """Sign and send a letter: the applicant reads it on their page, and what it says takes effect."""
    found, row = _locked_letter(letter)
    require(can_disclose(acting_user, row.unit))
    if not can_sign(acting_user, found):
        raise TwoPeople(_("Whoever wrote this letter does not sign it: a second person does."))
    _check(row, found.kind, found.outcome, found.days, found.until, found.body)
    found.signed_by, found.sent_on = acting_user, timezone.localdate()
    found.save()
    step(row, StepKind.SENT, acting_user, lambda: f"{found.get_kind_display()} {found.number}")
    _take_effect(found, row, acting_user)
    record(
        facts.DisclosureLetterSent(
            unit_id=row.unit_id, subject=ref("responses", "disclosure_request", row.pk), actor_id=acting_user.pk,
            letter_id=found.pk, kind=str(found.kind),
        )
    )  # fmt: skip
    return found


def _take_effect(letter: RequestLetter, row: DisclosureRequest, acting_user: Any) -> None:
    today = timezone.localdate()
    if letter.kind == LetterKind.CLARIFICATION:
        row.state, row.clarify_asked_on, row.clarify_by = RequestState.CLARIFY, today, letter.until
        # The clock begins anew when the clarification comes; until then nothing runs out.
        row.due_on = None
        row.save()
    elif letter.kind == LetterKind.EXTENSION:
        row.extension += letter.days
        set_clock(row)
    elif letter.kind == LetterKind.THIRD_PARTY:
        RequestPause.objects.create(
            request=row, kind=PauseKind.THIRD_PARTY, asked_on=today, reason=f"{letter.title} {letter.number}"
        )
        set_clock(row)
        step(row, StepKind.PAUSED, acting_user, letter.number)
    elif letter.kind in (LetterKind.DECISION, LetterKind.TRANSFER):
        end_request(row, letter.outcome, acting_user)
