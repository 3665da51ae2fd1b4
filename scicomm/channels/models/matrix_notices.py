"""Letters about accounts, licences, inspections and findings: one row for each letter, so that each goes out once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import NoticeAbout
from scicomm.organisation.models import Person, Unit


class MatrixNotice(models.Model):
    """A letter to one person. `mark` names the occasion (a row and a day): the same occasion tells nobody twice."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="matrix_notices", verbose_name=_("unit"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="matrix_notices", verbose_name=_("person"))
    about = models.CharField(_("about"), max_length=12, choices=NoticeAbout.choices)
    mark = models.CharField(_("occasion"), max_length=120)
    # What the letter says, as plain values: title, day, path. Never a secret.
    details = models.JSONField(_("details"), default=dict)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letter about the media matrix")
        verbose_name_plural = _("letters about the media matrix")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "about", "mark"], name="channels_told_once")]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(sent_at=None), name="channels_letter_unsent")]

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {self.mark}"
