"""The tables of the channels: channels of units, and what was released on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import ChannelKind, ReleaseState, TellChanges
from scicomm.core.text import pick
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit

__all__ = ["Channel", "ChannelKind", "Release", "ReleaseState", "TellChanges"]


class Channel(models.Model):
    """An outlet of a unit in one language: its site, its feed, its newsletter."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="channels", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=12, choices=ChannelKind.choices)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    slug = models.SlugField(_("short address"), max_length=90, unique=True, editable=False)
    name_zh = models.CharField(
        _("Chinese name"), max_length=120, blank=True, help_text=_("Empty: the unit's name and the kind.")
    )
    name_en = models.CharField(
        _("English name"), max_length=160, blank=True, help_text=_("Empty: the unit's name and the kind.")
    )
    is_on = models.BooleanField(_("on"), default=True, help_text=_("Off: no new story is released here."))
    every_days = models.PositiveSmallIntegerField(
        _("days between issues"), default=7, help_text=_("Newsletters only. 0: only when an editor sends it.")
    )

    tell_changes = models.CharField(
        _("mail about later changes"),
        max_length=12,
        choices=TellChanges.choices,
        default=TellChanges.GRAVE,
        help_text=_("Newsletters only: what readers of an issue are told when a story in it changes."),
    )

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["unit__path", "language", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "language"], name="channels_one_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; where none was given, made of the unit and the kind."""
        return pick(self.name_zh, self.name_en) or gettext("%(unit)s, %(kind)s") % {
            "unit": self.unit.name,
            "kind": self.get_kind_display(),
        }


class ReleaseQuerySet(models.QuerySet["Release"]):
    def waiting(self) -> ReleaseQuerySet:
        return self.filter(state=ReleaseState.WAITING)

    def sent(self) -> ReleaseQuerySet:
        return self.filter(state=ReleaseState.SENT)


class Release(models.Model):
    """A story on a channel: which revision, what became of it, and the receipt (outside id, address)."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="releases", verbose_name=_("channel"))
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="releases", verbose_name=_("story"))
    revision_id = models.BigIntegerField(_("revision"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReleaseState.choices, default=ReleaseState.WAITING)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    outside_id = models.CharField(_("outside id"), max_length=200, blank=True)
    url = models.CharField(_("address"), max_length=500, blank=True)
    error = models.TextField(_("last error"), blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-changed_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["channel", "dossier"], name="channels_release_once")]
        indexes = [
            models.Index(fields=["channel", "state"], name="channels_release_state"),
            models.Index(fields=["channel"], name="channels_release_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} · {self.channel}"
