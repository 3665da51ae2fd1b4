"""What is spoken of outside, as far as the newsroom needs it: a small projection fed by the facts of listening."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.core.models import Subject


class TalkedSubject(models.Model):
    """One mention spoke of a paper or story of a subject on a day. `mention` is the fact's reference, so that a mention which is
    linked anew moves with its link."""

    mention = models.CharField(_("mention"), max_length=60)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+", verbose_name=_("subject"))
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("subject spoken of")
        verbose_name_plural = _("subjects spoken of")
        constraints = [models.UniqueConstraint(fields=["mention", "subject"], name="newsroom_talk_once")]
        indexes = [models.Index(fields=["day", "subject"], name="newsroom_talk_day")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.day}"
