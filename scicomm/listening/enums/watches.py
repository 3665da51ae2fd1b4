"""Words of watches: how an alert reaches its people, and where an alert and a mail stand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """How often a watch tells. The desk shows every alert at once, whatever is chosen."""

    DESK = "desk", _("on the desk only")
    INSTANT = "instant", _("by mail at once")
    HOURLY = "hourly", _("by mail every hour")
    DAILY = "daily", _("by mail once a day")
    WEEKLY = "weekly", _("by mail once a week")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class AlertState(models.TextChoices):
    """Whether an alert was told by mail."""

    DESK = "desk", _("on the desk")
    WAITING = "waiting", _("waits for its mail")
    TOLD = "told", _("told by mail")
    FOLDED = "folded", _("same topic as one told before")
    MUTED = "muted", _("muted")


class WatchMailState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    UNWANTED = "unwanted", _("no longer wanted")
    FAILED = "failed", _("given up")
