"""What mail systems report back, and why an address gets nothing any more."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BounceKind(models.TextChoices):
    HARD = "hard", _("returned for good")
    SOFT = "soft", _("returned for now")
    COMPLAINT = "complaint", _("reported as unwanted")


class SuspendedFor(models.TextChoices):
    """Why an address is suspended."""

    GONE = "gone", _("the mailbox does not exist or takes no mail")
    FULL = "full", _("mails came back on three days within ten")
    COMPLAINT = "complaint", _("the reader reported our mail as unwanted")
