"""Who asked: told once, forgotten in time, erased when they ask for it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import locked_case
from scicomm.responses.actions.mails import forget_mails_of_cases, wipe_mails
from scicomm.responses.models import Asker, Case, Question
from scicomm.responses.permissions import can_handle
from scicomm.responses.queries import askers_to_forget
from scicomm.responses.rules import masked

# The entry says that somebody was erased, never who.
ERASED = audit_entry("responses.case.erase_asker", gettext_lazy("Erase who asked"), shred=nothing_personal)
FORGET_AT_ONCE = 500


@transaction.atomic
def erase_asker(case: Case, *, acting_user: Any) -> Case:
    """Erase who asked, and addresses and numbers in the words of the question. Again changes nothing."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    question = Question.objects.filter(case=locked).first()
    if question is None:
        return locked
    gone = wipe_mails(locked)
    gone += Asker.objects.filter(question=question).delete()[0]
    text, detail = masked(question.text), masked(question.detail)
    if (text, detail) != (question.text, question.detail):
        question.text, question.detail = text, detail
        question.save(update_fields=["text", "detail"])
        gone += 1
    if gone:
        audit(ERASED, locked, user=acting_user)
    return locked


@transaction.atomic
def mark_told(asker: Asker) -> None:
    """The mail about the answer has left."""
    Asker.objects.filter(pk=asker.pk, told_at__isnull=True).update(told_at=timezone.now())


@transaction.atomic
def forget_askers() -> int:
    """Forget who asked in cases that ended long ago; returns how many."""
    old = list(askers_to_forget(timezone.now()).values_list("pk", flat=True)[:FORGET_AT_ONCE])
    forget_mails_of_cases()
    return Asker.objects.filter(pk__in=old).delete()[0]
