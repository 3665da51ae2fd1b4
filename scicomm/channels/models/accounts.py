"""What is known of accounts over time: followers, and checks that somebody asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import FigureSource
from scicomm.channels.models.channels import Channel


class FollowerCount(models.Model):
    """How many followed an account on a day, and who says so."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="follower_counts", verbose_name=_("channel"))
    day = models.DateField(_("day"))
    value = models.PositiveBigIntegerField(_("followers"))
    source = models.CharField(_("source"), max_length=10, choices=FigureSource.choices)
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("number of followers")
        verbose_name_plural = _("numbers of followers")
        ordering = ["channel", "day"]
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="channels_followers_once_a_day")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.day}: {self.value}"

    @property
    def shown(self) -> str:
        """The number for people."""
        return f"{self.value:,}"


class AccountCheck(models.Model):
    """One account is to be asked whether it still answers. Checks asked for together share a batch and its bar."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="checks", verbose_name=_("channel"))
    batch = models.UUIDField(_("asked for together"), db_index=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    is_good = models.BooleanField(_("it answers"), default=False)
    words = models.TextField(_("what it said"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check of an account")
        verbose_name_plural = _("checks of accounts")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(done_at=None), name="channels_check_waiting")]

    def __str__(self) -> str:
        return f"{self.channel} {self.asked_at:%Y-%m-%d}"
