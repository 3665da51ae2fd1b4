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


class SearchState(models.TextChoices):
    PENDING = "pending", _("not confirmed yet")
    ACTIVE = "active", _("running")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("stopped")


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class QueryProblem(models.TextChoices):
    """Why a saved search cannot run any more; none of them is passed over in silence."""

    UNREADABLE = "unreadable", _("The words can no longer be understood.")
    UNIT_GONE = "unit_gone", _("The unit it asks for is no longer there.")
    JOURNAL_GONE = "journal_gone", _("The journal it asks for is no longer there.")
    SUBJECT_GONE = "subject_gone", _("The subject it asks for is no longer there.")


class ItemNotice(models.TextChoices):
    """What became of an item after readers were told of it."""

    RETRACTED = "retracted", _("retracted")
    CONCERN = "concern", _("expression of concern")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Told(models.TextChoices):
    NEW = "new", _("new")
    NOTICE = "notice", _("notice")


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
    CHANGE = "change", _("a story you got has changed")
    SEARCH_CONFIRM = "s_confirm", _("please confirm a saved search")
    SEARCH_KNOWN = "s_known", _("this search is saved already")
    SEARCH_ALERT = "s_alert", _("news of a saved search")
    SEARCH_TROUBLE = "s_trouble", _("a saved search cannot run")


OPEN_MAILS = frozenset({MailState.QUEUED, MailState.IN_FLIGHT})
