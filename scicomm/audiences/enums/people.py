"""Readers as people: how much of a topic they want, where a guardian's consent stands, why a mail has to wait."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TopicWeight(models.IntegerChoices):
    """How much a reader wants to hear of a topic; what is not said stands in no row."""

    NEVER = -1, pgettext_lazy("topic", "never")
    NONE = 0, pgettext_lazy("topic", "no wish")
    SOME = 1, pgettext_lazy("topic", "some")
    MORE = 2, pgettext_lazy("topic", "more")
    MOST = 3, pgettext_lazy("topic", "most of all")


class GuardianState(models.TextChoices):
    """A guardian who says no, or ends it later, leaves no row: everything is erased."""

    ASKED = "asked", _("asked, no answer yet")
    AGREED = "agreed", _("agreed")


class HeldReason(models.TextChoices):
    """Why a mail is not sent at this moment."""

    CAP = "cap", _("as many mails this week as the reader wants")
    QUIET = "quiet", _("quiet hours")
    HOLIDAY = "holiday", _("a public holiday")
    PAUSED = "paused", _("the reader made a pause")
    NO_CONSENT = "no_consent", _("there is no consent")
    GUARDIAN = "guardian", _("the guardian has not agreed")
    BOUNCED = "bounced", _("the address takes no mail")


class NationalGroup(models.TextChoices):
    """The five groups of the Outline of the National Action Plan for Scientific Literacy (2021-2035), Guofa 2021 no. 9."""

    TEENAGERS = "teenagers", _("teenagers")
    FARMERS = "farmers", _("farmers")
    WORKERS = "workers", _("industrial workers")
    OLDER = "older", _("older people")
    OFFICIALS = "officials", _("leading officials and civil servants")
