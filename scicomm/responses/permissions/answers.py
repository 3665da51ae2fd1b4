"""Who may write, meet and review which answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.organisation.permissions import Role, allowed, holds_here, units_under
from scicomm.responses.enums import OPEN, CaseState
from scicomm.responses.models import Answer, AnswerReuse, Case
from scicomm.responses.permissions.cases import HANDLERS, can_handle, cases_for, has_interest
from scicomm.responses.permissions.reviews import steps_for, text_in_review

DRAFTERS = frozenset({Role.COMMUNICATION_OFFICER})


def answers_for(user: Any) -> QuerySet[Answer]:
    """Answers, published or not, of the cases the user may read."""
    return Answer.objects.filter(case__in=cases_for(user))


def get_answer_for(user: Any, identifier: object) -> Answer:
    """An answer on the desk; 404 for another unit's."""
    return allowed(answers_for(user).select_related("case__unit"), identifier)


def writes_in(user: Any, case: Case) -> bool:
    """Response officers, and communication officers of the very unit, write answers."""
    return can_handle(user, case.unit) or holds_here(user, DRAFTERS, case.unit)


def can_draft(user: Any, case: Case) -> bool:
    return case.state in OPEN and writes_in(user, case) and not has_interest(user, case)


def can_rework(user: Any, case: Case) -> bool:
    """Correct or update what is public: those who write answers."""
    answer = case.draft
    return (
        case.state == CaseState.PUBLISHED
        and answer is not None
        and answer.withdrawn_at is None
        and writes_in(user, case)
    )


def can_withdraw(user: Any, case: Case) -> bool:
    """Take a public answer back: response officers of the unit or above."""
    answer = case.draft
    return (
        case.state == CaseState.PUBLISHED
        and answer is not None
        and answer.withdrawn_at is None
        and can_handle(user, case.unit)
    )


def can_review(user: Any, case: Case) -> bool:
    """Somebody whose signature is awaited, who is not the one who wrote the text."""
    text = text_in_review(case)
    return text is not None and bool(steps_for(user, case, text))


def reuses_for(user: Any) -> QuerySet[AnswerReuse]:
    """Answers proposed or used again, of the units whose cases the user handles."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return AnswerReuse.objects.none()
    return AnswerReuse.objects.filter(Q(unit__in=units_under(user, HANDLERS)))


def get_reuse_for(user: Any, identifier: object) -> AnswerReuse:
    """A proposal; 404 for another unit's."""
    rows = reuses_for(user).select_related("answer__case__unit", "mention__unit", "case__unit", "unit")
    return allowed(rows, identifier)
