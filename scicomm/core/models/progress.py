"""The row in which long work shows how far it is, for the page bar; who writes it stands in core/progress.py."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A running row that has not moved for this long belongs to a process that was killed.
SILENT_AFTER = datetime.timedelta(seconds=60)


class ProgressState(models.TextChoices):
    """How a long piece of work stands. `STOPPED` is stored on Ctrl-C and shown for a killed process."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped before its end")


class ProgressRow(models.Model):
    """How far one long piece of work is. One row per key; a new run under the same key takes the row over."""

    key = models.CharField(_("key"), max_length=100, unique=True)
    label = models.CharField(_("label"), max_length=200)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(
        _("total"), null=True, blank=True, help_text=_("Empty when it is not known.")
    )
    state = models.CharField(_("state"), max_length=10, choices=ProgressState, default=ProgressState.RUNNING)
    started_at = models.DateTimeField(_("started at"))
    updated_at = models.DateTimeField(_("last moved at"))
    message = models.CharField(_("message"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.label

    @property
    def shown_state(self) -> ProgressState:
        """The state for people: a row that says "running" but has been silent too long is a killed one."""
        return self.state_at(timezone.now())

    def state_at(self, now: datetime.datetime) -> ProgressState:
        if self.state == ProgressState.RUNNING and now - self.updated_at > SILENT_AFTER:
            return ProgressState.STOPPED
        return ProgressState(self.state)

    @property
    def percent(self) -> int | None:
        """Whole percents done, 0 to 100; None while the total is not known."""
        if self.total is None:
            return None
        return 100 if not self.total else min(100, 100 * self.done // self.total)
