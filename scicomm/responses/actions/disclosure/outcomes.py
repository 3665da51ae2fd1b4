"""After and around the answer: redacted copies, appeals, the public log, forgetting who asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require
from scicomm.responses.actions.disclosure.requests import locked_request, refuse_future, refuse_unless, step
from scicomm.responses.enums import AppealResult, RequestState, StepKind
from scicomm.responses.models import DisclosureRequest, Redaction, RequestAppeal
from scicomm.responses.permissions.disclosure import can_disclose
from scicomm.responses.queries.disclosure.requests import applicant_of, applicants_to_forget
from scicomm.responses.rules import masked


@transaction.atomic
def keep_redaction(
    request: DisclosureRequest, *, title: str, is_pdf: bool, original: bytes, handed_out: bytes,
    marks: list[dict[str, Any]], acting_user: Any,
) -> Redaction:  # fmt: skip
    """Keep a copy with parts removed beside its original. It is handed out only when it is released."""
    row = locked_request(request)
    require(can_disclose(acting_user, row.unit))
    refuse_unless(row, RequestState.OPEN, RequestState.ENDED)
    made = Redaction.objects.create(
        request_id=row.pk, title=title.strip()[:200], is_pdf=is_pdf, original=original, handed_out=handed_out,
        marks=marks, made_by=acting_user,
    )  # fmt: skip
    step(row, StepKind.REDACTED, acting_user, made.title)
    return made


@transaction.atomic
def release_redaction(redaction: Redaction, *, acting_user: Any) -> Redaction:
    """Put the copy on the applicant's page; a request that was not answered yet hands out nothing."""
    row = locked_request(redaction.request)
    require(can_disclose(acting_user, row.unit))
    refuse_unless(row, RequestState.ENDED)
    found = Redaction.objects.select_for_update(of=("self",)).get(pk=redaction.pk)
    if found.made_by_id == acting_user.pk:
        raise ValidationError(
            _("Whoever made the copy does not release it: a second person looks for what was missed.")
        )
    if found.released_on:
        return found
    found.released_on = timezone.localdate()
    found.save(update_fields=["released_on"])
    step(row, StepKind.SENT, acting_user, found.title)
    record(
        facts.DisclosureCopyReleased(
            unit_id=row.unit_id, subject=ref("responses", "disclosure_request", row.pk), actor_id=acting_user.pk,
            copy_id=found.pk,
        )
    )  # fmt: skip
    return found


@transaction.atomic
def record_appeal(
    request: DisclosureRequest, *, kind: str, organ: str, filed_on: dt.date, acting_user: Any
) -> RequestAppeal:
    """A reconsideration or lawsuit was brought about the request."""
    row = locked_request(request)
    require(can_disclose(acting_user, row.unit))
    refuse_future(filed_on)
    if filed_on < row.arrived_on:
        raise ValidationError(_("This day lies before the request."))
    if not organ.strip():
        raise ValidationError({"organ": _("Name the organ or court.")})
    made = RequestAppeal.objects.create(request_id=row.pk, kind=kind, organ=organ.strip()[:200], filed_on=filed_on)
    step(row, StepKind.APPEAL, acting_user, lambda: f"{made.get_kind_display()}, {filed_on}")
    return made


@transaction.atomic
def decide_appeal(appeal: RequestAppeal, *, result: str, decided_on: dt.date, acting_user: Any) -> RequestAppeal:
    """Enter how a reconsideration or lawsuit ended."""
    row = locked_request(appeal.request)
    require(can_disclose(acting_user, row.unit))
    found = RequestAppeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    refuse_future(decided_on)
    if result == AppealResult.PENDING or decided_on < found.filed_on:
        raise ValidationError(_("Enter the result and a day after the filing."))
    found.result, found.decided_on = result, decided_on
    found.save()
    step(row, StepKind.APPEAL, acting_user, lambda: f"{found.get_kind_display()}: {found.get_result_display()}")
    record(
        facts.DisclosureAppealDecided(
            unit_id=row.unit_id, subject=ref("responses", "disclosure_request", row.pk), actor_id=acting_user.pk,
            appeal_id=found.pk, result=str(result),
        )
    )  # fmt: skip
    return found


@transaction.atomic
def show_in_log(request: DisclosureRequest, *, title: str, acting_user: Any) -> DisclosureRequest:
    """Show an answered request to everyone, under a title without personal data."""
    row = locked_request(request)
    require(can_disclose(acting_user, row.unit))
    refuse_unless(row, RequestState.ENDED)
    title = " ".join(title.split())[:300]
    names = [value for key, value in applicant_of(row).items() if key in ("name", "contact_person") and len(value) > 1]
    if not title:
        raise ValidationError({"title": _("Give the request a title for the public.")})
    if masked(title) != title or any(name in title for name in names):
        raise ValidationError({"title": _("This title holds a name, an address or a number of a person.")})
    row.log_title = title
    row.save(update_fields=["log_title"])
    step(row, StepKind.LOGGED, acting_user, title)
    with override("zh-hans"):
        url = row.log_address
    record(
        facts.DisclosureRequestShown(
            unit_id=row.unit_id,
            subject=ref("responses", "disclosure_request", row.pk),
            actor_id=acting_user.pk,
            url=url,
        )
    )
    return row


@transaction.atomic
def note_mail_sent(request: DisclosureRequest, *, what: str) -> None:
    """A mail about `what` (the number of the request or of a letter) has left for the applicant. Again changes nothing."""
    row = locked_request(request)
    if not row.steps.filter(kind=StepKind.TOLD, note=what).exists():
        step(row, StepKind.TOLD, None, what)


@transaction.atomic
def forget_applicants() -> int:
    """Erase who asked, where the case and its appeals are long over; returns how many requests that were."""
    found = list(applicants_to_forget(timezone.localdate())[:200])
    for one in found:
        row = locked_request(one)
        row.sealed, row.erased_at = "", timezone.now()
        row.wanted, row.clarification = masked(row.wanted), masked(row.clarification)
        row.save()
        for letter in row.letters.all():
            letter.body = masked(letter.body)
            letter.save(update_fields=["body"])
        step(row, StepKind.ERASED)
    return len(found)
