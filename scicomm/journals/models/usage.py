"""What was counted of the readers' use, by COUNTER's rules: months of articles and searches, batches counted, keys of reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.articles import Article
from scicomm.journals.rules.counter.counting import AccessMethod, AccessType
from scicomm.organisation.models import Unit


class UsageMonth(models.Model):
    """What was counted of one article in one month; nothing of any reader is in here."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="usage", verbose_name=_("article"))
    month = models.DateField(_("month"), help_text=_("its first day"))
    access_type = models.CharField(
        _("access"), max_length=12, choices=[(kind.value, kind.value) for kind in AccessType]
    )
    access_method = models.CharField(
        _("way of access"), max_length=7, choices=[(way.value, way.value) for way in AccessMethod]
    )
    yop = models.PositiveSmallIntegerField(_("year of publication"))
    total_investigations = models.PositiveIntegerField(_("investigations"), default=0)
    unique_investigations = models.PositiveIntegerField(_("unique investigations"), default=0)
    total_requests = models.PositiveIntegerField(_("requests of the full text"), default=0)
    unique_requests = models.PositiveIntegerField(_("unique requests of the full text"), default=0)
    downloads = models.PositiveIntegerField(_("files fetched"), default=0)

    class Meta:
        verbose_name = _("usage of a month")
        verbose_name_plural = _("usage by month")
        ordering = ["month", "article"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "month", "access_type", "access_method", "yop"], name="journals_usage_once"
            )
        ]
        indexes = [models.Index(fields=["month"], name="journals_usage_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.article_id}"


class SearchMonth(models.Model):
    """How many searches were run on the public site in one month."""

    month = models.DateField(_("month"), unique=True)
    searches = models.PositiveIntegerField(_("searches"), default=0)

    class Meta:
        verbose_name = _("searches of a month")
        verbose_name_plural = _("searches by month")
        ordering = ["month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class CountedUsage(models.Model):
    """An hour whose events have been counted: written with its counts, so that no file is ever counted twice."""

    hour = models.CharField(_("hour"), max_length=40, unique=True, help_text=_("UTC, like 2026052007"))
    files = models.JSONField(_("files"), default=list)
    list_version = models.CharField(_("list of robots"), max_length=60)
    events = models.PositiveIntegerField(_("events counted"), default=0)
    folded = models.PositiveIntegerField(_("double clicks left out"), default=0)
    robots = models.PositiveIntegerField(_("events of programs left out"), default=0)
    counted_at = models.DateTimeField(_("counted at"), auto_now=True)

    class Meta:
        verbose_name = _("counted hour of usage")
        verbose_name_plural = _("counted hours of usage")
        ordering = ["hour"]

    def __str__(self) -> str:
        return self.hour


class UsageClock(models.Model):
    """One row: since when usage is counted, and until when everything has been."""

    since = models.DateTimeField(_("counted since"))
    until = models.DateTimeField(_("counted until"))

    class Meta:
        verbose_name = _("state of the count of usage")
        verbose_name_plural = _("state of the count of usage")

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d %H:%M}"


class ReportKey(models.Model):
    """A key with which a program fetches usage reports: of the world, and of the journals of its unit and those below.

    Only a digest of the secret is kept: it is shown once, when the key is made.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("for whom"), max_length=120, help_text=_("the library, consortium or system that asks"))
    requestor = models.CharField(_("requestor_id"), max_length=24, unique=True)
    digest = models.CharField(_("digest of the secret"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("key of usage reports")
        verbose_name_plural = _("keys of usage reports")
        ordering = [models.F("ended_at").asc(nulls_first=True), "-made_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.requestor})"
