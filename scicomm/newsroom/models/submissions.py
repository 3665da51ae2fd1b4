"""What a unit offers upward (报送) and what the higher unit makes of it (采用): one row a thing and unit, with all its steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.newsroom.enums import SubmissionState, SubmissionVerb
from scicomm.newsroom.models.leads import Lead
from scicomm.newsroom.models.stories import Dossier
from scicomm.newsroom.models.topics import Topic
from scicomm.organisation.models import Unit


class Submission(models.Model):
    """A story or a lead offered to one unit above. An adopted story is not copied: the higher unit shows the very page."""

    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("story")
    )
    lead = models.ForeignKey(
        Lead, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("lead")
    )
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions_made", verbose_name=_("offered by"))
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions_had", verbose_name=_("offered to"))
    state = models.CharField(
        _("state"), max_length=10, choices=SubmissionState.choices, default=SubmissionState.OFFERED
    )
    # What the higher unit made of a lead; the unit keeps its own topic.
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name=_("topic")
    )
    offered_at = models.DateTimeField(_("offered at"))
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dossier__isnull=False, lead__isnull=True) | Q(dossier__isnull=True, lead__isnull=False),
                name="newsroom_submission_of_one_thing",
            ),
            models.UniqueConstraint(fields=["dossier", "to_unit"], name="newsroom_submission_story_once"),
            models.UniqueConstraint(fields=["lead", "to_unit"], name="newsroom_submission_lead_once"),
        ]
        indexes = [
            models.Index(fields=["to_unit", "state"], name="newsroom_submission_to"),
            models.Index(fields=["from_unit", "state"], name="newsroom_submission_from"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.to_unit}"

    @property
    def title(self) -> str:
        """What is offered, by its present title."""
        if self.dossier is not None:
            return self.dossier.story.draft_title or self.dossier.story.title
        return self.lead.title if self.lead else ""


class SubmissionStep(models.Model):
    """One step of a submission: who did what and with which words; `days` are the working days an answer took."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="steps", verbose_name=_("submission"))
    verb = models.CharField(_("step"), max_length=10, choices=SubmissionVerb.choices)
    words = models.TextField(_("words"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("at"))
    days = models.PositiveIntegerField(_("working days to the answer"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of a submission")
        verbose_name_plural = _("steps of submissions")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["made_at"], name="newsroom_submission_step_at")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.submission_id}"
