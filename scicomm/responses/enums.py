"""The states of a case, where a case comes from, and the verdicts of an answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    QUESTION = "question", _("a reader's question")
    MENTION = "mention", _("a mention")


class CaseState(models.TextChoices):
    NEW = "new", _("new")
    ASSIGNED = "assigned", _("with an expert")
    DRAFTING = "drafting", _("being answered")
    REVIEW = "review", _("waits for review")
    RETURNED = "returned", _("returned")
    PUBLISHED = "published", _("answered")
    CLOSED = "closed", _("closed without an answer")


class Verdict(models.TextChoices):
    TRUE = "true", _("Accurate")
    MOSTLY = "mostly", _("Mostly accurate")
    UNPROVEN = "unproven", _("Unproven")
    INACCURATE = "inaccurate", _("Inaccurate")
    FALSE = "false", _("Untrue")
    EXPLAINED = "explained", _("Explained")


# The scale of a checked claim; `explained` answers a question that claims nothing.
SCALE = (Verdict.TRUE, Verdict.MOSTLY, Verdict.UNPROVEN, Verdict.INACCURATE, Verdict.FALSE)
# Cases in which the text may still be changed.
OPEN = frozenset({CaseState.NEW, CaseState.ASSIGNED, CaseState.DRAFTING, CaseState.RETURNED})
ENDED = frozenset({CaseState.PUBLISHED, CaseState.CLOSED})
