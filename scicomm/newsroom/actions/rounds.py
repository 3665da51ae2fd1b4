"""Rounds of review: opened with a copy of the plan, moved on by signatures, closed, and made void by a later edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from wagtail.models import Revision

from scicomm.core.workdays import add_working_days
from scicomm.newsroom.enums import STATE_OF_STEP, RoundState, Step, StepState, Verdict, Who
from scicomm.newsroom.models import Dossier, ReviewRound, RoundStep
from scicomm.newsroom.queries.plans import plan_of_story, steps_of_plan
from scicomm.newsroom.rules.reviews import Signature, StepRule, missing_steps, open_steps


def open_round(dossier: Dossier, revision: Revision, *, acting_user: Any) -> ReviewRound:
    """Begin a round for a revision by the plan of today; its terms are copied, so that a later change does not reach it."""
    plan = plan_of_story(dossier)
    made = ReviewRound.objects.create(
        dossier=dossier, revision=revision, plan=plan, own_signature=bool(plan and plan.own_signature),
        opened_by=acting_user if getattr(acting_user, "pk", None) else None,
    )  # fmt: skip
    for place, step in enumerate(steps_of_plan(plan)):
        named = list(step.people.all()) if step.pk else []
        copied = RoundStep.objects.create(
            round=made, kind=step.kind, position=place, who=step.who, reach=step.reach, due_days=step.due_days,
            parallel=step.parallel, required=step.required, may_follow=step.may_follow,
            # Each of the named must sign, however many they are.
            needed=max(len(named), 1) if step.who == Who.NAMED else step.needed,
        )  # fmt: skip
        if step.pk:
            copied.people.set(named)
            copied.substitutes.set(step.substitutes.all())
    advance(made, dossier)
    return made


def reopen_round(made: ReviewRound, dossier: Dossier) -> None:
    """Go on with a round whose revision was sent again unchanged: what was signed stays signed."""
    made.state, made.closed_at = RoundState.OPEN, None
    made.save(update_fields=["state", "closed_at"])
    made.steps.filter(state=StepState.RETURNED).update(
        state=StepState.WAITING, opened_at=None, due_on=None, asked_at=None, letters={}, escalated_at=None
    )
    advance(made, dossier)


def current_round(dossier: Dossier) -> ReviewRound | None:
    """The newest round of a story, whatever has become of it."""
    return dossier.review_rounds.select_related("revision").order_by("-opened_at", "-pk").first()


def open_round_of(dossier: Dossier) -> ReviewRound | None:
    return dossier.review_rounds.filter(state=RoundState.OPEN).select_related("revision").first()


def rules_of(made: ReviewRound) -> tuple[list[StepRule], list[Signature]]:
    """A round as the pure rules see it: its plan, and the signatures given in it."""
    plan = [step.rule for step in made.steps.order_by("position")]
    given = made.dossier.sign_offs.filter(round_step__round=made, verdict=Verdict.APPROVED).order_by("made_at", "pk")
    signatures = [
        Signature(kind, f"user {user}" if user else f"link {link}", revision)
        for kind, user, link, revision in given.values_list("step", "reviewer_id", "link_id", "revision_id")
    ]
    return plan, signatures


def advance(made: ReviewRound, dossier: Dossier) -> bool:
    """Open the steps whose turn it is and close those that are through; True when nothing required is missing."""
    plan, signatures = rules_of(made)
    opened = open_steps(plan, signatures, made.revision_id)
    complete = not missing_steps(plan, signatures, made.revision_id)
    now = timezone.now()
    for step in made.steps.order_by("position"):
        if step.kind in opened and not complete:
            if step.state == StepState.WAITING:
                step.state, step.opened_at = StepState.OPEN, now
                step.due_on = add_working_days(timezone.localdate(), step.due_days)
                step.save(update_fields=["state", "opened_at", "due_on"])
        elif step.state in {StepState.OPEN, StepState.WAITING} and (complete or step.kind not in opened):
            through = step.state == StepState.OPEN and step.kind not in opened
            if through or complete:
                step.state = StepState.SIGNED if through else StepState.SKIPPED
                step.save(update_fields=["state"])
    if not complete:
        _show_state(dossier, made, opened)
    return complete


def _show_state(dossier: Dossier, made: ReviewRound, opened: Sequence[str]) -> None:
    """The story's state names the first required step that waits."""
    required = set(made.steps.filter(required=True).values_list("kind", flat=True))
    waiting = next((kind for kind in opened if kind in required), opened[0])
    dossier.state = STATE_OF_STEP[Step(waiting)]
    dossier.reviewed_revision_id = made.revision_id
    dossier.save(update_fields=["state", "reviewed_revision", "changed_at"])


def close_round(made: ReviewRound, state: RoundState) -> None:
    made.state, made.closed_at = state, timezone.now()
    made.save(update_fields=["state", "closed_at"])


def void_rounds(dossier: Dossier) -> None:
    """A later edit: what was under way spoke of another text. Links to sign end with it, because they hang on the round."""
    dossier.review_rounds.filter(state=RoundState.OPEN).update(state=RoundState.VOID, closed_at=timezone.now())


def missing_in(dossier: Dossier) -> tuple[str, ...]:
    """The steps that the revision under review still lacks; those left for after a rapid release are not missing."""
    made = current_round(dossier)
    if made is None or made.revision_id != dossier.reviewed_revision_id or dossier.reviewed_revision_id is None:
        return (Step.FIRST.value,)
    if made.state in {RoundState.VOID, RoundState.RETURNED}:
        return tuple(made.steps.filter(required=True).values_list("kind", flat=True)) or (Step.FIRST.value,)
    plan, signatures = rules_of(made)
    missing = missing_steps(plan, signatures, made.revision_id)
    if not made.rapid:
        return missing
    if not made.dossier.sign_offs.filter(round_step__round=made, rapid=True, verdict=Verdict.APPROVED).exists():
        return missing
    later = set(
        made.steps.filter(state__in=[StepState.AFTER, StepState.SIGNED, StepState.OBJECTED]).values_list(
            "kind", flat=True
        )
    )
    return tuple(kind for kind in missing if kind not in later)
