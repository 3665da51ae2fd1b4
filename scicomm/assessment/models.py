"""Indicators as data with a version, and the record of what was computed from facts; how they count stands in `rules`."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.assessment.rules import COUNT, FLAG, WITHIN_DAYS, Measure
from scicomm.core.models import FactRecord
from scicomm.core.text import pick
from scicomm.organisation.models import Unit

__all__ = ["AssessmentRun", "Indicator", "Score", "ScoreFact"]


class Indicator(models.Model):
    """One indicator of one version of the scheme. A version is named by the first year it holds for, and is never changed once
    a year was scored with it: a change is a new version."""

    class Rule(models.TextChoices):
        COUNT = COUNT, _("points for each fact")
        WITHIN_DAYS = WITHIN_DAYS, _("share within days of the paper")
        FLAG = FLAG, _("share for which a value is true")

    class CountUnit(models.TextChoices):
        STORIES = "stories", _("stories")
        ANSWERS = "answers", _("answers")

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), help_text=_("the first year it holds for"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    explanation_zh = models.TextField(_("explanation, in Chinese"))
    explanation_en = models.TextField(_("explanation, in English"))
    unit_of_count = models.CharField(_("what is counted"), max_length=20, choices=CountUnit.choices)
    fact_name = models.CharField(_("fact"), max_length=80)
    rule = models.CharField(_("rule"), max_length=20, choices=Rule.choices)
    weight = models.DecimalField(
        _("weight"),
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text=_("points for each fact, or points for a share of 100 %"),
    )
    most = models.DecimalField(_("no more than"), max_digits=6, decimal_places=2, null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    flag = models.CharField(_("value"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["-version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="assessment_indicator_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def explanation(self) -> str:
        return pick(self.explanation_zh, self.explanation_en)

    @property
    def full_marks(self) -> float | None:
        """The most points there are; None where nothing limits them."""
        highest = self.most if self.rule == COUNT else self.weight
        return float(highest) if highest is not None else None

    def measure(self) -> Measure:
        """The indicator as the rules read it."""
        return Measure(self.code, self.fact_name, self.rule, self.weight, self.most, self.days, self.flag)


class AssessmentRun(models.Model):
    """One result of computing a year; the same result a second time makes no second run, it is confirmed.

    A year can come back to an earlier result; its latest record is the one confirmed last.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    indicator_version = models.PositiveSmallIntegerField(_("version of the indicators"))
    checksum = models.CharField(_("checksum"), max_length=64)
    computed_at = models.DateTimeField(_("computed at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("last computed at"), default=timezone.now)
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("computed by"),
    )

    class Meta:
        verbose_name = _("assessment run")
        verbose_name_plural = _("assessment runs")
        ordering = ["-computed_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["year", "checksum"], name="assessment_run_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.checksum[:12]}"


class Score(models.Model):
    """What one indicator gave one unit in one run."""

    run = models.ForeignKey(AssessmentRun, models.CASCADE, related_name="scores", verbose_name=_("run"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    value = models.PositiveIntegerField(_("counted"))
    base = models.PositiveIntegerField(_("out of"))
    points = models.DecimalField(_("points"), max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["run", "unit", "indicator"], name="assessment_score_once"),
            models.CheckConstraint(
                condition=models.Q(value__lte=models.F("base")), name="assessment_counted_within_base"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.indicator.code} {self.points}"


class ScoreFact(models.Model):
    """The evidence: one fact that a score counts."""

    score = models.ForeignKey(Score, models.CASCADE, related_name="evidence", verbose_name=_("score"))
    fact = models.ForeignKey(FactRecord, models.PROTECT, related_name="+", verbose_name=_("fact"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.UniqueConstraint(fields=["score", "fact"], name="assessment_evidence_once")]

    def __str__(self) -> str:
        return f"{self.score_id} ← {self.fact_id}"
