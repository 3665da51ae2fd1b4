"""Words of hot topics."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicState(models.TextChoices):
    LIVE = "live", _("live")
    ENDED = "ended", _("quiet")
    MERGED = "merged", _("merged into another")


class TopicChangeKind(models.TextChoices):
    """What was done to a topic beside a mention joining it."""

    MERGED = "merged", _("another topic was joined to it")
    PARTED = "parted", _("mentions left it for a topic of their own")
    RENAMED = "renamed", _("renamed")
    OPENED = "opened", _("opened for a story of ours")


class BurstLevel(models.IntegerChoices):
    """How far a burst stands above the topic's own rhythm: once in 10^5, 10^10, 10^20 would it come from that rhythm."""

    NOTABLE = 1, _("notable burst")
    STRONG = 2, _("strong burst")
    EXTREME = 3, _("extreme burst")
