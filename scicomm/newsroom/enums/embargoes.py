"""Embargoes, changes after publishing, and the press room: where each stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EmbargoSource(models.TextChoices):
    """Who asked to wait: what the journal asks moves when the journal moves it."""

    JOURNAL = "journal", _("the journal")
    UNIT = "unit", _("the unit")
    PERSON = "person", _("a person")


class EmbargoMoveKind(models.TextChoices):
    SET = "set", pgettext_lazy("embargo", "set")
    MOVED = "moved", pgettext_lazy("embargo", "moved")
    LIFTED_EARLY = "early", pgettext_lazy("embargo", "lifted early")
    LAPSED = "lapsed", pgettext_lazy("embargo", "lifted by the clock")


class BreachOutcome(models.TextChoices):
    OPEN = "open", _("to be decided")
    KEPT = "kept", _("the embargo stays")
    LIFTED = "lifted", pgettext_lazy("embargo", "lifted")
    KILLED = "killed", pgettext_lazy("story", "killed")


class ChangeKind(models.TextChoices):
    """Four different acts after publishing, each with a note for readers."""

    CORRECTED = "corrected", pgettext_lazy("story", "corrected")
    UPDATED = "updated", pgettext_lazy("story", "updated")
    WITHDRAWN = "withdrawn", pgettext_lazy("story", "withdrawn")
    KILLED = "killed", pgettext_lazy("story", "killed")


class PressState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("press", "invited")
    ACTIVE = "active", pgettext_lazy("press", "admitted")
    SUSPENDED = "suspended", pgettext_lazy("press", "suspended")
    BANNED = "banned", pgettext_lazy("press", "banned")


class PressNoticeKind(models.TextChoices):
    INVITATION = "invitation", pgettext_lazy("press", "invitation")
    MOVED = "moved", _("the embargo was moved")
    LIFTED = "lifted", _("the embargo was lifted early")
    WITHDRAWN = "withdrawn", _("the story was withdrawn")
    DESTROY = "destroy", _("the story was killed: destroy it")
