"""What comes in is sorted: who handles it, what is advertising, what was closed too early. One case or many at a time."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import User
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import AlreadyDecided, locked_case, refuse_ended
from scicomm.responses.actions.mails import wipe_mails
from scicomm.responses.enums import OPEN, CaseState
from scicomm.responses.models import Asker, Case
from scicomm.responses.permissions import can_handle, has_interest
from scicomm.responses.rules import masked

OFFICER = audit_entry("responses.case.officer", gettext_lazy("Say who handles a case"), shred=nothing_personal)
SPAM = audit_entry("responses.case.spam", gettext_lazy("Shut a case as spam"), shred=nothing_personal)
REOPENED = audit_entry("responses.case.reopen", gettext_lazy("Open a closed case again"), shred=nothing_personal)


@transaction.atomic
def set_officer(case: Case, *, officer: User, acting_user: Any) -> Case:
    """Say who handles a case: a response officer of its unit or above, without an interest in it. Again changes nothing."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    refuse_ended(locked)
    if locked.officer_id == officer.pk:
        return locked
    if not officer.is_active or not can_handle(officer, locked.unit):
        raise ValidationError(_("%(name)s is no response officer of this unit.") % {"name": officer.get_full_name()})
    if has_interest(officer, locked):
        raise ValidationError(_("%(name)s has an interest in this case.") % {"name": officer.get_full_name()})
    old, locked.officer = locked.officer_id, officer
    locked.save(update_fields=["officer"])
    audit(OFFICER, locked, user=acting_user, old=old, new=officer.pk)
    record(
        facts.CaseOfficerSet(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk,
            officer_id=officer.pk,
        )
    )  # fmt: skip
    return locked


@transaction.atomic
def shut_as_spam(case: Case, *, acting_user: Any) -> Case:
    """Nobody asked anything: the case is closed, counted nowhere, and whoever sent it is forgotten at once."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    if locked.is_spam:
        return locked
    refuse_ended(locked)
    if locked.state not in OPEN or locked.draft is not None:
        raise AlreadyDecided(_("Somebody is answering this already; close it with a reason instead."))
    locked.is_spam, locked.state, locked.closed_at = True, CaseState.CLOSED, timezone.now()
    locked.closed_reason = _("spam")
    locked.save(update_fields=["is_spam", "state", "closed_at", "closed_reason"])
    Asker.objects.filter(question__case=locked).delete()
    wipe_mails(locked)
    audit(SPAM, locked, user=acting_user)
    record(
        facts.CaseClosed(
            unit_id=locked.unit_id,
            subject=ref("responses", "case", locked.pk),
            actor_id=acting_user.pk,
            reason=_("spam"),
        )
    )
    return locked


@transaction.atomic
def reopen_case(case: Case, *, reason: str, acting_user: Any) -> Case:
    """Go on with a case that was closed without an answer; its clock never stopped."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    if locked.state != CaseState.CLOSED:
        return locked
    if locked.merged_into_id:
        raise ValidationError(_("It goes on as another case."))
    reason = masked(" ".join(reason.split()))[:300]
    if not reason:
        raise ValidationError(_("Say why it is opened again."))
    if locked.draft is not None:
        locked.state = CaseState.DRAFTING
    else:
        locked.state = CaseState.ASSIGNED if locked.expert_id else CaseState.NEW
    locked.is_spam, locked.closed_at, locked.closed_reason, locked.counted_with = False, None, "", ""
    locked.save(update_fields=["state", "is_spam", "closed_at", "closed_reason", "counted_with"])
    audit(REOPENED, locked, user=acting_user, new=reason)
    record(
        facts.CaseReopened(
            unit_id=locked.unit_id, subject=ref("responses", "case", locked.pk), actor_id=acting_user.pk, reason=reason
        )
    )
    return locked
