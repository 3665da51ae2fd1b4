"""Words of cases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    QUESTION = "question", _("a reader's question")
    MENTION = "mention", _("a mention")
    TOPIC = "topic", _("a hot topic")
    MAIL = "mail", _("a mail")
    PHONE = "phone", _("a note of a call")


class CaseState(models.TextChoices):
    NEW = "new", _("new")
    ASSIGNED = "assigned", _("with an expert")
    DRAFTING = "drafting", _("being answered")
    REVIEW = "review", _("waits for review")
    RETURNED = "returned", _("returned")
    PUBLISHED = "published", _("answered")
    CLOSED = "closed", _("closed without an answer")


# Cases in which the text may still be changed.
OPEN = frozenset({CaseState.NEW, CaseState.ASSIGNED, CaseState.DRAFTING, CaseState.RETURNED})


ENDED = frozenset({CaseState.PUBLISHED, CaseState.CLOSED})
