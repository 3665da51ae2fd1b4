"""What became of a mail, and for whom a clock stands still."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MailState(models.TextChoices):
    OPENED = "opened", _("opened a case")
    ADDED = "added", _("joined its case")
    AUTOMATIC = "automatic", _("written by a program")
    RETURNED = "returned", _("our letter came back")
    REFUSED = "refused", _("too many from one sender")
    BROKEN = "broken", _("could not be read")


class WaitsFor(models.TextChoices):
    """Who has to speak first while a clock stands still."""

    ASKER = "asker", _("whoever asked")
    THIRD = "third", _("a third party")
    OTHER = "other", pgettext_lazy("waits for", "somebody else")
