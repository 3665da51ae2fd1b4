"""Words of answers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    TRUE = "true", _("Accurate")
    MOSTLY = "mostly", _("Mostly accurate")
    UNPROVEN = "unproven", _("Unproven")
    INACCURATE = "inaccurate", _("Inaccurate")
    FALSE = "false", _("Untrue")
    EXPLAINED = "explained", _("Explained")


# The scale of a checked claim; `explained` answers a question that claims nothing.
SCALE = (Verdict.TRUE, Verdict.MOSTLY, Verdict.UNPROVEN, Verdict.INACCURATE, Verdict.FALSE)


class RevisionKind(models.TextChoices):
    FIRST = "first", _("first text")
    CORRECTION = "correction", _("correction")
    UPDATE = "update", _("update")


class RevisionState(models.TextChoices):
    DRAFT = "draft", _("being written")
    REVIEW = "review", _("waits for review")
    RETURNED = "returned", _("returned")
    PUBLIC = "public", _("public")
    PAST = "past", _("earlier text")
    DROPPED = "dropped", _("dropped")


# A new text on its way; an answer has one at most.
OPEN_REVISIONS = frozenset({RevisionState.DRAFT, RevisionState.REVIEW, RevisionState.RETURNED})


class SignOffVerdict(models.TextChoices):
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    OBJECTED = "objected", _("objected afterwards")


class ReuseState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("used")
    REFUSED = "refused", _("another matter")


class ApprovedBy(models.TextChoices):
    """Through what an expert approved their words."""

    ACCOUNT = "account", _("their own account")
    LINK = "link", _("a link sent to them")
    OFFICER = "officer", _("the officer was told so")


class ReviewStep(models.TextChoices):
    """The steps of the newsroom's plans that an answer can pass; the experts' own approval takes the scientist's place."""

    FIRST = "first", _("first review")
    SECOND = "second", _("second review")
    FINAL = "final", _("final review")
    SECRECY = "secrecy", _("secrecy review")
