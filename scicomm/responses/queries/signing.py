"""Which texts wait for whose signature: first ones, corrections, and what a rapid release left for afterwards."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from scicomm.newsroom.models import ReviewPlan
from scicomm.newsroom.rules.reviews import Signature
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import units_under
from scicomm.responses.enums import CaseState, RevisionState, SignOffVerdict
from scicomm.responses.models import AnswerRevision, AnswerSignOff, Case, Statement
from scicomm.responses.permissions import PLAN_OF, REVIEWERS, AnswerStep, cases_for, steps_by, steps_left
from scicomm.responses.rules import digest_of_answer

MOST_READ = 200
"""Texts under plans that are looked at for one person, the most pressing first."""


def waits_for_signature(user: Any) -> Q:
    """Cases with a text that the user may sign now. One query where no unit has a plan for answers, six where some have."""
    plans = list(ReviewPlan.objects.filter(profile=PLAN_OF).select_related("unit").prefetch_related("steps__people"))
    house = Q(unit__in=units_under(user, REVIEWERS)) & _in_review(user)
    if not plans:
        return house
    planned = Q()
    for plan in plans:
        planned |= Q(unit__path__startswith=plan.unit.path)
    return (house & ~planned) | Q(pk__in=_planned(user, plans, planned))


def _in_review(user: Any) -> Q:
    """A text waits for review that the user did not write: the first one, or a new one of a public answer."""
    fresh = AnswerRevision.objects.filter(answer__case=OuterRef("pk"), state=RevisionState.REVIEW)
    changed = Q(Exists(fresh.exclude(written_by=user)), state=CaseState.PUBLISHED, answer__withdrawn_at=None)
    return Q(state=CaseState.REVIEW) & ~Q(answer__drafted_by=user) | changed


def _planned(user: Any, plans: list[ReviewPlan], planned: Q) -> list[int]:
    """Of the cases of units with a plan, those in which a step is open to the user."""
    plans = sorted(plans, key=lambda plan: len(plan.unit.path), reverse=True)
    steps = {plan.unit.path: steps_by(plan) for plan in plans}
    rapid = Q(state=CaseState.PUBLISHED, answer__is_rapid=True, answer__withdrawn_at=None)
    rapid &= ~Q(answer__drafted_by=user)
    rows = cases_for(user).filter(planned, _in_review(user) | rapid).distinct()
    return [case.pk for case in _with_texts(rows)[:MOST_READ] if _left(user, case, _steps_at(case.unit, steps))]


def _with_texts(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With all that a signature speaks of: the texts, the experts' words, the signatures that are there."""
    return (
        cases.select_related("unit", "answer")
        .prefetch_related(
            Prefetch("statements", Statement.objects.said(), to_attr="words"),
            Prefetch("answer__revisions", AnswerRevision.objects.filter(state=RevisionState.REVIEW), to_attr="in_review"),
            Prefetch(
                "answer__sign_offs", AnswerSignOff.objects.filter(verdict=SignOffVerdict.APPROVED).order_by("made_at", "pk"),
                to_attr="approvals",
            ),
        )
        .order_by("due_on", "pk")
    )  # fmt: skip


def _steps_at(unit: Unit, steps: dict[str, tuple[AnswerStep, ...]]) -> tuple[AnswerStep, ...]:
    """The steps of the nearest plan; the longest path comes first."""
    return next(found for path, found in steps.items() if unit.path.startswith(path))


def _left(user: Any, case: Any, steps: tuple[AnswerStep, ...]) -> bool:
    """Whether a step of the text in review, or of what went out rapidly, is the user's."""
    answer = case.answer
    fresh = next(iter(answer.in_review), None) if case.state == CaseState.PUBLISHED else None
    content = fresh.content if fresh else answer.content
    after = case.state == CaseState.PUBLISHED and fresh is None
    digest = digest_of_answer(content, [one.digest for one in case.words])
    signed = [Signature(one.step, f"user {one.reviewer_id}", 1) for one in answer.approvals if one.digest == digest]
    return bool(steps_left(user, case.unit, steps, signed, after=after))
