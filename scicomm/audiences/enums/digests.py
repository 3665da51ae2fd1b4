"""The states of an edition of the digest, why somebody got none, and what editors may say of an item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EditionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("digest", "planned")
    TESTING = "testing", _("trying two subject lines")
    SENDING = "sending", pgettext_lazy("digest", "open")
    CLOSED = "closed", pgettext_lazy("digest", "closed")


class NoDigest(models.TextChoices):
    """Why a reader whose turn it was got no digest. Nobody gets an empty one."""

    NOTHING_NEW = "nothing_new", _("nothing new for them")


class ItemChoice(models.TextChoices):
    PICK = "pick", _("editors' pick")
    OUT = "out", _("kept out")


class VisitPlace(models.TextChoices):
    """Where a link of a digest led. Visits are counted for an edition and a subject line, never for a person."""

    WEB = "web", _("the digest on the web")
    WHY = "why", _("why this is in it")
    ITEM = "item", _("an item")
