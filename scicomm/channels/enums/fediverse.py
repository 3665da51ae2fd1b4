"""The states of what goes to the servers of followers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What an activity of ours says."""

    CREATE = "Create", _("new post")
    UPDATE = "Update", _("changed post")
    DELETE = "Delete", _("post taken back")
    ACCEPT = "Accept", _("follow accepted")


class BringState(models.TextChoices):
    """How an activity on its way to an inbox stands."""

    WAITING = "waiting", _("waiting")
    TAKEN = "taken", _("taken")
    REFUSED = "refused", _("refused")
    DROPPED = "dropped", _("given up")
