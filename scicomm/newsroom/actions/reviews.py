"""The three reviews: submitting, signing, returning; each signature speaks of one revision."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowTask

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.doors import door
from scicomm.core.ledger import record
from scicomm.facts import newsroom as facts
from scicomm.facts.base import ref
from scicomm.newsroom.actions.releases import go_public
from scicomm.newsroom.actions.stories import AlreadyDone, locked_dossier
from scicomm.newsroom.enums import IN_REVIEW, STATE_OF_STEP, Step, StoryState, Verdict
from scicomm.newsroom.models import Dossier, ReviewTask, SignOff, StoryPage
from scicomm.newsroom.permissions import can_sign, can_submit_story, step_awaited
from scicomm.organisation.models import AcademyPage
from scicomm.organisation.permissions import require

SUBMITTED = audit_entry("newsroom.story.submit", gettext_lazy("Submit for review"), shred=nothing_personal)
SIGNED = audit_entry("newsroom.story.sign", gettext_lazy("Sign review"), shred=nothing_personal)
RETURNED = audit_entry("newsroom.story.return", gettext_lazy("Return story"), shred=nothing_personal)


@transaction.atomic
def set_up_review() -> Workflow:
    """The three steps as a Wagtail workflow on every home page; idempotent."""
    with translation.override("zh-hans"):
        workflow, _created = Workflow.objects.get_or_create(name=_("Three reviews"), defaults={"active": True})
        for number, step in enumerate(Step):
            task = ReviewTask.objects.filter(step=step).first() or ReviewTask.objects.create(
                step=step, name=str(Step(step).label)
            )
            WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": number})
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
    if story.live and correction_note.strip():
        dossier.correction_note = correction_note.strip()
        dossier.save(update_fields=["correction_note"])
    state = story.current_workflow_state
    if (
        state
        and state.status == state.STATUS_NEEDS_CHANGES
        and dossier.reviewed_revision_id == story.latest_revision_id
    ):
        state.resume(user=acting_user)
    else:
        if state:
            state.cancel(user=acting_user)
        set_up_review().start(story, acting_user)
    dossier.refresh_from_db()
    return dossier


@door("newsroom.step_started")
@transaction.atomic
def step_started(story: StoryPage, *, step: Step, acting_user: Any) -> None:
    """A review step begins (Wagtail says so, whichever screen began it): the dossier follows, and the first step is a
    submission."""
    dossier = locked_dossier(story)
    submitted = dossier.state not in IN_REVIEW
    if submitted and acting_user is not None and not can_submit_story(acting_user, dossier):
        raise PermissionDenied
    dossier.state = STATE_OF_STEP[step]
    dossier.reviewed_revision_id = story.latest_revision_id
    dossier.save(update_fields=["state", "reviewed_revision", "changed_at"])
    if submitted:
        audit(SUBMITTED, story, user=acting_user, new=story.latest_revision_id)
        record(
            facts.StorySubmitted(
                unit_id=dossier.unit_id, subject=ref("newsroom", "story", story.pk),
                actor_id=getattr(acting_user, "pk", None), revision_id=story.latest_revision_id,
            )
        )  # fmt: skip


def _decision(story: StoryPage, step: Step | None, acting_user: Any) -> tuple[Dossier, Step, TaskState]:
    """The dossier locked, the step that waits, and Wagtail's state of it; refuses who may not sign and who comes late."""
    dossier = locked_dossier(story)
    awaited = step_awaited(dossier)
    if awaited is None or (step is not None and step != awaited):
        raise AlreadyDone(_("This step was decided by somebody else a moment ago. The story is now: %(state)s.")
                          % {"state": dossier.get_state_display()})  # fmt: skip
    require(can_sign(acting_user, dossier, awaited))
    workflow = story.current_workflow_state
    if workflow is None or workflow.current_task_state is None:
        raise AlreadyDone(_("This story is not in review any more."))
    return dossier, awaited, workflow.current_task_state.specific


@door("newsroom.approve_story")
@transaction.atomic
def approve_story(story: StoryPage, *, acting_user: Any, note: str = "", step: Step | None = None) -> Dossier:
    """Sign the step that waits, for the revision under review. The third signature publishes, or holds under an embargo."""
    story = StoryPage.objects.get(pk=story.pk)
    dossier, awaited, task_state = _decision(story, step, acting_user)
    SignOff.objects.create(
        dossier=dossier, revision_id=dossier.reviewed_revision_id or 0, step=awaited, verdict=Verdict.APPROVED,
        reviewer=acting_user, note=note,
    )  # fmt: skip
    audit(SIGNED, story, user=acting_user, new=awaited.value)
    record(
        facts.StoryReviewed(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", story.pk), actor_id=acting_user.pk,
            revision_id=dossier.reviewed_revision_id or 0, step=awaited.value, note=note,
        )
    )  # fmt: skip
    # Wagtail moves on to the next step, or, after the last, calls finish_review through config.workflow.
    task_state.approve(user=acting_user, comment=note)
    dossier.refresh_from_db()
    return dossier


@door("newsroom.return_story")
@transaction.atomic
def return_story(story: StoryPage, *, acting_user: Any, note: str, step: Step | None = None) -> Dossier:
    """Send the story back to its writer with a comment; the comment is required, because it is the whole point."""
    story = StoryPage.objects.get(pk=story.pk)
    dossier, awaited, task_state = _decision(story, step, acting_user)
    if not note.strip():
        raise ValidationError(_("Say what should be changed: the writer will read it."))
    SignOff.objects.create(
        dossier=dossier, revision_id=dossier.reviewed_revision_id or 0, step=awaited, verdict=Verdict.RETURNED,
        reviewer=acting_user, note=note,
    )  # fmt: skip
    task_state.reject(user=acting_user, comment=note)
    dossier.state = StoryState.RETURNED
    dossier.save(update_fields=["state", "changed_at"])
    audit(RETURNED, story, user=acting_user, new=note)
    record(
        facts.StoryReturned(
            unit_id=dossier.unit_id, subject=ref("newsroom", "story", story.pk), actor_id=acting_user.pk,
            revision_id=dossier.reviewed_revision_id or 0, step=awaited.value, note=note,
        )
    )  # fmt: skip
    return dossier


@transaction.atomic
def finish_review(story: StoryPage, *, acting_user: Any) -> None:
    """Called by Wagtail when the last step was approved: public now, or held until the embargo lifts."""
    story = StoryPage.objects.get(pk=story.pk)
    go_public(locked_dossier(story), acting_user=acting_user)
