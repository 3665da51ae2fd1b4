"""Outlets, their licences and duties, inspections and patrol findings: the words they are kept by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Medium(models.TextChoices):
    """What an outlet outside the system is."""

    NEWSPAPER = "newspaper", _("newspaper")
    MAGAZINE = "magazine", _("magazine")
    PUBLISHER = "publisher", _("publishing house")
    PROGRAMME = "programme", _("radio or television programme")
    PODCAST = "podcast", _("podcast")
    APP = "app", _("app")
    SCREEN = "screen", _("screens in buildings")
    SITE = "site", _("website run elsewhere")
    ACCOUNT = "account", _("account on another platform")


class LicenceKind(models.TextChoices):
    """Papers without which an outlet may not work."""

    PERIODICAL = "periodical", _("licence for a periodical")
    BOOKS = "books", _("licence for publishing books")
    BROADCAST = "broadcast", _("licence for broadcasting")
    AUDIOVISUAL = "audiovisual", _("licence for audiovisual programmes on the internet")
    NEWS = "news", _("licence for internet news services")
    RECORD = "record", _("ICP record")
    VERIFIED = "verified", _("verification of the account")
    OTHER = "other", _("other licence")


class Duty(models.TextChoices):
    """Who answers for an outlet."""

    LEGAL = "legal", _("legal representative")
    CHIEF = "chief", _("editor in chief")
    DUTY_EDITOR = "duty_editor", _("duty editor")


class InspectionState(models.TextChoices):
    """How far the yearly inspection of one outlet has come."""

    OPEN = "open", _("self-check asked for")
    HANDED_IN = "handed_in", _("handed in")
    RETURNED = "returned", _("returned to the unit")
    REVIEWED = "reviewed", _("reviewed by the branch")
    PASSED = "passed", _("passed")
    TO_MEND = "to_mend", _("to mend")
    MENDED = "mended", _("reported as mended")
    SUSPENDED = "suspended", _("suspended")


class FindingKind(models.TextChoices):
    """What a patrol finds wrong."""

    NAME = "name", _("wrong name of a unit, a person or a rank")
    LINK = "link", _("broken link")
    PICTURE = "picture", _("picture whose right ended")
    SECRET = "secret", _("something that must not be public")
    MAP = "map", _("wrong map")
    DEAD = "dead", _("dead account")
    CLAIM = "claim", _("wrong claim")
    LANGUAGE = "language", _("slip of language")
    OTHER = "other", _("something else")


class FindingSeverity(models.TextChoices):
    """How grave a finding is; the working days to mend it follow from that."""

    GRAVE = "grave", _("grave")
    SERIOUS = "serious", _("serious")
    SLIGHT = "slight", _("slight")


class FindingState(models.TextChoices):
    """A finding is closed by whoever looked again, never by the outlet itself."""

    OPEN = "open", _("to correct")
    CORRECTED = "corrected", _("corrected, to be looked at")
    CLOSED = "closed", _("settled")
    DISMISSED = "dismissed", _("was no fault")


class FigureSource(models.TextChoices):
    """Where a number comes from; numbers of different sources are never added up."""

    PLATFORM = "platform", _("the platform")
    HAND = "hand", _("entered by hand")
    OWN = "own", _("our own log")


class NoticeAbout(models.TextChoices):
    """What a letter about the matrix speaks of."""

    IDLE = "idle", _("an account has fallen silent")
    ORPHAN = "orphan", _("an account has nobody who keeps it")
    SECRET = "secret", _("credentials expire")
    LICENCE = "licence", _("a licence ends")
    DUTY = "duty", _("the term of a responsible person ends")
    INSPECTION = "inspection", _("the yearly inspection")
    FINDING = "finding", _("a finding of the patrol")
    OVERDUE = "overdue", _("a finding is overdue")
