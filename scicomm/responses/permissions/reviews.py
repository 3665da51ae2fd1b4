"""Who may sign which step of an answer's review: by the newsroom's plan for questions and answers, else by the room's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scicomm.newsroom.models import ReviewPlan
from scicomm.newsroom.queries import plan_for, steps_of_plan
from scicomm.newsroom.rules.reviews import FINAL, SCIENTIST, Signature, StepRule, missing_steps, open_steps
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role, holds
from scicomm.responses.enums import CaseState, ReviewStep, RevisionState, SignOffVerdict
from scicomm.responses.models import Answer, AnswerRevision, AnswerSignOff, Case
from scicomm.responses.permissions.cases import has_interest
from scicomm.responses.permissions.named import PLAN_OF

REVIEWERS = frozenset({Role.FINAL_REVIEWER, Role.RESPONSE_OFFICER})


@dataclass(frozen=True)
class AnswerStep:
    """One step of an answer's review: its rule, and who signs it."""

    rule: StepRule
    roles: frozenset[str]
    people: frozenset[int] = frozenset()
    above: bool = False

    @property
    def kind(self) -> str:
        return self.rule.kind

    def entitles(self, user: Any, unit: Unit) -> bool:
        """Whether a user may sign it for a unit; named people need no role."""
        if self.people:
            return getattr(getattr(user, "person", None), "pk", None) in self.people or bool(user.is_superuser)
        # The path says where a duty reaches, so nobody need ask who stands above.
        place = Unit(path=unit.path[: -Unit.steplen]) if self.above else unit
        return bool(place.path) and holds(user, self.roles, place)


# Where no unit has a plan of its own for answers: one reviewer beside the writer.
HOUSE = (AnswerStep(StepRule(FINAL), REVIEWERS),)


def steps_of(unit: Unit) -> tuple[AnswerStep, ...]:
    """The steps that answers of a unit pass. The scientist's step is the experts' own approval of their words."""
    return steps_by(plan_for(unit, PLAN_OF))


def steps_by(plan: ReviewPlan | None) -> tuple[AnswerStep, ...]:
    """The steps of a plan for answers; the house's own where it is none."""
    if plan is None or plan.profile != PLAN_OF:
        return HOUSE
    made = [
        AnswerStep(
            step.rule, frozenset({step.role}),
            frozenset(person.pk for person in step.people.all()) if step.names_people else frozenset(),
            step.reach == "above",
        )
        for step in steps_of_plan(plan) if step.kind != SCIENTIST
    ]  # fmt: skip
    return tuple(made) or HOUSE


@dataclass(frozen=True)
class TextInReview:
    """The text that waits for signatures: the first one, or a new one of a public answer."""

    answer: Answer
    revision: AnswerRevision | None

    @property
    def writer_id(self) -> int | None:
        return self.revision.written_by_id if self.revision else self.answer.drafted_by_id

    @property
    def content(self) -> dict[str, Any]:
        return self.revision.content if self.revision else self.answer.content

    @property
    def form(self) -> str:
        return str(self.content["form"])

    @property
    def seen(self) -> str:
        """What a screen remembers of the text it shows."""
        return (self.revision or self.answer).changed_at.isoformat()

    @property
    def digest(self) -> str:
        return self.answer.digest_with(self.content)


def text_in_review(case: Case) -> TextInReview | None:
    """What waits for review in a case, if anything does."""
    answer = case.draft
    if answer is None:
        return None
    if case.state == CaseState.REVIEW:
        return TextInReview(answer, None)
    if case.state != CaseState.PUBLISHED or answer.withdrawn_at:
        return None
    revision = answer.revisions.filter(state=RevisionState.REVIEW).first()
    return TextInReview(answer, revision) if revision else None


def signer_name(user: Any) -> str:
    """What tells the signers of a text apart."""
    return f"user {user.pk}"


def signatures_of(text: TextInReview) -> list[Signature]:
    """The approvals of exactly this text. Two queries."""
    rows = AnswerSignOff.objects.filter(
        answer=text.answer, digest=text.digest, verdict=SignOffVerdict.APPROVED
    ).order_by("made_at", "pk")
    return [Signature(step, f"user {user}", 1) for step, user in rows.values_list("step", "reviewer_id")]


def steps_for(user: Any, case: Case, text: TextInReview) -> list[AnswerStep]:
    """The steps that a user may sign now. Nobody signs what they wrote, and nobody signs twice."""
    if not getattr(user, "is_authenticated", False) or text.writer_id == user.pk or has_interest(user, case):
        return []
    return steps_left(user, case.unit, steps_of(case.unit), signatures_of(text))


def steps_left(
    user: Any, unit: Unit, steps: Sequence[AnswerStep], signed: Sequence[Signature], *, after: bool = False
) -> list[AnswerStep]:
    """Of the steps that are open now, or were left out by a rapid release, those a user may sign who signed none yet. No query
    beside the user's duties."""
    if any(one.signer == signer_name(user) for one in signed):
        return []
    opened = (missing_steps if after else open_steps)([step.rule for step in steps], signed, 1)
    return [step for step in steps if step.kind in opened and step.entitles(user, unit)]


def may_sign_at_all(user: Any, case: Case) -> bool:
    """Whether a user reviews answers of this unit in some step, whoever wrote them and whatever waits."""
    return any(step.entitles(user, case.unit) for step in steps_of(case.unit))


def after_steps_for(user: Any, case: Case, answer: Answer) -> list[str]:
    """The steps left out by a rapid release that this user may sign now."""
    if not answer.is_rapid or answer.drafted_by_id == user.pk:
        return []
    signed = signatures_of(TextInReview(answer, None))
    return [step.kind for step in steps_left(user, case.unit, steps_of(case.unit), signed, after=True)]


def step_label(step: AnswerStep) -> str:
    """A step in words."""
    return str(ReviewStep(step.kind).label)
