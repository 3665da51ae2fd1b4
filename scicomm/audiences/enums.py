"""The states of subscriptions, issues and mails, and what a mail is for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("not confirmed yet")
    CONFIRMED = "confirmed", _("confirmed")
    LEFT = "left", _("left")


class IssueState(models.TextChoices):
    BUILDING = "building", _("being built")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")


class MailState(models.TextChoices):
    QUEUED = "queued", _("queued")
    IN_FLIGHT = "in_flight", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("not sent: no longer wanted")


class Purpose(models.TextChoices):
    CONFIRM = "confirm", _("please confirm")
    KNOWN = "known", _("you are subscribed already")
    ISSUE = "issue", _("newsletter")


OPEN_MAILS = frozenset({MailState.QUEUED, MailState.IN_FLIGHT})
