"""The states of subscriptions, issues and mails, and what a mail is for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("not confirmed yet")
    CONFIRMED = "confirmed", _("confirmed")
    LEFT = "left", _("left")


class SubscriptionKind(models.TextChoices):
    """What an address was given for; each has its own yes, and leaving one leaves the other alone."""

    NEWSLETTER = "newsletter", _("newsletter")
    SEARCHES = "searches", _("saved searches")
    DIGEST = "digest", _("digest")
    CONTACT = "contact", _("professional contact")


class IssueState(models.TextChoices):
    BUILDING = "building", _("being built")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")


class MailState(models.TextChoices):
    QUEUED = "queued", _("queued")
    IN_FLIGHT = "in_flight", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("not sent: no longer wanted")


class Purpose(models.TextChoices):
    CONFIRM = "confirm", _("please confirm")
    KNOWN = "known", _("you are subscribed already")
    ISSUE = "issue", _("newsletter")
    DIGEST = "digest", _("digest")
    CAMPAIGN = "campaign", _("letter of a campaign")
    BRIEF = "brief", _("a brief has come for you")
    GUARDIAN = "guardian", _("a guardian's consent is asked for")
    CHANGE = "change", _("a story you got has changed")
    SEARCH_CONFIRM = "s_confirm", _("please confirm a saved search")
    SEARCH_KNOWN = "s_known", _("this search is saved already")
    SEARCH_ALERT = "s_alert", _("news of a saved search")
    SEARCH_TROUBLE = "s_trouble", _("a saved search cannot run")


OPEN_MAILS = frozenset({MailState.QUEUED, MailState.IN_FLIGHT})
