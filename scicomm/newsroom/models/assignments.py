"""Assignments: work given down the levels, the pieces that fulfil it, and the notices that were sent about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.newsroom.enums import AssignmentState, NoticeKind, Profile
from scicomm.newsroom.models.stories import Dossier
from scicomm.newsroom.models.topics import Topic
from scicomm.organisation.models import Person, Unit


class Assignment(models.Model):
    """Work given to a unit, or to a person of it. A call is one without a parent: its giver keeps it and splits it."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    # Ids from the call down to this one, `/12/57/`: a subtree is one prefix, so that sums over it are one query.
    trail = models.CharField(max_length=200, db_index=True, editable=False)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("topic")
    )
    title = models.CharField(_("what is wanted"), max_length=300)
    brief = models.TextField(_("brief"), blank=True)
    profile = models.CharField(_("kind of piece"), max_length=20, choices=Profile.choices, blank=True)
    quota = models.PositiveIntegerField(_("how many pieces"), default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("given to"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("person")
    )
    giver = models.ForeignKey(Unit, models.PROTECT, related_name="assignments_given", verbose_name=_("given by"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who gave it"),
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=12, choices=AssignmentState.choices, default=AssignmentState.DRAFT)
    reason = models.TextField(_("why it came back"), blank=True)
    shortfall_reason = models.TextField(_("why less was given on"), blank=True)
    report = models.TextField(_("report"), blank=True)
    # How many pieces were public when it became done: fewer than that, and it is open again.
    done_count = models.PositiveIntegerField(default=0, editable=False)
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(quota__gte=1), name="newsroom_assignment_quota")]
        indexes = [
            models.Index(fields=["unit", "state"], name="newsroom_assignment_unit"),
            models.Index(fields=["state", "due_on"], name="newsroom_assignment_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_call(self) -> bool:
        return self.parent_id is None

    def trail_ids(self) -> list[int]:
        """The ids from the call down to this one."""
        return [int(part) for part in self.trail.split("/") if part]


class AssignmentPiece(models.Model):
    """A story, or a topic whose stories, fulfils an assignment; `counted_at` says since when one of them is public."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="pieces", verbose_name=_("assignment"))
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="assignment_pieces", verbose_name=_("story")
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="assignment_pieces", verbose_name=_("topic")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("linked by")
    )
    added_at = models.DateTimeField(_("linked at"), auto_now_add=True)
    counted_at = models.DateTimeField(_("counts since"), null=True, blank=True)

    class Meta:
        verbose_name = _("piece of an assignment")
        verbose_name_plural = _("pieces of assignments")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dossier__isnull=False) | Q(topic__isnull=False), name="newsroom_piece_is_something"
            ),
            models.UniqueConstraint(fields=["assignment", "dossier"], name="newsroom_piece_story_once"),
            models.UniqueConstraint(fields=["assignment", "topic"], name="newsroom_piece_topic_once"),
        ]

    def __str__(self) -> str:
        return str(self.topic or self.dossier)


class AssignmentNotice(models.Model):
    """One mail about an assignment to one person; the row is what makes each go out once for a due day."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="notices", verbose_name=_("assignment"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="assignment_notices", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind.choices)
    days = models.PositiveSmallIntegerField(_("working days"), default=0)
    due_on = models.DateField(_("due"))
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"))
    error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice about an assignment")
        verbose_name_plural = _("notices about assignments")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "person", "kind", "days", "due_on"], name="newsroom_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="newsroom_notice_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.assignment}"
