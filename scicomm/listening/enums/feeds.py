"""Words of feeds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Health(models.TextChoices):
    """How a feed fares, in one word for the list."""

    OFF = "off", _("switched off")
    NEW = "new", _("not fetched yet")
    FINE = "fine", _("fine")
    SHAKY = "shaky", _("failed lately")
    FAILING = "failing", _("failing")
    STALE = "stale", _("silent for long")
    DEAD = "dead", _("gone")
