"""Words of links: what a mention can speak of besides its main link, what told us, and what a person said of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkMethod(models.TextChoices):
    DOI = "doi", _("DOI in the text")
    ADDRESS = "address", _("address of a page or a release of ours")
    TITLE = "title", _("title")
    JOURNAL = "journal", _("journal, author and month")
    NAME = "name", _("name and unit")
    NAME_ALONE = "alone", _("name alone")
    TOPIC = "topic", _("topic of our release")
    HAND = "hand", _("an editor")


class LinkState(models.TextChoices):
    FOUND = "found", _("found by program")
    DOUBTFUL = "doubtful", _("to be looked at")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")


class CoverageWay(models.TextChoices):
    """How a report stands to the release of ours that it speaks of."""

    VERBATIM = "verbatim", _("took our text over")
    ITSELF = "itself", _("tells it itself")
