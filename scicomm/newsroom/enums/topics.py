"""States of topics and of what covers them, the publics, the kinds of coverage and of sources."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TopicState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("topic", "planned")
    WRITING = "writing", _("being written")
    TOLD = "told", _("told")
    DROPPED = "dropped", _("dropped")


class Public(models.TextChoices):
    """Whom a topic is for; the code is what is kept, so that a word may change."""

    PUPILS = "pupils", pgettext_lazy("public", "pupils")
    TEACHERS = "teachers", pgettext_lazy("public", "teachers")
    PARENTS = "parents", pgettext_lazy("public", "parents")
    OFFICIALS = "officials", pgettext_lazy("public", "officials")
    ENTREPRENEURS = "entrepreneurs", pgettext_lazy("public", "entrepreneurs")
    EARLY_CAREER = "early_career", pgettext_lazy("public", "early-career researchers")
    GRADUATES = "graduates", pgettext_lazy("public", "graduate students")
    JOURNALISTS = "journalists", pgettext_lazy("public", "journalists")
    OLDER = "older", pgettext_lazy("public", "older people")
    FARMERS = "farmers", pgettext_lazy("public", "farmers")
    WORKERS = "workers", pgettext_lazy("public", "workers")
    GENERAL = "general", pgettext_lazy("public", "everybody")


class CoverageKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("coverage", "text")
    PHOTO = "photo", pgettext_lazy("coverage", "photo")
    VIDEO = "video", pgettext_lazy("coverage", "video")
    TALK = "talk", pgettext_lazy("coverage", "talk")
    EXHIBIT = "exhibit", pgettext_lazy("coverage", "exhibit")


class CoverageState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("topic", "planned")
    ACTIVE = "active", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class SourceKind(models.TextChoices):
    ARTICLE = "article", _("paper of the house")
    LEAD = "lead", _("lead")
    ASSET = "asset", _("image or recording")
    LINK = "link", _("link")


class Recurrence(models.TextChoices):
    ONCE = "once", _("once")
    YEARLY = "yearly", _("every year")


# What the topic may become next; what each step needs stands in rules/topics.py.
MOVES: dict[str, tuple[str, ...]] = {
    TopicState.PLANNED: (TopicState.WRITING, TopicState.DROPPED),
    TopicState.WRITING: (TopicState.PLANNED, TopicState.TOLD, TopicState.DROPPED),
    TopicState.TOLD: (TopicState.WRITING,),
    TopicState.DROPPED: (TopicState.PLANNED,),
}
