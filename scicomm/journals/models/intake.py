"""Runs that take many files in: what was sent, what became of each file, and what lies in the watched folder."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.quarantine import QuarantinedFile
from scicomm.journals.models.storage import journal_storage
from scicomm.organisation.models import Unit


class IntakeRun(models.Model):
    """Files sent together, or refused files replayed together; carried out piece by piece, and kept as its own report."""

    class Kind(models.TextChoices):
        DESK = "desk", _("sent in the desk")
        FOLDER = "folder", _("from the watched folder")
        REPLAY = "replay", _("refused files again")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("given up")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DESK)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("started by")
    )
    total = models.PositiveIntegerField(_("files"), default=0)
    created_at = models.DateTimeField(_("started at"), default=timezone.now)
    not_before = models.DateTimeField(
        _("not before"), default=timezone.now, help_text=_("Until then the page that took the files carries it out.")
    )
    moved_at = models.DateTimeField(_("last moved at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("intake run")
        verbose_name_plural = _("intake runs")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}


class IntakeItem(models.Model):
    """One file of a run, with what became of each article in it.

    `outcomes` are dictionaries with `file`, `state`, `article`, `doi`, `title`, `version`, `files`, and for a refusal
    `line`, `code`, `params`, `reason`, `refused`.
    """

    run = models.ForeignKey(IntakeRun, models.CASCADE, related_name="items", verbose_name=_("intake run"))
    position = models.PositiveIntegerField(_("position"))
    name = models.CharField(_("file"), max_length=300)
    file = models.FileField(_("file"), storage=journal_storage, max_length=200, blank=True)
    watched = models.CharField(_("place in the watched folder"), max_length=1000, blank=True)
    refused = models.ForeignKey(
        QuarantinedFile, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("refused file")
    )
    is_done = models.BooleanField(_("done"), default=False)
    outcomes = models.JSONField(_("outcomes"), default=list, blank=True)

    class Meta:
        verbose_name = _("file of a run")
        verbose_name_plural = _("files of runs")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="journals_intake_item_once")]

    def __str__(self) -> str:
        return self.name


class WatchedFile(models.Model):
    """How a file of the watched folder looked the last time: one that looks the same again has come to rest."""

    path = models.CharField(_("path"), max_length=1000, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    changed_ns = models.BigIntegerField(_("changed at, in nanoseconds"))

    class Meta:
        verbose_name = _("watched file")
        verbose_name_plural = _("watched files")

    def __str__(self) -> str:
        return self.path
