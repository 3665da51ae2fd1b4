"""The portal's own rows: the generation of the page cache and what was read; pages and stories live in their rooms."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CacheGeneration(models.Model):
    """One row: the number that every kept page carries. A new number makes all of them old, in every process."""

    # Microseconds since 1970, never smaller than before: a database restored from a backup never repeats a number.
    number = models.BigIntegerField(_("generation"), default=0)

    class Meta:
        verbose_name = _("generation of the page cache")
        verbose_name_plural = _("generation of the page cache")

    def __str__(self) -> str:
        return str(self.number)


class PageUsage(models.Model):
    """How often one page was read on one day, people and programs apart."""

    path = models.CharField(_("page"), max_length=500)
    language = models.CharField(_("language"), max_length=10)
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"), default=0)
    robot_views = models.PositiveIntegerField(_("views by programs"), default=0)

    class Meta:
        verbose_name = _("page views of a day")
        verbose_name_plural = _("page views")
        ordering = ["-day", "-views", "path"]
        constraints = [models.UniqueConstraint(fields=["path", "day"], name="portal_usage_once")]
        indexes = [models.Index(fields=["day"], name="portal_usage_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.path}"


class UsageFile(models.Model):
    """A spool file that has been counted: its name is written with its counts, so that it is never counted twice."""

    name = models.CharField(_("file"), max_length=120, unique=True)
    counted_at = models.DateTimeField(_("counted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("counted usage file")
        verbose_name_plural = _("counted usage files")
        ordering = ["-counted_at"]

    def __str__(self) -> str:
        return self.name
