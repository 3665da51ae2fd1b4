"""Alerts of watches, and the mails that tell of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.listening.enums import AlertState, WatchMailState
from scicomm.listening.models.mentions import Mention
from scicomm.listening.models.watches import Watch


class Alert(models.Model):
    """A watch found a mention: told once, with the words that matched and where, until its owner has seen it."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="alerts", verbose_name=_("watch"))
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="alerts", verbose_name=_("mention"))
    matched = models.JSONField(_("words that matched"), default=list, blank=True)
    # {"title": [[start, end]], "snippet": "…", "spans": [[start, end]]}: places in the title and in the piece of text shown.
    marks = models.JSONField(_("where they stand"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=AlertState.choices, default=AlertState.DESK)
    raised_at = models.DateTimeField(_("raised at"), auto_now_add=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-raised_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["watch", "mention"], name="listening_alert_once")]
        indexes = [
            models.Index(fields=["watch"], name="listening_alert_unseen", condition=Q(seen_at__isnull=True)),
            models.Index(fields=["watch", "state"], name="listening_alert_state"),
        ]

    def __str__(self) -> str:
        return f"{self.watch}: {self.mention}"


class WatchMail(models.Model):
    """One mail of a watch to one person. Its key never changes, so that a repeated sending is the same mail."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="mails", verbose_name=_("watch"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    # Alerts that stand in it one by one; `total` counts all it tells of.
    alerts = models.ManyToManyField(Alert, blank=True, related_name="mails", verbose_name=_("alerts"))
    total = models.PositiveIntegerField(_("alerts in all"))
    is_digest = models.BooleanField(_("at its hour"), default=False)
    key = models.CharField(_("key"), max_length=80, unique=True)
    state = models.CharField(
        _("state"), max_length=8, choices=WatchMailState.choices, default=WatchMailState.QUEUED, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    error = models.CharField(_("last error"), max_length=200, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail of a watch")
        verbose_name_plural = _("mails of watches")
        ordering = ["-id"]
        indexes = [models.Index(fields=["watch", "queued_at"], name="listening_watch_mail_lately")]

    def __str__(self) -> str:
        return self.key
