"""Where articles are harvested from over OAI-PMH, how each harvest stands, and what every record of a source became."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.articles import Article
from scicomm.organisation.models import Unit

FAILING_AFTER = 5


class HarvestSourceQuerySet(models.QuerySet["HarvestSource"]):
    def due(self, now: Any) -> HarvestSourceQuerySet:
        """Sources that are on and whose time has come, the longest waiting first."""
        waiting = Q(next_harvest_at__isnull=True) | Q(next_harvest_at__lte=now)
        return self.filter(waiting, is_on=True).order_by(F("next_harvest_at").asc(nulls_first=True), "pk")


class HarvestSource(models.Model):
    """A platform of others whose articles a unit takes over, and the state of its harvest.

    A harvest is a walk over the source's list, one part and one transaction at a time. `resumption_token` is where it stands;
    while it is under way `asked_from` and `began_at` say what was asked and when, by the source's own clock. When the list has
    ended, `began_at` becomes `last_datestamp`, from which (less an overlap) the next harvest asks.
    """

    class Health(models.TextChoices):
        OFF = "off", _("switched off")
        NEW = "new", _("not harvested yet")
        RUNNING = "running", _("harvest under way")
        FINE = "fine", _("fine")
        SHAKY = "shaky", _("failed, will be tried again")
        FAILING = "failing", _("failing")

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="harvest_sources",
        verbose_name=_("unit"),
        help_text=_("New journals are made under this unit; articles of other units' journals are left alone."),
    )
    name = models.CharField(_("name"), max_length=120)
    base_address = models.CharField(
        _("base address"),
        max_length=1000,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The OAI-PMH address of the platform, without anything behind a question mark."),
    )
    set_spec = models.CharField(
        _("set"),
        max_length=300,
        blank=True,
        validators=[
            RegexValidator(r"^[A-Za-z0-9\-_.!~*'():]+$", _("A set is written with letters, digits and colons."))
        ],
        help_text=_("Only this set of the source, written as the source names it; empty for all."),
    )
    metadata_prefix = models.CharField(
        _("format"),
        max_length=60,
        default="jats",
        validators=[RegexValidator(r"^[A-Za-z0-9\-_.!~*'()]+$", _("This is not the name of a format."))],
        help_text=_(
            "The source's name for its JATS records: jats, oai_jats, pmc, nlm. Other formats cannot be taken in."
        ),
    )
    is_on = models.BooleanField(_("is on"), default=True)
    every_hours = models.PositiveIntegerField(
        _("harvest every … hours"), default=24, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    last_datestamp = models.CharField(_("harvested up to"), max_length=20, blank=True)
    resumption_token = models.TextField(_("resumption token"), blank=True)
    asked_from = models.CharField(_("asked from"), max_length=20, blank=True)
    began_at = models.CharField(_("began at, by the source's clock"), max_length=20, blank=True)
    by_days = models.BooleanField(_("source counts days, not seconds"), default=False)
    run = models.PositiveIntegerField(_("number of the harvest"), default=0)
    pages = models.PositiveIntegerField(_("parts of the list read"), default=0)
    idle_pages = models.PositiveIntegerField(_("parts in a row that brought nothing new"), default=0)
    list_size = models.PositiveIntegerField(_("length of the list, as the source says"), null=True, blank=True)
    counts = models.JSONField(_("what the harvest brought"), default=dict, blank=True)
    last_harvested_at = models.DateTimeField(_("last harvest completed at"), null=True, blank=True)
    next_harvest_at = models.DateTimeField(_("next harvest at"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    objects = HarvestSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("harvest source")
        verbose_name_plural = _("harvest sources")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "base_address", "set_spec", "metadata_prefix"],
                name="journals_harvest_source_once",
                violation_error_message=_("This unit harvests that source already."),
            )
        ]
        indexes = [models.Index(fields=["is_on", "next_harvest_at"], name="journals_harvest_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        """Whether a harvest has begun and not ended."""
        return bool(self.began_at)

    @property
    def health(self) -> Health:
        """One word for how the source fares."""
        if not self.is_on:
            return self.Health.OFF
        if self.failures:
            return self.Health.FAILING if self.failures >= FAILING_AFTER else self.Health.SHAKY
        if self.is_under_way:
            return self.Health.RUNNING
        return self.Health.FINE if self.last_harvested_at else self.Health.NEW


class HarvestedRecord(models.Model):
    """A record of a source: what became of it the last time it was met, and which article it is.

    `brought` says that this very record brought the article into the house; only then may its deletion at the source withdraw it.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("went in")
        UPDATED = "updated", _("newer version")
        UNCHANGED = "unchanged", _("known already")
        QUARANTINED = "quarantined", _("to be mended")
        REFUSED = "refused", _("belongs to another unit")
        WITHDRAWN = "withdrawn", _("deleted at the source, withdrawn here")
        LEFT = "left", _("deleted at the source, left alone here")

    source = models.ForeignKey(HarvestSource, models.CASCADE, related_name="records", verbose_name=_("harvest source"))
    identifier = models.CharField(_("identifier"), max_length=600)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("article")
    )
    brought = models.BooleanField(_("brought the article"), default=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    reason = models.TextField(_("reason"), blank=True)
    datestamp = models.CharField(_("datestamp"), max_length=20)
    run = models.PositiveIntegerField(_("number of the harvest"))
    seen_at = models.DateTimeField(_("last seen"), auto_now=True)

    class Meta:
        verbose_name = _("harvested record")
        verbose_name_plural = _("harvested records")
        ordering = ["-seen_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["source", "identifier"], name="journals_harvested_once")]
        indexes = [models.Index(fields=["source", "-seen_at"], name="journals_harvested_recent")]

    def __str__(self) -> str:
        return self.identifier
