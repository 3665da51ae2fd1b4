"""What kind of matter a case is, how pressing, and by which clock it is counted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseKind(models.TextChoices):
    QUESTION = "question", _("question")
    CLAIM = "claim", _("claim to check")
    MEDIA = "media", _("press enquiry")
    COMPLAINT = "complaint", _("complaint")
    INCIDENT = "incident", _("something went wrong")


class Urgency(models.TextChoices):
    LOW = "low", _("can wait")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("pressing")
    NOW = "now", _("at once")


class Clock(models.TextChoices):
    """News are counted in hours of the day and night, the institute in working days."""

    NEWS = "news", _("news hours")
    INSTITUTE = "institute", _("working days")


class PartState(models.TextChoices):
    ASKED = "asked", _("asked")
    GIVEN = "given", _("given")
    RETURNED = "returned", pgettext_lazy("part of a case", "returned")
    ACCEPTED = "accepted", pgettext_lazy("part of a case", "accepted")


class IncidentState(models.TextChoices):
    INVESTIGATING = "investigating", _("under investigation")
    MEASURES = "measures", _("measures are taken")
    LOOKING_BACK = "looking_back", _("waits for the look back")
    CLOSED = "closed", pgettext_lazy("incident", "closed")
