"""Channels: the outlets of a unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import BUILT_IN, ChannelKind, Medium, TellChanges, Trouble
from scicomm.core.text import pick
from scicomm.organisation.models import Person, Unit


class Channel(models.Model):
    """An outlet of a unit in one language: its site, its feed, its newsletter, or an account it keeps on a platform."""

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

    # What follows is for accounts on platforms.
    handle = models.CharField(_("account"), max_length=200, blank=True)
    url = models.URLField(_("public address"), max_length=500, blank=True)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="channels", verbose_name=_("kept by")
    )
    # Codes of segments (audiences); the room below cannot point at them.
    segments = models.JSONField(_("who it is for"), default=list, blank=True)
    takes_all = models.BooleanField(
        _("gets every story of its unit"),
        default=True,
        help_text=_("Off: an editor chooses what is released here."),
    )
    trouble = models.CharField(_("trouble"), max_length=12, choices=Trouble.choices, blank=True, editable=False)
    trouble_words = models.TextField(_("what is wrong"), blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True, editable=False)
    last_ok_at = models.DateTimeField(_("last good answer"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    # What the registry of accounts keeps (actions/accounts.py, actions/followers.py).
    medium = models.CharField(_("what it is"), max_length=12, choices=Medium.choices, blank=True)
    deputy = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="deputised_channels", verbose_name=_("deputy")
    )
    most_per_hour = models.PositiveSmallIntegerField(_("at most so many posts an hour"), null=True, blank=True)
    followers = models.PositiveBigIntegerField(_("followers"), null=True, blank=True, editable=False)
    followers_on = models.DateField(_("followers counted on"), null=True, blank=True, editable=False)
    last_post_on = models.DateField(_("last post outside this system"), null=True, blank=True)
    # Both are written by the nightly look; the overview and the letters read them.
    idle_since = models.DateField(_("silent since"), null=True, blank=True, editable=False)
    orphaned = models.CharField(_("why nobody keeps it"), max_length=12, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_because = models.CharField(_("why it was closed"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["unit__path", "language", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "language"], condition=Q(kind__in=BUILT_IN), name="channels_one_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language; where none was given, made of the unit and the kind."""
        return (
            pick(self.name_zh, self.name_en)
            or self.handle
            or gettext("%(unit)s, %(kind)s")
            % {
                "unit": self.unit.name,
                "kind": self.get_kind_display(),
            }
        )


class ChannelSecret(models.Model):
    """The credentials of an account, sealed (core.secrets, purpose `channels.secret`): never shown again, only replaced."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="secret", verbose_name=_("channel"))
    sealed = models.TextField(_("sealed credentials"))
    names = models.JSONField(_("what is kept"), default=list)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")

    def __str__(self) -> str:
        return str(self.channel_id)
