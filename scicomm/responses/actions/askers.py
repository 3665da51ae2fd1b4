"""Who asked: told once, forgotten in time, erased when they ask for it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.erased import Erased, hash_of, note_erased
from scicomm.core.ledger import record
from scicomm.facts import responses as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require
from scicomm.responses.actions.cases import locked_case
from scicomm.responses.actions.mails import forget_mails_of_cases, wipe_mails
from scicomm.responses.models import Asker, Case, Question
from scicomm.responses.permissions import can_handle
from scicomm.responses.queries import askers_to_forget
from scicomm.responses.rules import masked

# The entry says that somebody was erased, never who.
ERASED = audit_entry("responses.case.erase_asker", gettext_lazy("Erase who asked"), shred=nothing_personal)
# How the list of what was erased names a question.
QUESTION = "responses.question"
FORGET_AT_ONCE = 500


@transaction.atomic
def erase_asker(case: Case, *, acting_user: Any) -> Case:
    """Erase who asked, and addresses and numbers in the words of the question. Again changes nothing."""
    locked = locked_case(case)
    require(can_handle(acting_user, locked.unit))
    _erase(locked, acting_user)
    return locked


def _erase(locked: Case, acting_user: Any) -> None:
    question = Question.objects.filter(case=locked).first()
    if question is None:
        return
    gone = wipe_mails(locked)
    gone += Asker.objects.filter(question=question).delete()[0]
    text, detail = masked(question.text), masked(question.detail)
    if (text, detail) != (question.text, question.detail):
        question.text, question.detail = text, detail
        question.save(update_fields=["text", "detail"])
        gone += 1
    if gone:
        audit(ERASED, locked, user=acting_user)
        record(
            facts.AskerErased(
                unit_id=locked.unit_id,
                subject=ref("responses", "case", locked.pk),
                actor_id=acting_user.pk if acting_user else None,
                question_id=question.pk,
            )
        )


def note_asker_erased(question_id: int) -> None:
    """Put a question whose asker was erased on the list that restoring an older backup reads. Again does no harm."""
    question = Question.objects.filter(pk=question_id).first()
    if question is not None:
        note_erased(QUESTION, question.post_key, timezone.localdate())


def erase_askers_again(erased: Erased) -> int:
    """Erase who asked, where an older backup brought back what stands on the list; returns how many questions that were."""
    rows = Question.objects.filter(case__isnull=False).values_list("case", "post_key")
    found = [case for case, key in rows.iterator() if (QUESTION, hash_of(QUESTION, key)) in erased]
    for pk in found:
        with transaction.atomic():
            _erase(locked_case(Case.objects.get(pk=pk)), None)
    return len(found)


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
