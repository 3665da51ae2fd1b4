"""What experts say of themselves for the press and the public: topics, languages, when they cannot; and who speaks for a unit."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Person, Unit
from scicomm.responses.enums import ContactBy, MediaTraining


class ExpertProfile(models.Model):
    """One person as somebody to be asked. Who has none is asked as anybody else; who opted out is not suggested at all."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="expert_profile", verbose_name=_("person"))
    topics = models.TextField(_("topics you speak on"), blank=True)
    speaks_zh = models.BooleanField(_("speaks to the public in Chinese"), default=True)
    speaks_en = models.BooleanField(_("speaks to the public in English"), default=False)
    training = models.CharField(
        _("media training"), max_length=10, choices=MediaTraining.choices, default=MediaTraining.NONE
    )
    contact_by = models.CharField(
        _("best reached by"), max_length=10, choices=ContactBy.choices, default=ContactBy.EMAIL
    )
    contact_note = models.CharField(_("how and when"), max_length=200, blank=True)
    not_before = models.DateField(_("not before"), null=True, blank=True)
    opted_out_at = models.DateTimeField(_("does not want to be suggested since"), null=True, blank=True)
    opted_out_reason = models.CharField(_("why they do not want to"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("availability of an expert")
        verbose_name_plural = _("availability of experts")
        ordering = ["person"]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def topic_list(self) -> list[str]:
        """The topics, one a line."""
        return [line.strip() for line in self.topics.splitlines() if line.strip()]

    def speaks(self, language: str) -> bool:
        return self.speaks_en if language.startswith("en") else self.speaks_zh


class ExpertAway(models.Model):
    """Days on which a person cannot speak, the last one included."""

    profile = models.ForeignKey(ExpertProfile, models.CASCADE, related_name="aways", verbose_name=_("availability"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("absence of an expert")
        verbose_name_plural = _("absences of experts")
        ordering = ["starts_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="responses_away_span")]
        indexes = [models.Index(fields=["profile", "ends_on"], name="responses_away_profile")]

    def __str__(self) -> str:
        return f"{self.starts_on} - {self.ends_on}"

    def covers(self, day: dt.date) -> bool:
        return self.starts_on <= day <= self.ends_on


class SpeakingRule(models.Model):
    """Who speaks for a unit, and whether its policy puts them first; holds for the units below that have no rule of their own."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="speaking_rule", verbose_name=_("unit"))
    spokesperson = models.ForeignKey(Person, models.CASCADE, related_name="speaks_for", verbose_name=_("spokesperson"))
    is_first = models.BooleanField(_("the spokesperson is asked first"), default=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("rule of who speaks")
        verbose_name_plural = _("rules of who speaks")
        ordering = ["unit"]

    def __str__(self) -> str:
        return f"{self.unit}: {self.spokesperson}"
