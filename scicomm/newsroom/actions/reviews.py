"""Reviews: submitting, signing, returning. Each signature speaks of one revision; the steps are those of the round's plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.doors import door
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.checks import record_findings, refuse_errors
from scicomm.newsroom.actions.marks import MarkMade, put_marks
from scicomm.newsroom.actions.releases import go_public
from scicomm.newsroom.actions.rounds import (
    advance,
    close_round,
    current_round,
    open_round,
    open_round_of,
    reopen_round,
    void_rounds,
)
from scicomm.newsroom.actions.stories import AlreadyDone, locked_dossier
from scicomm.newsroom.enums import IN_REVIEW, RoundState, Step, StepState, StoryState, Verdict
from scicomm.newsroom.models import Dossier, ReviewRound, ReviewTask, RoundStep, SignLink, SignOff, StoryPage
from scicomm.newsroom.permissions import can_submit_story, steps_to_sign
from scicomm.organisation.models import AcademyPage
from scicomm.organisation.permissions import require

SUBMITTED = audit_entry("newsroom.story.submit", gettext_lazy("Submit for review"), shred=nothing_personal)
SIGNED = audit_entry("newsroom.story.sign", gettext_lazy("Sign review"), shred=nothing_personal)
SECRECY_SIGNED = audit_entry("newsroom.story.secrecy", gettext_lazy("Sign secrecy review"), shred=nothing_personal)
RETURNED = audit_entry("newsroom.story.return", gettext_lazy("Return story"), shred=nothing_personal)


@transaction.atomic
def set_up_review() -> Workflow:
    """One Wagtail task, whose steps are rows of ours, as a workflow on every home page; idempotent."""
    with translation.override("zh-hans"):
        task = ReviewTask.objects.order_by("pk").first() or ReviewTask.objects.create(name=_("Review"))
        workflow = Workflow.objects.filter(workflow_tasks__task=task).first() or Workflow.objects.create(
            name=_("Review"), active=True
        )
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    for home in AcademyPage.objects.all():
        WorkflowPage.objects.get_or_create(page=Page.objects.get(pk=home.pk), defaults={"workflow": workflow})
    return workflow


@transaction.atomic
def submit_story(story: StoryPage, *, acting_user: Any, correction_note: str = "") -> Dossier:
    """Send the newest revision into review. A returned story that was not changed goes back to the step that returned it; for a
    public story the note says to readers what was corrected."""
    dossier = locked_dossier(story)
    if dossier.state in IN_REVIEW:
        raise AlreadyDone(_("This story is in review already."))
    require(can_submit_story(acting_user, dossier))
    story = StoryPage.objects.get(pk=story.pk)
    if dossier.state == StoryState.PUBLISHED and story.latest_revision_id == story.live_revision_id:
        raise ValidationError(_("Nothing was changed since the story was published."))
    refuse_errors(dossier)
    if story.live and correction_note.strip():
        dossier.correction_note = correction_note.strip()
        dossier.save(update_fields=["correction_note"])
    state = story.current_workflow_state
    if state and state.status == state.STATUS_NEEDS_CHANGES:
        state.resume(user=acting_user)
    else:
        if state:
            state.cancel(user=acting_user)
        set_up_review().start(story, acting_user)
    dossier.refresh_from_db()
    return dossier


@door("newsroom.review_started")
@transaction.atomic
def review_started(story: StoryPage, *, acting_user: Any) -> None:
    """Review begins or goes on (Wagtail says so, whichever screen began it): a round for the newest revision; one that was
    returned unchanged goes on where it was."""
    dossier = locked_dossier(story)
    if dossier.state in IN_REVIEW:
        return
    if acting_user is not None and not can_submit_story(acting_user, dossier):
        raise PermissionDenied
    revision = StoryPage.objects.get(pk=story.pk).latest_revision
    void_rounds(dossier)
    last = current_round(dossier)
    if last and last.state == RoundState.RETURNED and last.revision_id == revision.pk:
        reopen_round(last, dossier)
    else:
        open_round(dossier, revision, acting_user=acting_user)
    if record_findings(dossier, revision).holds_back:
        # Only Wagtail's own editor comes here with errors; the desk has refused them in words before.
        raise PermissionDenied(_("The checks hold this story back. Its page on the desk says why."))
    audit(SUBMITTED, story, user=acting_user, new=revision.pk)
    record(
        facts.StorySubmitted(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", story.pk),
            actor_id=getattr(acting_user, "pk", None), revision_id=revision.pk,
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What is being decided: the story's dossier (locked), its round under way, the step, and whether it is one's own text."""

    dossier: Dossier
    round: ReviewRound
    step: RoundStep
    own_text: bool = False


def too_late(dossier: Dossier) -> AlreadyDone:
    return AlreadyDone(_("This step was decided by somebody else a moment ago. The story is now: %(state)s.")
                       % {"state": dossier.get_state_display()})  # fmt: skip


def _decision(story: StoryPage, step: Step | None, acting_user: Any, revision_id: int | None) -> Decision:
    """The dossier locked and the step to decide; refuses who may not sign and who comes late."""
    dossier = locked_dossier(story)
    made = open_round_of(dossier)
    if made is None or dossier.state not in IN_REVIEW:
        raise too_late(dossier)
    if revision_id is not None and revision_id != made.revision_id:
        raise AlreadyDone(_("The text was changed while you were reading. Please read it again."))
    waiting = made.steps.filter(state=StepState.OPEN).order_by("position")
    if step is not None and not waiting.filter(kind=step).exists():
        raise too_late(dossier)
    mine = steps_to_sign(acting_user, dossier).filter(round=made, state=StepState.OPEN)
    chosen = (mine.filter(kind=step) if step else mine).order_by("position").first()
    require(chosen is not None)
    own = acting_user.pk in {dossier.author_id, made.revision.user_id}
    return Decision(dossier, made, chosen, own)  # type: ignore[arg-type]


