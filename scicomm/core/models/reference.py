"""Reference data that changes by announcement, never by code: disciplines and the working-day calendar."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Subject(models.Model):
    """A discipline; the first 62 are the first level of GB/T 13745-2009, others may be added below or beside them."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("broader subject"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class WorkingYear(models.Model):
    """The working days of one year: the weekdays that are free and the weekend days that are worked.

    Source: the yearly holiday notice of the State Council, usually in November. A year without its notice is provisional, and
    every deadline that falls into it is shown as such.
    """

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    is_provisional = models.BooleanField(_("provisional"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    holidays = models.JSONField(
        _("free weekdays"), default=list, blank=True, help_text=_("ISO dates, one notice a year")
    )
    working_weekends = models.JSONField(
        _("worked weekend days"), default=list, blank=True, help_text=_("ISO dates of weekend days that are worked")
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("working year")
        verbose_name_plural = _("working-day calendar")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
