"""What readers say of themselves: how much they know, what they like to get, how often."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.IntegerChoices):
    """How much a text takes for granted; a reader has one, and so has every item."""

    FIRST_STEPS = 1, _("for beginners")
    SCHOOL = 2, _("school knowledge")
    GENERAL = 3, _("general interest")
    ADVANCED = 4, _("for people of the trade")
    EXPERT = 5, _("for specialists of the subject")


class Medium(models.TextChoices):
    """The kinds of things a digest can hold."""

    ARTICLE = "article", pgettext_lazy("digest", "articles")
    VIDEO = "video", _("videos")
    AUDIO = "audio", _("sound")
    PAPER = "paper", _("papers with a plain summary")
    TALK = "talk", _("talks nearby")
    EXHIBITION = "exhibition", _("exhibitions")
    COURSE = "course", _("courses")


class DigestFrequency(models.TextChoices):
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")


class ConsentPurpose(models.TextChoices):
    """What somebody agreed to; each is asked and ended on its own."""

    NEWSLETTER = "newsletter", _("the newsletter")
    SEARCHES = "searches", _("news of saved searches")
    DIGEST = "digest", _("the digest")
    PERSONALISATION = "personal", _("choosing by one's own interests")
    CONTACT = "contact", _("letters to a professional contact")
    GUARDIAN = "guardian", _("a guardian's consent for a child under 14")


class ConsentSource(models.TextChoices):
    FORM = "form", _("the form on this site")
    LINK = "link", _("a link in a mail")
    IMPORT = "import", _("an imported list")
    STAFF = "staff", _("entered by staff")
    GUARDIAN = "guardian", _("the guardian's own link")
