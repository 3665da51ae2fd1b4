"""Journals."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.organisation.models import Unit

LANGUAGES = [
    ("zh", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("de", _("German")),
    ("ja", _("Japanese")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]


class Stage(models.TextChoices):
    """How far a title has come; which step may follow which stands in rules/stages.py."""

    IDEA = "idea", _("idea")
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", pgettext_lazy("stage of a journal", "approved")
    LAUNCHED = "launched", _("launched")
    ESTABLISHED = "established", _("established")
    STOPPED = "stopped", _("stopped")


class Access(models.TextChoices):
    """Who may read and who pays; as directories of journals tell them apart."""

    DIAMOND = "diamond", _("open access, no charge to authors")
    GOLD = "gold", _("open access, authors pay a charge")
    HYBRID = "hybrid", _("subscription, single papers open")
    DELAYED = "delayed", _("open after some months")
    SUBSCRIPTION = "subscription", _("subscription")


class Frequency(models.Model):
    """How often a journal comes out: data, with how many issues that makes in a year (0: continuous)."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40)
    issues_a_year = models.PositiveSmallIntegerField(_("issues a year"), default=0)

    class Meta:
        verbose_name = _("frequency")
        verbose_name_plural = _("frequencies")
        ordering = ["-issues_a_year", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)


class JournalQuerySet(models.QuerySet["Journal"]):
    def public(self) -> JournalQuerySet:
        """Journals anyone may know of: those that were launched."""
        return self.filter(is_public=True)


class Journal(models.Model):
    """A journal that a unit publishes, or a title that is still being prepared."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="journals", verbose_name=_("unit"))
    slug = models.SlugField(_("short address"), max_length=60, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=200, blank=True)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    issn = models.CharField(_("ISSN"), max_length=9, blank=True)
    eissn = models.CharField(_("electronic ISSN"), max_length=9, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    description_zh = models.TextField(_("about, in Chinese"), blank=True)
    description_en = models.TextField(_("about, in English"), blank=True)
    language = models.CharField(_("main language"), max_length=10, default="en")
    subjects = models.ManyToManyField(Subject, blank=True, verbose_name=_("subjects"))
    cn_number = models.CharField(
        _("CN number"), max_length=20, blank=True, help_text=_("As the imprint has it: CN 11-1234/Q.")
    )
    coden = models.CharField(_("CODEN"), max_length=6, blank=True)
    languages = models.JSONField(_("languages of its papers"), default=list, blank=True)
    frequency = models.ForeignKey(
        Frequency, models.PROTECT, null=True, blank=True, related_name="journals", verbose_name=_("frequency")
    )
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, validators=[MinValueValidator(1665), MaxValueValidator(2100)]
    )
    website = models.CharField(
        _("website"), max_length=300, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    access = models.CharField(_("access"), max_length=12, choices=Access.choices, blank=True)
    access_policy_zh = models.TextField(_("open-access policy, in Chinese"), blank=True)
    access_policy_en = models.TextField(_("open-access policy, in English"), blank=True)
    apc_amount = models.DecimalField(
        _("charge to authors"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    apc_currency = models.CharField(_("currency of the charge"), max_length=3, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.ESTABLISHED)
    # A title in preparation is known to the house only; its launch makes it public for ever, because papers stay.
    is_public = models.BooleanField(_("public"), default=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal")
        verbose_name_plural = _("journals")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["issn"], condition=~Q(issn=""), name="journals_issn_once"),
            models.UniqueConstraint(fields=["eissn"], condition=~Q(eissn=""), name="journals_eissn_once"),
            models.UniqueConstraint(
                fields=["cn_number"],
                condition=~Q(cn_number=""),
                name="journals_cn_once",
                violation_error_message=_("Another journal has this CN number."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return pick(self.title_zh, self.title_en)

    @property
    def description(self) -> str:
        return pick(self.description_zh, self.description_en)

    @property
    def access_policy(self) -> str:
        return pick(self.access_policy_zh, self.access_policy_en)

    @property
    def language_names(self) -> list[str]:
        """The languages of its papers in the reader's language; the main one where no others are said."""
        names: dict[str, Any] = dict(LANGUAGES)
        return [str(names.get(code, code)) for code in (self.languages or [self.language])]

    def get_absolute_url(self) -> str:
        return reverse("portal:journal", args=[self.slug])
