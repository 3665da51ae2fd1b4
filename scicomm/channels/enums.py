"""The kinds of channels and the states of releases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelKind(models.TextChoices):
    SITE = "site", _("site")
    FEED = "feed", _("feed")
    NEWSLETTER = "newsletter", _("newsletter")


class ReleaseState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    RECALLED = "recalled", _("recalled")


class TellChanges(models.TextChoices):
    """Which later changes of a story the readers of a newsletter are told by mail. That one was killed they are always told."""

    NEVER = "never", _("only when a story was killed")
    GRAVE = "grave", _("when a story was withdrawn or killed")
    CORRECTIONS = "corrections", _("when a story was corrected, withdrawn or killed")
    ALL = "all", _("every change, updates too")


# Channels that hold a story as soon as its page is public; the newsletter waits for its next issue.
AT_ONCE = frozenset({ChannelKind.SITE, ChannelKind.FEED})
