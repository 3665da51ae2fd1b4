"""Answers used again, and what readers thought of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.listening.models import Mention
from scicomm.organisation.models import Unit
from scicomm.responses.enums import ReuseState
from scicomm.responses.models.answers import Answer
from scicomm.responses.models.cases import Case


class AnswerReuse(models.Model):
    """A published answer is proposed for a new copy of its claim or for a like question; accepted, it was used again."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="reuses", verbose_name=_("answer"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    mention = models.ForeignKey(
        Mention, models.CASCADE, null=True, blank=True, related_name="proposed_answers", verbose_name=_("mention")
    )
    case = models.ForeignKey(
        Case, models.SET_NULL, null=True, blank=True, related_name="reuses", verbose_name=_("case")
    )
    words = models.CharField(_("in its words"), max_length=500, blank=True)
    score = models.FloatField(_("likeness"), default=0.0)
    state = models.CharField(_("state"), max_length=8, choices=ReuseState.choices, default=ReuseState.PROPOSED)
    made_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer used again")
        verbose_name_plural = _("answers used again")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "mention"], condition=Q(mention__isnull=False), name="responses_proposed_once"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="accepted", case__isnull=False), name="responses_one_answer_a_case"
            ),
        ]
        indexes = [models.Index(fields=["state", "unit"], name="responses_reuse_waiting")]

    def __str__(self) -> str:
        return self.words[:60]


class AnswerVote(models.Model):
    """Whether an answer helped somebody. The digest tells one visitor of one day from another and is wiped the next day."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="votes", verbose_name=_("answer"))
    helped = models.BooleanField(_("it helped"))
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    day = models.DateField(_("day"))
    digest = models.CharField(_("digest of the visitor of that day"), max_length=64, blank=True, editable=False)
    read_at = models.DateTimeField(_("read by the officer at"), null=True, blank=True)

    class Meta:
        verbose_name = _("whether it helped")
        verbose_name_plural = _("whether it helped")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "day", "digest"], condition=~Q(digest=""), name="responses_one_vote_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.helped}"
