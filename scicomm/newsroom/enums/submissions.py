"""States of what a unit offers upward, and the steps on the way."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from scicomm.newsroom.rules import submissions as rules


class SubmissionState(models.TextChoices):
    OFFERED = rules.OFFERED, pgettext_lazy("submission", "offered")
    CHANGES = rules.CHANGES, pgettext_lazy("submission", "changes asked for")
    ADOPTED = rules.ADOPTED, pgettext_lazy("submission", "adopted")
    DECLINED = rules.DECLINED, pgettext_lazy("submission", "declined")
    TAKEN_BACK = rules.TAKEN_BACK, pgettext_lazy("submission", "taken back")
    ENDED = rules.ENDED, pgettext_lazy("submission", "taken off")


class SubmissionVerb(models.TextChoices):
    OFFER = "offer", pgettext_lazy("submission", "Offered")
    ASK = "ask", pgettext_lazy("submission", "Changes asked for")
    ADOPT = "adopt", pgettext_lazy("submission", "Adopted")
    DECLINE = "decline", pgettext_lazy("submission", "Declined")
    TAKE_BACK = "take_back", pgettext_lazy("submission", "Taken back")
    END = "end", pgettext_lazy("submission", "Taken off")
