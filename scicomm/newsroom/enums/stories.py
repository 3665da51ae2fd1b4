"""States of stories and the steps of review."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StoryState(models.TextChoices):
    DRAFT = "draft", _("draft")
    FIRST_REVIEW = "first_review", _("first review")
    SECOND_REVIEW = "second_review", _("second review")
    FINAL_REVIEW = "final_review", _("final review")
    SECRECY_REVIEW = "secrecy_review", _("secrecy review")
    SCIENTIST_REVIEW = "scientist_review", _("with the scientist")
    RETURNED = "returned", _("returned")
    HELD = "held", _("held until the embargo lifts")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    KILLED = "killed", pgettext_lazy("story", "killed")


class Profile(models.TextChoices):
    """What kind of piece a story is; which blocks, lengths and checks each needs stands in rules/profiles.py."""

    NEWS = "news", _("news")
    FEATURE = "feature", _("feature")
    EXPLAINER = "explainer", _("explainer")
    QUESTIONS = "questions", _("questions and answers")
    PHOTO_STORY = "photo_story", _("photo story")
    VIDEO = "video", pgettext_lazy("content profile", "video")
    PODCAST = "podcast", _("podcast")
    COMIC = "comic", _("comic")
    BRIEF = "brief", pgettext_lazy("content profile", "brief")
    EVENT = "event", _("event notice")


class Step(models.TextChoices):
    FIRST = "first", _("first review")
    SECOND = "second", _("second review")
    FINAL = "final", _("final review")
    SECRECY = "secrecy", _("secrecy review")
    SCIENTIST = "scientist", _("scientist's sign-off")


class Verdict(models.TextChoices):
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    # An after-review in the rapid lane that does not agree with what was released.
    OBJECTED = "objected", _("objected")


# Taken away from readers, for good.
TAKEN_BACK = frozenset({StoryState.WITHDRAWN, StoryState.KILLED})


STATE_OF_STEP = {
    Step.FIRST: StoryState.FIRST_REVIEW,
    Step.SECOND: StoryState.SECOND_REVIEW,
    Step.FINAL: StoryState.FINAL_REVIEW,
    Step.SECRECY: StoryState.SECRECY_REVIEW,
    Step.SCIENTIST: StoryState.SCIENTIST_REVIEW,
}
IN_REVIEW = frozenset(STATE_OF_STEP.values())
