"""The states of releases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReleaseState(models.TextChoices):
    """How a release stands, no better than it is: accepted is not published, published is not yet seen by anybody outside."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    UNSURE = "unsure", _("sent, no answer yet")
    ACCEPTED = "accepted", _("accepted by the platform")
    # The platform (or our own site) says that it is out.
    SENT = "sent", _("published")
    VISIBLE = "visible", _("visible to everybody")
    BY_HAND = "by_hand", _("to be done by hand")
    REFUSED = "refused", _("refused by the platform")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("called off")
    RECALLING = "recalling", _("being recalled")
    RECALLED = "recalled", _("recalled")


class Todo(models.TextChoices):
    """What is to be done next with a release; nothing when empty."""

    SEND = "send", _("send it")
    FIND = "find", _("look whether it stands there already")
    POLL = "poll", _("ask what the platform made of it")
    LOOK = "look", _("look from outside whether everybody sees it")
    UPDATE = "update", _("send the corrected text")
    RECALL = "recall", _("take it back")
    HAND = "hand", _("somebody has to do it by hand")


# It is out: everybody could read it once the platform said so.
OUT = frozenset({ReleaseState.SENT, ReleaseState.VISIBLE})
# Something of it stands on the platform, or may.
STANDING = frozenset({*OUT, ReleaseState.ACCEPTED, ReleaseState.UNSURE, ReleaseState.SENDING, ReleaseState.RECALLING})
# Nothing of it stands anywhere, and nothing happens by itself any more.
ENDED = frozenset({ReleaseState.REFUSED, ReleaseState.FAILED, ReleaseState.CANCELLED, ReleaseState.RECALLED})
