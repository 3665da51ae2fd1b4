"""Embargoes: one row covers a story with all its translations and files; every move of it, and every time it was broken.

None of this stands in a revision, so an older one cannot bring another embargo back.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.newsroom.enums import BreachOutcome, EmbargoMoveKind, EmbargoSource
from scicomm.newsroom.models.press import PressMember
from scicomm.newsroom.models.stories import Dossier
from scicomm.organisation.models import Unit


class Embargo(models.Model):
    """Until when nobody outside may be told. `translation_key` is what a story and its translations share."""

    translation_key = models.UUIDField(_("story and translations"), unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="embargoes", verbose_name=_("unit"))
    until = models.DateTimeField(_("until"))
    source = models.CharField(_("asked for by"), max_length=10, choices=EmbargoSource.choices)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="embargoes", verbose_name=_("article")
    )
    reason = models.TextField(_("reason"), blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("set by")
    )
    set_at = models.DateTimeField(_("set at"), auto_now_add=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    late_seconds = models.PositiveIntegerField(_("lifted too late by, in seconds"), default=0)
    warned_at = models.DateTimeField(_("editors were reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("embargo")
        verbose_name_plural = _("embargoes")
        ordering = ["until", "id"]
        indexes = [
            models.Index(fields=["until"], name="newsroom_embargo_open", condition=models.Q(lifted_at__isnull=True))
        ]

    @property
    def late_minutes(self) -> int:
        """By how many minutes it was lifted too late; one where it was less."""
        return max(self.late_seconds // 60, 1)

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d %H:%M %Z}"


class EmbargoMove(models.Model):
    """One change of an embargo: what it was, what it is, who, why. Rows are only ever added."""

    embargo = models.ForeignKey(Embargo, models.CASCADE, related_name="moves", verbose_name=_("embargo"))
    kind = models.CharField(_("what"), max_length=10, choices=EmbargoMoveKind.choices)
    old = models.DateTimeField(_("before"), null=True, blank=True)
    new = models.DateTimeField(_("after"), null=True, blank=True)
    source = models.CharField(_("asked for by"), max_length=10, choices=EmbargoSource.choices)
    reason = models.TextField(_("reason"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("at"), auto_now_add=True)
    late_seconds = models.PositiveIntegerField(_("late by, in seconds"), default=0)

    class Meta:
        verbose_name = _("change of an embargo")
        verbose_name_plural = _("changes of embargoes")
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.new or '-'}"


class EmbargoBreach(models.Model):
    """Somebody told a story before its time: by whom, with what evidence, and what was done."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="breaches", verbose_name=_("story"))
    until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    by_whom = models.CharField(_("by whom"), max_length=200)
    member = models.ForeignKey(
        PressMember, models.SET_NULL, null=True, blank=True, related_name="breaches", verbose_name=_("member")
    )
    evidence_url = models.URLField(_("where it can be seen"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    happened_at = models.DateTimeField(_("when"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=BreachOutcome.choices, default=BreachOutcome.OPEN)

    class Meta:
        verbose_name = _("broken embargo")
        verbose_name_plural = _("broken embargoes")
        ordering = ["-recorded_at", "-id"]

    def __str__(self) -> str:
        return self.by_whom
