"""Terms that the house set for its cases, and the times in which the clock of a case stood still."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scicomm.responses.enums import CaseKind, Clock, Urgency, WaitsFor
from scicomm.responses.models.cases import Case


class DeadlineRule(models.Model):
    """How long cases of a kind and urgency may take; where there is no row, the terms of `rules.clocks.DEFAULTS` hold."""

    kind = models.CharField(_("kind"), max_length=10, choices=CaseKind.choices)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency.choices)
    clock = models.CharField(_("clock"), max_length=10, choices=Clock.choices)
    first = models.PositiveSmallIntegerField(
        _("first response within"), validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    answer = models.PositiveSmallIntegerField(
        _("answer within"), validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    may_pause = models.BooleanField(_("the clock may be stopped"), default=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("term for cases")
        verbose_name_plural = _("terms for cases")
        ordering = ["kind", "urgency"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "urgency"], name="responses_one_rule_a_kind"),
            models.CheckConstraint(condition=Q(first__lte=F("answer"), first__gte=1), name="responses_rule_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_urgency_display()}"


class CasePause(models.Model):
    """The clock stands still because somebody outside has to speak first."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses", verbose_name=_("case"))
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    waits_for = models.CharField(_("for whom"), max_length=8, choices=WaitsFor.choices, default=WaitsFor.OTHER)
    reason = models.CharField(_("waits for"), max_length=300)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("paused by")
    )

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until__isnull=True), name="responses_one_pause_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.reason
