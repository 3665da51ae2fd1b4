"""The journal of the engine of topics, and who may run it; what a step means to the engine stands in tasks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicStep(models.Model):
    """One thing that was done to the engine, in order: replayed after the last kept state, it gives the same engine again.

    `mark` is a number of chance: a state kept at a step of another history (a database that was put back) is known by it.
    """

    class Kind(models.TextChoices):
        ADD = "add", _("mentions added")
        REGISTER = "register", _("topic opened")
        MERGE = "merge", _("topics joined by hand")
        SPLIT = "split", _("topic parted by hand")

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    content = models.JSONField(_("content"), default=dict)
    mark = models.CharField(_("mark"), max_length=32)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("step of the engine of topics")
        verbose_name_plural = _("steps of the engine of topics")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class TopicLease(models.Model):
    """Who runs the engine, until when, and how far it came: the one row that every step is compared with before it is stored."""

    name = models.CharField(_("name"), max_length=20, unique=True, default="topics")
    holder = models.CharField(_("worker"), max_length=120, blank=True)
    until = models.DateTimeField(_("lease until"), null=True, blank=True)
    step = models.PositiveBigIntegerField(_("last step"), default=0)
    mark = models.CharField(_("mark of the last step"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("lease of the engine of topics")
        verbose_name_plural = _("leases of the engine of topics")

    def __str__(self) -> str:
        return f"{self.name}: {self.step}"
