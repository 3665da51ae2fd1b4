"""Who may do what with cases and answers, and fetching them with permission."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from scicomm.listening.models import Mention
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, Role, allowed, holds, holds_here, units_under
from scicomm.responses.enums import OPEN, CaseState
from scicomm.responses.models import Answer, Case, CaseQuerySet

HANDLERS = frozenset({Role.RESPONSE_OFFICER})
DRAFTERS = frozenset({Role.COMMUNICATION_OFFICER})
REVIEWERS = frozenset({Role.FINAL_REVIEWER, Role.RESPONSE_OFFICER})


def cases_for(user: Any) -> CaseQuerySet:
    """Cases of the units the user oversees, and those in which the user is the expert."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Case.objects.none()
    return Case.objects.filter(Q(unit__in=units_under(user, OVERSEERS)) | Q(expert__user_id=user.pk))


def answers_for(user: Any) -> QuerySet[Answer]:
    """Answers, published or not, of the cases the user may read."""
    return Answer.objects.filter(case__in=cases_for(user))


def get_case_for(user: Any, identifier: object) -> Case:
    """A case with what its page shows; 404 for another unit's."""
    return allowed(cases_for(user).with_parts(), identifier)


def get_answer_for(user: Any, identifier: object) -> Answer:
    """An answer on the desk; 404 for another unit's."""
    return allowed(answers_for(user).select_related("case__unit"), identifier)


def can_handle(user: Any, unit: Unit) -> bool:
    """Response officers of the unit or above it assign, close, and see who asked."""
    return holds(user, HANDLERS, unit)


def can_open_from_mention(user: Any, mention: Mention) -> bool:
    return can_handle(user, mention.unit)


def can_assign(user: Any, case: Case) -> bool:
    return case.state in OPEN and can_handle(user, case.unit)


def is_expert_of(user: Any, case: Case) -> bool:
    """Whether the case was given to the person behind this account."""
    return bool(case.expert_id and case.expert and case.expert.user_id and case.expert.user_id == user.pk)


def speaks_in(user: Any, case: Case) -> bool:
    """The expert gives their own words; the response officer records them."""
    return is_expert_of(user, case) or can_handle(user, case.unit)


def can_state(user: Any, case: Case) -> bool:
    return case.state in OPEN and speaks_in(user, case)


def writes_in(user: Any, case: Case) -> bool:
    """Response officers, and communication officers of the very unit, write answers."""
    return can_handle(user, case.unit) or holds_here(user, DRAFTERS, case.unit)


def can_draft(user: Any, case: Case) -> bool:
    return case.state in OPEN and writes_in(user, case)


def can_review(user: Any, case: Case) -> bool:
    """A reviewer of the unit or above, who is not the one who wrote the answer."""
    answer = case.draft
    return (
        case.state == CaseState.REVIEW
        and answer is not None
        and answer.drafted_by_id != user.pk
        and holds(user, REVIEWERS, case.unit)
    )


def can_close(user: Any, case: Case) -> bool:
    return case.state in OPEN | {CaseState.REVIEW} and can_handle(user, case.unit)


def can_see_asker(user: Any, case: Case) -> bool:
    """Who asked concerns only those who handle the case."""
    return can_handle(user, case.unit)