@door("newsroom.approve_story")
@transaction.atomic
def approve_story(
    story: StoryPage, *, acting_user: Any, note: str = "", step: Step | None = None, revision_id: int | None = None,
    marks: Iterable[MarkMade] = (),
) -> Dossier:  # fmt: skip
    """Sign a step that waits, for the revision under review. The last required signature publishes, or holds under an embargo."""
    decision = _decision(story, step, acting_user, revision_id)
    sign(decision, acting_user=acting_user, note=note, marks=marks)
    return go_on(decision, acting_user=acting_user, note=note)


def sign(
    decision: Decision, *, acting_user: Any, note: str = "", link: SignLink | None = None, rapid: bool = False,
    marks: Iterable[MarkMade] = (),
) -> SignOff:  # fmt: skip
    """Write down an approval, with its audit entry and its fact."""
    dossier, made, step = decision.dossier, decision.round, decision.step
    signed = SignOff.objects.create(
        dossier=dossier, revision_id=made.revision_id, round_step=step, step=step.kind, verdict=Verdict.APPROVED,
        reviewer=acting_user, link=link, note=note, own_text=decision.own_text, rapid=rapid,
    )  # fmt: skip
    put_marks(signed, marks)
    audit(
        SECRECY_SIGNED if step.kind == Step.SECRECY else SIGNED, dossier.story, user=acting_user, new=step.kind,
        revision=made.revision_id, own_text=decision.own_text or None, by_link=link.pk if link else None,
    )  # fmt: skip
    record(
        facts.StoryReviewed(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id),
            actor_id=getattr(acting_user, "pk", None), revision_id=made.revision_id, step=step.kind, note=note,
            rapid=rapid, own_text=decision.own_text,
        )
    )  # fmt: skip
    return signed


def go_on(decision: Decision, *, acting_user: Any, note: str = "") -> Dossier:
    """What follows on a signature: the next steps open; when nothing required is missing, the round closes and Wagtail's
    workflow ends, which calls finish_review through config.workflow."""
    if advance(decision.round, decision.dossier):
        finish_round(decision, acting_user=acting_user, note=note)
    decision.dossier.refresh_from_db()
    return decision.dossier


def finish_round(decision: Decision, *, acting_user: Any, note: str = "") -> None:
    """Close a complete round and Wagtail's workflow with it."""
    close_round(decision.round, RoundState.SIGNED)
    workflow = StoryPage.objects.get(pk=decision.dossier.story_id).current_workflow_state
    if workflow is None or workflow.current_task_state is None:
        raise AlreadyDone(_("This story is not in review any more."))
    workflow.current_task_state.specific.approve(user=acting_user, comment=note)


@door("newsroom.return_story")
@transaction.atomic
def return_story(
    story: StoryPage, *, acting_user: Any, note: str, step: Step | None = None, revision_id: int | None = None,
    marks: Iterable[MarkMade] = (),
) -> Dossier:  # fmt: skip
    """Send the story back to its writer with a comment or with marks on passages: they are the whole point."""
    decision = _decision(story, step, acting_user, revision_id)
    return send_back(decision, acting_user=acting_user, note=note, marks=marks)


def send_back(
    decision: Decision, *, acting_user: Any, note: str, link: SignLink | None = None, marks: Iterable[MarkMade] = ()
) -> Dossier:
    """Return the story, from a reviewer's page or by a scientist's link."""
    dossier, made, step = decision.dossier, decision.round, decision.step
    marks = list(marks)
    if not note.strip() and not marks:
        raise ValidationError(_("Say what should be changed: the writer will read it."))
    signed = SignOff.objects.create(
        dossier=dossier, revision_id=made.revision_id, round_step=step, step=step.kind, verdict=Verdict.RETURNED,
        reviewer=acting_user, link=link, note=note,
    )  # fmt: skip
    put_marks(signed, marks)
    step.state = StepState.RETURNED
    step.save(update_fields=["state"])
    close_round(made, RoundState.RETURNED)
    workflow = StoryPage.objects.get(pk=dossier.story_id).current_workflow_state
    if workflow and workflow.current_task_state:
        workflow.current_task_state.specific.reject(user=acting_user, comment=note)
    dossier.state = StoryState.RETURNED
    dossier.save(update_fields=["state", "changed_at"])
    audit(RETURNED, dossier.story, user=acting_user, new=note, step=step.kind, marks=len(marks) or None)
    record(
        facts.StoryReturned(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", dossier.story_id),
            actor_id=getattr(acting_user, "pk", None), revision_id=made.revision_id, step=step.kind, note=note,
        )
    )  # fmt: skip
    return dossier


@transaction.atomic
def finish_review(story: StoryPage, *, acting_user: Any) -> None:
    """Called by Wagtail when its task was approved: public now, or held until the embargo lifts. Refuses what is not signed."""
    story = StoryPage.objects.get(pk=story.pk)
    go_public(locked_dossier(story), acting_user=acting_user)
