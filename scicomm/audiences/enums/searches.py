"""Saved searches: states, how often, what can be wrong."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
