"""The states of leads, topics and stories, and the steps of review."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeadState(models.TextChoices):
    NEW = "new", _("new")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not used")


class LeadSource(models.TextChoices):
    PERSON = "person", _("from a person")
    PAPER = "paper", _("from a new paper")


class TopicState(models.TextChoices):
    PLANNED = "planned", _("planned")
    WRITING = "writing", _("being written")
    TOLD = "told", _("told")
    DROPPED = "dropped", _("dropped")


class StoryState(models.TextChoices):
    DRAFT = "draft", _("draft")
    FIRST_REVIEW = "first_review", _("first review")
    SECOND_REVIEW = "second_review", _("second review")
    FINAL_REVIEW = "final_review", _("final review")
    RETURNED = "returned", _("returned")
    HELD = "held", _("held until the embargo lifts")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Step(models.TextChoices):
    FIRST = "first", _("first review")
    SECOND = "second", _("second review")
    FINAL = "final", _("final review")


class Verdict(models.TextChoices):
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")


IN_REVIEW = frozenset({StoryState.FIRST_REVIEW, StoryState.SECOND_REVIEW, StoryState.FINAL_REVIEW})
STATE_OF_STEP = {
    Step.FIRST: StoryState.FIRST_REVIEW,
    Step.SECOND: StoryState.SECOND_REVIEW,
    Step.FINAL: StoryState.FINAL_REVIEW,
}
