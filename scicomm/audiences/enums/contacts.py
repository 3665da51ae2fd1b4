"""Outside contacts and letters to them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactKind(models.TextChoices):
    JOURNALIST = "journalist", _("journalist")
    SCHOOL = "school", _("school")
    PARTNER = "partner", _("partner")
    OTHER = "other", _("other")


class MailingState(models.TextChoices):
    DRAFT = "draft", _("being written")
    PLANNED = "planned", _("planned")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("called off")
