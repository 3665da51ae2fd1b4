"""What collecting remembers beside the feeds: days, hosts, our own outlets, and how long what is kept."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.listening.enums import SourceClass
from scicomm.listening.models.feeds import Feed
from scicomm.listening.rules.retention import LONGEST_DAYS, SHORTEST_DAYS


class FeedDay(models.Model):
    """What one feed brought on one day: how often it was asked, how often in vain, how many items it showed and how many were
    new."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="days", verbose_name=_("feed"))
    day = models.DateField(_("day"))
    fetches = models.PositiveIntegerField(_("fetches"), default=0)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    seen = models.PositiveIntegerField(_("items seen"), default=0)
    new = models.PositiveIntegerField(_("new items"), default=0)

    class Meta:
        verbose_name = _("day of a feed")
        verbose_name_plural = _("days of feeds")
        ordering = ["day", "id"]
        constraints = [models.UniqueConstraint(fields=["feed", "day"], name="listening_feed_day_once")]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.day}"


class SourceHost(models.Model):
    """A server that feeds are fetched from: when it may be asked again, and what its robots.txt said."""

    name = models.CharField(_("host"), max_length=255, unique=True)
    free_at = models.DateTimeField(_("may be asked again at"))
    robots = models.TextField(_("robots.txt"), blank=True)
    robots_at = models.DateTimeField(_("robots.txt read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("host of feeds")
        verbose_name_plural = _("hosts of feeds")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OwnOutlet(models.Model):
    """A host, or the beginning of an address, that is ours: what stands there is marked as our own voice."""

    place = models.CharField(_("host or beginning of addresses"), max_length=500, unique=True)

    class Meta:
        verbose_name = _("own outlet")
        verbose_name_plural = _("own outlets")
        ordering = ["place"]

    def __str__(self) -> str:
        return self.place


class RetentionTerm(models.Model):
    """How long items of one source class are kept; a class without a row has the usual term (`rules.retention`)."""

    _bounds = [MinValueValidator(SHORTEST_DAYS), MaxValueValidator(LONGEST_DAYS)]

    source_class = models.CharField(_("who speaks"), max_length=12, choices=SourceClass.choices, unique=True)
    text_days = models.PositiveIntegerField(_("days that texts are kept"), validators=_bounds)
    mention_days = models.PositiveIntegerField(_("days that unlinked mentions are kept"), validators=_bounds)

    class Meta:
        verbose_name = _("term of keeping")
        verbose_name_plural = _("terms of keeping")
        ordering = ["source_class"]

    def __str__(self) -> str:
        return self.get_source_class_display()
