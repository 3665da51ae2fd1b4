"""How topics grow: counts by hour and day, the hours of the whole stream, and bursts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.listening.enums import BurstLevel
from scicomm.listening.models.topics import HotTopic


class TopicCount(models.Model):
    """How many reports of a topic fell into an hour; hours that are long past are folded into their day."""

    topic = models.ForeignKey(HotTopic, models.CASCADE, related_name="counts", verbose_name=_("hot topic"))
    at = models.DateTimeField(_("begins at"))
    is_day = models.BooleanField(_("a whole day"), default=False)
    independent = models.PositiveIntegerField(_("independent reports"), default=0)
    total = models.PositiveIntegerField(_("mentions"), default=0)

    class Meta:
        verbose_name = _("count of a topic")
        verbose_name_plural = _("counts of topics")
        ordering = ["topic", "at"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "is_day", "at"], name="listening_topic_count_once"),
        ]
        indexes = [models.Index(fields=["is_day", "at"], name="listening_topic_count_at")]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.at:%Y-%m-%d %H}: {self.independent}/{self.total}"


class StreamHour(models.Model):
    """How many independent reports an hour brought in all: the rhythm of day and week against which a topic is read."""

    at = models.DateTimeField(_("begins at"), unique=True)
    independent = models.PositiveIntegerField(_("independent reports"), default=0)

    class Meta:
        verbose_name = _("hour of the stream")
        verbose_name_plural = _("hours of the stream")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H}: {self.independent}"


class Burst(models.Model):
    """A topic grew faster than its own rhythm lets expect. One row a burst: where it began, its highest hour, its end."""

    topic = models.ForeignKey(HotTopic, models.CASCADE, related_name="bursts", verbose_name=_("hot topic"))
    started_at = models.DateTimeField(_("began"))
    peak_at = models.DateTimeField(_("highest hour"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), choices=BurstLevel.choices, default=BurstLevel.NOTABLE)
    reports = models.PositiveIntegerField(_("independent reports"), default=0)
    peak = models.PositiveIntegerField(_("reports in the highest hour"), default=0)
    expected = models.FloatField(_("reports expected by its own rhythm"), default=0.0)

    class Meta:
        verbose_name = _("burst")
        verbose_name_plural = _("bursts")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic"], condition=Q(ended_at__isnull=True), name="listening_one_open_burst"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_level_display()}"
