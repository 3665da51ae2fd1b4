"""The yearly report of a unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Unit
from scicomm.responses.enums import ReportState


class DisclosureReport(models.Model):
    """Numbers computed from rows as of a day, with sections the unit writes."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="disclosure_reports", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=8, choices=ReportState.choices, default=ReportState.DRAFT)
    figures = models.JSONField(_("figures"), default=dict)
    overview = models.TextField(_("overview"), blank=True)
    problems = models.TextField(_("problems and improvements"), blank=True)
    other = models.TextField(_("other matters"), blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("drafted by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("disclosure report")
        verbose_name_plural = _("disclosure reports")
        ordering = ["-year", "unit"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="responses_report_one")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("responses:disclosure_report", args=[self.pk])
