"""Words about experts' availability."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MediaTraining(models.TextChoices):
    NONE = "none", _("no media training")
    BASIC = "basic", _("trained for interviews")
    CAMERA = "camera", _("trained for camera and live talks")


class ContactBy(models.TextChoices):
    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")
    OFFICE = "office", _("through the press office")
