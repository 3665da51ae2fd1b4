"""The kinds of channels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelKind(models.TextChoices):
    """Where a story can go. The first three come with every unit; the others are accounts that a unit registers."""

    SITE = "site", _("site")
    FEED = "feed", _("feed")
    NEWSLETTER = "newsletter", _("newsletter")
    WECHAT = "wechat", _("WeChat official account")
    WEIBO = "weibo", _("Weibo")
    MASTODON = "mastodon", _("Mastodon account")
    FEDIVERSE = "fediverse", _("our own actor in the fediverse")
    WEBHOOK = "webhook", _("webhook")
    WIRE = "wire", _("press wire")
    TELEGRAM = "telegram", _("Telegram channel")
    BLUESKY = "bluesky", _("Bluesky")
    OTHER = "other", _("outlet outside the system")


class TellChanges(models.TextChoices):
    """Which later changes of a story the readers of a newsletter are told by mail. That one was killed they are always told."""

    NEVER = "never", _("only when a story was killed")
    GRAVE = "grave", _("when a story was withdrawn or killed")
    CORRECTIONS = "corrections", _("when a story was corrected, withdrawn or killed")
    ALL = "all", _("every change, updates too")


class Trouble(models.TextChoices):
    """What is wrong with an account, so that its owner knows what to do."""

    CREDENTIALS = "credentials", _("its credentials have expired or were refused")
    LIMITED = "limited", _("the platform asks us to slow down")
    BROKEN = "broken", _("it does not answer")


# What every unit has in every language, made with it.
BUILT_IN = (ChannelKind.SITE, ChannelKind.FEED, ChannelKind.NEWSLETTER)
# Channels that hold a story as soon as its page is public; the newsletter waits for its next issue.
AT_ONCE = frozenset({ChannelKind.SITE, ChannelKind.FEED})
