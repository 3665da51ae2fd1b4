"""The texts of a published answer, one after another, and the signatures under each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.core.text import pick
from scicomm.responses.enums import OPEN_REVISIONS, ReviewStep, RevisionKind, RevisionState, SignOffVerdict
from scicomm.responses.models.answers import Answer


class AnswerRevision(models.Model):
    """One text of an answer that was public, is public, or is being made to take the public one's place.

    `content` holds every field that readers see, as JSON can hold it; the public one equals the answer's own fields.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions", verbose_name=_("answer"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=RevisionKind.choices, default=RevisionKind.FIRST)
    state = models.CharField(_("state"), max_length=8, choices=RevisionState.choices, default=RevisionState.DRAFT)
    content = models.JSONField(_("text"), default=dict)
    statements = models.JSONField(_("experts' words at that time"), default=list, blank=True)
    changed = models.JSONField(_("fields that changed"), default=list, blank=True)
    why_zh = models.CharField(_("what changed and why, in Chinese"), max_length=600, blank=True)
    why_en = models.CharField(_("what changed and why, in English"), max_length=600, blank=True)
    note = models.TextField(_("the reviewer's comment"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    made_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    public_at = models.DateTimeField(_("public since"), null=True, blank=True)

    class Meta:
        verbose_name = _("text of an answer")
        verbose_name_plural = _("texts of answers")
        ordering = ["answer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="responses_revision_number"),
            models.UniqueConstraint(
                fields=["answer"], condition=Q(state__in=sorted(OPEN_REVISIONS)), name="responses_one_open_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.number}"

    @property
    def why(self) -> str:
        return pick(self.why_zh, self.why_en)


class AnswerSignOff(models.Model):
    """One person's decision on one step for exactly one text, known by its digest."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="sign_offs", verbose_name=_("answer"))
    step = models.CharField(_("step"), max_length=10, choices=ReviewStep.choices)
    digest = models.CharField(_("digest of the text"), max_length=64, editable=False)
    verdict = models.CharField(_("verdict"), max_length=10, choices=SignOffVerdict.choices)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    note = models.TextField(_("comment"), blank=True)
    is_rapid = models.BooleanField(_("in the rapid lane"), default=False)
    made_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sign-off of an answer")
        verbose_name_plural = _("sign-offs of answers")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.get_verdict_display()}"
