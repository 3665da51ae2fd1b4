"""Words of mentions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkedBy(models.TextChoices):
    """What told us which paper or story a mention speaks of."""

    DOI = "doi", _("DOI in the text")
    URL = "url", _("link to our page")
    TITLE = "title", _("title")
    HAND = "hand", _("an editor")
    NONE = "none", _("not linked")


class Script(models.TextChoices):
    """The language of a text as its script shows it. Anything that is neither of ours is `other`."""

    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    OTHER = "other", _("another language")
