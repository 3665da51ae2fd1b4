"""Numbers about releases, each with its moment and its source, and when to ask the platform again."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import FigureSource
from scicomm.channels.models.releases import Release


class ReleaseFigure(models.Model):
    """One number about a release at a moment. An estimate says so, and stands apart from what was counted."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="figures", verbose_name=_("release"))
    metric = models.CharField(_("what is counted"), max_length=20)
    value = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("as of"))
    source = models.CharField(_("source"), max_length=10, choices=FigureSource.choices)
    is_estimate = models.BooleanField(_("an estimate"), default=False)
    is_latest = models.BooleanField(_("the newest of its kind"), default=True)
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("figure of a release")
        verbose_name_plural = _("figures of releases")
        ordering = ["release", "metric", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "metric", "source", "is_estimate", "at"], name="channels_figure_once"
            ),
            models.UniqueConstraint(
                fields=["release", "metric", "source", "is_estimate"],
                condition=models.Q(is_latest=True),
                name="channels_one_newest_figure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.metric}: {self.value}"


class FigurePull(models.Model):
    """When the platform is asked next for the numbers of a release, and how often it failed."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="pull", verbose_name=_("release"))
    step = models.PositiveSmallIntegerField(_("step"), default=0)
    next_at = models.DateTimeField(_("next at"), null=True, blank=True, db_index=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("asking for figures")
        verbose_name_plural = _("asking for figures")

    def __str__(self) -> str:
        return str(self.release_id)
