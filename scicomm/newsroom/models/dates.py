"""Important dates: what the calendar knows beforehand, from the open day to a year's round birthday."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.newsroom.enums import Recurrence
from scicomm.newsroom.rules.dates import occurrence_in, occurrences
from scicomm.organisation.models import Unit


class ImportantDate(models.Model):
    """A day that returns each year or comes once. Dates change every year: they are data, and `version` says from which list."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="important_dates", verbose_name=_("unit"))
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    note_zh = models.TextField(_("about, in Chinese"), blank=True)
    note_en = models.TextField(_("about, in English"), blank=True)
    recurrence = models.CharField(_("how often"), max_length=10, choices=Recurrence.choices, default=Recurrence.YEARLY)
    first_on = models.DateField(_("day"), help_text=_("For one that returns: the first time it counts."))
    days = models.PositiveSmallIntegerField(_("how many days"), default=1)
    mined_days_ahead = models.PositiveSmallIntegerField(
        _("days ahead a lead is made"), default=45, help_text=_("0 makes none.")
    )
    subjects = models.ManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("subjects"))
    version = models.CharField(
        _("version"), max_length=40, help_text=_("The list or the year it is taken from, like “2027”.")
    )
    is_on = models.BooleanField(_("in use"), default=True)
    # RFC 5545: raised with each change, so that calendars that follow it take the change over.
    sequence = models.PositiveIntegerField(_("changes"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("important date")
        verbose_name_plural = _("important dates")
        ordering = ["first_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=60), name="newsroom_date_days"),
            models.UniqueConstraint(fields=["unit", "name_zh", "version"], name="newsroom_date_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def note(self) -> str:
        return pick(self.note_zh, self.note_en)

    @property
    def returns(self) -> bool:
        return self.recurrence == Recurrence.YEARLY

    def between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The days it begins on, from the first to before the last."""
        return occurrences(self.first_on, self.returns, first, last) if self.is_on else []

    def next_after(self, day: dt.date) -> dt.date | None:
        """Its next day, that day included; None for one that is over."""
        if not self.returns:
            return self.first_on if self.first_on >= day else None
        year = max(day.year, self.first_on.year)
        found = occurrence_in(self.first_on, year)
        return found if found >= day else occurrence_in(self.first_on, year + 1)
