"""Signatures, and the one task by which Wagtail's workflow knows a story's review."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, Task

from scicomm.core.doors import knock
from scicomm.newsroom.enums import RoundState, Step, StepState, Verdict
from scicomm.newsroom.models.rounds import ReviewRound, RoundStep
from scicomm.newsroom.models.sign_links import SignLink
from scicomm.newsroom.models.stories import Dossier


class SignOff(models.Model):
    """One person's decision on one step for one revision: a reviewer with an account, or a scientist by link."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="sign_offs", verbose_name=_("story"))
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name=_("revision"))
    # None for signatures older than the rounds.
    round_step = models.ForeignKey(
        RoundStep, models.PROTECT, null=True, blank=True, related_name="sign_offs", verbose_name=_("step of a round")
    )
    step = models.CharField(_("step"), max_length=10, choices=Step.choices)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )
    link = models.OneToOneField(
        SignLink, models.PROTECT, null=True, blank=True, related_name="decision", verbose_name=_("link")
    )
    note = models.TextField(_("comment"), blank=True)
    own_text = models.BooleanField(_("signed their own text"), default=False)
    rapid = models.BooleanField(_("in the rapid lane"), default=False)
    made_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "revision", "step", "reviewer"],
                condition=models.Q(verdict="approved"),
                name="newsroom_one_approval_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewer__isnull=False) | models.Q(link__isnull=False), name="newsroom_signed_by_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.get_verdict_display()}"

    @property
    def signer(self) -> str:
        """The name of who decided."""
        if self.link is not None:
            return self.link.called
        return self.reviewer.get_full_name() if self.reviewer else ""


class ReviewTask(Task):
    """A story's review as one Wagtail task. Its steps are our rows: Wagtail's run one after another and know groups only."""

    class Meta:
        verbose_name = _("review task")
        verbose_name_plural = _("review tasks")

    def may_sign(self, story: Any, user: Any) -> bool:
        steps = RoundStep.objects.open_for(user)
        return steps.filter(round__dossier__story_id=story.pk, state=StepState.OPEN).exists()

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        task_state = super().start(workflow_state, user=user)
        knock("newsroom.review_started", workflow_state.content_object, acting_user=user)
        return task_state

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or return from Wagtail's own screens: the same action as from the desk."""
        story = task_state.workflow_state.content_object
        verb = {"approve": "newsroom.approve_story", "reject": "newsroom.return_story"}[action_name]
        knock(verb, story, acting_user=user, note=kwargs.get("comment", ""))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.may_sign(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.may_sign(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.may_sign(obj, user):
            return []
        return [("reject", _("Return with a comment"), True), ("approve", _("Approve"), False)]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        rounds = ReviewRound.objects.filter(
            state=RoundState.OPEN, steps__in=RoundStep.objects.open_for(user).filter(state=StepState.OPEN)
        )
        stories = rounds.values_list("dossier__story_id", flat=True)
        states = self.task_states.filter(status="in_progress")
        return states.filter(workflow_state__object_id__in=[str(pk) for pk in stories])

    @classmethod
    def get_description(cls) -> str:
        return str(_("The steps of the plan that holds for the story's unit, signed by the people it names."))
