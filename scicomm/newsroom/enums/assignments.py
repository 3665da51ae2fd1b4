"""States of assignments, and the notices that go out about them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicomm.newsroom.rules import assignments as rules


class AssignmentState(models.TextChoices):
    DRAFT = rules.DRAFT, pgettext_lazy("assignment", "draft")
    GIVEN = rules.GIVEN, pgettext_lazy("assignment", "not answered yet")
    ACCEPTED = rules.ACCEPTED, pgettext_lazy("assignment", "accepted")
    IN_PROGRESS = rules.IN_PROGRESS, pgettext_lazy("assignment", "in progress")
    SUBMITTED = rules.SUBMITTED, pgettext_lazy("assignment", "reported done")
    DONE = rules.DONE, pgettext_lazy("assignment", "done")
    RETURNED = rules.RETURNED, pgettext_lazy("assignment", "returned")
    CANCELLED = rules.CANCELLED, pgettext_lazy("assignment", "cancelled")


class NoticeKind(models.TextChoices):
    NEW = rules.NEW, _("new assignment")
    REMINDER = rules.REMINDER, _("reminder")
    OVERDUE = rules.OVERDUE, _("overdue")
    ESCALATED = rules.ESCALATED, _("overdue, told to the level above")
