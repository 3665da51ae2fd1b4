"""The rapid lane: one signature releases, and the steps it left out are reviewed afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.core.workdays import add_working_days
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.marks import MarkMade, put_marks
from scicomm.newsroom.actions.reviews import Decision, finish_round, sign
from scicomm.newsroom.actions.rounds import open_round_of, rules_of
from scicomm.newsroom.actions.stories import AlreadyDone, locked_dossier
from scicomm.newsroom.enums import IN_REVIEW, Step, StepState, Verdict
from scicomm.newsroom.models import Dossier, ReviewRound, RoundStep, SignLink, SignOff, StoryPage
from scicomm.newsroom.permissions import can_deal_with_objection, can_release_rapidly
from scicomm.newsroom.rules.reviews import rapid_release, rapid_step
from scicomm.organisation.permissions import require

RAPID = audit_entry("newsroom.story.rapid", gettext_lazy("Release rapidly"), shred=nothing_personal)
AFTER_REVIEWED = audit_entry(
    "newsroom.story.after_review", gettext_lazy("Review after release"), shred=nothing_personal
)
SETTLED = audit_entry("newsroom.story.objection", gettext_lazy("Deal with objection"), shred=nothing_personal)


@transaction.atomic
def release_rapidly(story: StoryPage, *, acting_user: Any, reason: str) -> Dossier:
    """Publish with one signature and a reason, where the plan allows it; what was left out is reviewed afterwards, by a day."""
    dossier = locked_dossier(story)
    made = open_round_of(dossier)
    if made is None or dossier.state not in IN_REVIEW:
        raise AlreadyDone(_("This story is not in review any more."))
    plan, signatures = rules_of(made)
    kind = rapid_step(plan)
    require(can_release_rapidly(acting_user, dossier, kind))
    if not reason.strip():
        raise ValidationError(_("Say why it cannot wait: the record keeps it."))
    left = rapid_release(plan, signatures, made.revision_id)
    if left.blocked:
        names = pgettext("list", ", ").join(str(Step(step).label) for step in left.blocked)
        raise ValidationError(_("These steps cannot follow afterwards: %(steps)s.") % {"steps": names})
    step = made.steps.get(kind=kind)
    own = acting_user.pk in {dossier.author_id, made.revision.user_id}
    decision = Decision(dossier, made, step, own)
    made.rapid, made.rapid_reason = True, reason.strip()
    made.save(update_fields=["rapid", "rapid_reason"])
    sign(decision, acting_user=acting_user, note=reason.strip(), rapid=True)
    _leave_for_later(made, step, left.follow)
    audit(RAPID, dossier.story, user=acting_user, new=reason.strip(), follow=list(left.follow))
    record(
        facts.StoryReleasedRapidly(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id), actor_id=acting_user.pk,
            revision_id=made.revision_id, reason=reason.strip(), follow=left.follow,
        )
    )  # fmt: skip
    finish_round(decision, acting_user=acting_user, note=reason.strip())
    dossier.refresh_from_db()
    return dossier


def _leave_for_later(made: ReviewRound, signed: RoundStep, follow: tuple[str, ...]) -> None:
    today, now = timezone.localdate(), timezone.now()
    for step in made.steps.order_by("position"):
        if step.pk == signed.pk:
            step.state = StepState.SIGNED
        elif step.kind in follow:
            step.state, step.opened_at, step.asked_at, step.letters = StepState.AFTER, now, None, {}
            step.due_on = add_working_days(today, step.due_days)
        elif step.state in {StepState.OPEN, StepState.WAITING}:
            step.state = StepState.SKIPPED
        step.save(update_fields=["state", "opened_at", "asked_at", "letters", "due_on"])


@transaction.atomic
def decide_after_review(
    step: RoundStep, *, acting_user: Any, approve: bool, note: str = "", marks: Iterable[MarkMade] = ()
) -> Dossier:
    """Review what a rapid release left out. An objection waits on the desk until somebody corrected, withdrew or answered it."""
    dossier = locked_dossier(step.round.dossier.story)
    mine = RoundStep.objects.open_for(acting_user).filter(pk=step.pk, state=StepState.AFTER)
    found = mine.select_related("round__revision").first()
    if found is None and not RoundStep.objects.filter(pk=step.pk, state=StepState.AFTER).exists():
        raise AlreadyDone(_("This step was decided by somebody else a moment ago. The story is now: %(state)s.")
                          % {"state": dossier.get_state_display()})  # fmt: skip
    require(found is not None)
    assert found is not None  # noqa: S101 - require() has refused None
    own = acting_user.pk in {dossier.author_id, found.round.revision.user_id}
    return after_decision(
        Decision(dossier, found.round, found, own), acting_user=acting_user, note=note, marks=marks,
        verdict=Verdict.APPROVED if approve else Verdict.OBJECTED,
    )  # fmt: skip


def after_decision(
    decision: Decision, *, acting_user: Any, verdict: Verdict, note: str, link: SignLink | None = None,
    marks: Iterable[MarkMade] = (),
) -> Dossier:  # fmt: skip
    """Write an after-review down, by a reviewer or by a scientist's link."""
    dossier, made, step = decision.dossier, decision.round, decision.step
    marks = list(marks)
    if verdict == Verdict.OBJECTED and not note.strip() and not marks:
        raise ValidationError(_("Say what is wrong: the editors decide what follows from it."))
    signed = SignOff.objects.create(
        dossier=dossier, revision_id=made.revision_id, round_step=step, step=step.kind, verdict=verdict,
        reviewer=acting_user, link=link, note=note, own_text=decision.own_text,
    )  # fmt: skip
    put_marks(signed, marks)
    approvals = step.sign_offs.filter(verdict=Verdict.APPROVED).count()
    if verdict == Verdict.OBJECTED:
        step.state = StepState.OBJECTED
    elif approvals >= step.needed:
        step.state = StepState.SIGNED
    step.save(update_fields=["state"])
    audit(AFTER_REVIEWED, dossier.story, user=acting_user, new=verdict.value, step=step.kind, note=note)
    record(
        facts.StoryAfterReviewed(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id),
            actor_id=getattr(acting_user, "pk", None), revision_id=made.revision_id, step=step.kind,
            verdict=verdict.value, note=note,
        )
    )  # fmt: skip
    return dossier


@transaction.atomic
def settle_objection(step: RoundStep, *, acting_user: Any, note: str) -> RoundStep:
    """Say what was done about an objection; withdrawing the story or correcting it afterwards answers it too."""
    dossier = locked_dossier(step.round.dossier.story)
    require(can_deal_with_objection(acting_user, dossier))
    step = RoundStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if step.state != StepState.OBJECTED or step.dealt_with_at:
        raise AlreadyDone(_("Somebody dealt with this a moment ago."))
    if not note.strip():
        raise ValidationError(_("Say what was done: the record keeps it."))
    step.dealt_with_at, step.dealt_with_note = timezone.now(), note.strip()
    step.save(update_fields=["dealt_with_at", "dealt_with_note"])
    audit(SETTLED, dossier.story, user=acting_user, new=note.strip(), step=step.kind)
    record(
        facts.StoryObjectionSettled(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id), actor_id=acting_user.pk,
            step=step.kind, note=note.strip(),
        )
    )  # fmt: skip
    return step
