"""States and origins of leads, of their files, and of the mails they come from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeadState(models.TextChoices):
    NEW = "new", _("new")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not used")
    MERGED = "merged", _("same as another")
    STALE = "stale", _("nobody took it")


class LeadSource(models.TextChoices):
    PERSON = "person", _("from a person")
    MAIL = "mail", _("by mail")
    API = "api", _("from a program")
    PAPER = "paper", _("from a new paper")
    DATE = "date", _("from an important date")
    TALK = "talk", _("from talk outside")


class MailState(models.TextChoices):
    """What became of a mail to the leads' address."""

    TAKEN = "taken", _("became a lead")
    REFUSED = "refused", _("refused: from outside")
    AUTOMATIC = "automatic", _("automatic, not read")
    BROKEN = "broken", _("set aside")


# Leads somebody may still decide on, and those whose story goes on.
ALIVE = frozenset({LeadState.NEW, LeadState.ACCEPTED})
