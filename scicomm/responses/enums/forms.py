"""The forms an answer can take, and how much is known of its matter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AnswerForm(models.TextChoices):
    """After the practice of science media centres, and schema.org's ClaimReview for the last."""

    QA = "qa", _("questions and answers")
    RAPID = "rapid", _("rapid reaction")
    ROUNDUP = "roundup", _("round-up of experts")
    FACTSHEET = "factsheet", _("factsheet")
    FACTCHECK = "factcheck", _("fact-check")


class Knowledge(models.TextChoices):
    KNOWN = "known", _("known")
    CONTESTED = "contested", _("contested among experts")
    UNKNOWN = "unknown", _("not known yet")
    OUTSIDE = "outside", _("outside our field")
