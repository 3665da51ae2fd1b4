"""The yearly inspection of outlets: a round of the academy, and one row for each outlet in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import InspectionState
from scicomm.channels.models.channels import Channel


class InspectionRound(models.Model):
    """The inspection of one year. Its questions are kept with it: what is asked next year may be another list."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    questions = models.JSONField(_("questions"), default=list)
    hand_in_by = models.DateField(_("units hand in by"))
    review_by = models.DateField(_("branches review by"))
    decide_by = models.DateField(_("the academy decides by"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("opened by")
    )

    class Meta:
        verbose_name = _("yearly inspection")
        verbose_name_plural = _("yearly inspections")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class Inspection(models.Model):
    """One outlet in a yearly inspection: the unit's answers, the branch's words, the academy's decision."""

    round = models.ForeignKey(InspectionRound, models.CASCADE, related_name="inspections", verbose_name=_("inspection"))
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="inspections", verbose_name=_("outlet"))
    state = models.CharField(_("state"), max_length=10, choices=InspectionState.choices, default=InspectionState.OPEN)
    # Code of the question: {"answer": "yes" | "no" | "not_applicable", "words": "..."}.
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    own_words = models.TextField(_("what the unit says"), blank=True)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    review_words = models.TextField(_("what the reviewer says"), blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    decision_words = models.TextField(_("what the academy says"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    mend_by = models.DateField(_("to be mended by"), null=True, blank=True)
    switched_off = models.BooleanField(_("switched off by the suspension"), default=False)
    mended_words = models.TextField(_("what was mended"), blank=True)

    class Meta:
        verbose_name = _("inspection of an outlet")
        verbose_name_plural = _("inspections of outlets")
        ordering = ["channel__unit__path", "channel_id"]
        constraints = [models.UniqueConstraint(fields=["round", "channel"], name="channels_inspection_once")]

    def __str__(self) -> str:
        return f"{self.round} {self.channel}"
