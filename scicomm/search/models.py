"""The durable record of what should stand in the search indices; the indices on disk are derived from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexEntry(models.Model):
    """One thing in one index: its document, or null when it is to be taken out.

    ``version`` rises with every change, so that a worker that read an older one cannot mark the newer one as done.
    """

    class Index(models.TextChoices):
        PUBLIC = "public", _("Public")
        STAFF = "staff", _("Staff")

    class State(models.TextChoices):
        # As long as each other: so SQLite marks an entry where it stands, and does not write its document once more.
        PENDING = "wait", _("Waiting")
        DONE = "done", _("In the index")
        FAILED = "failed", _("Failed")

    index = models.CharField(_("index"), max_length=10, choices=Index.choices)
    key = models.CharField(_("key"), max_length=200)
    payload = models.JSONField(_("document"), null=True, blank=True)
    version = models.BigIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    error = models.TextField(_("error"), blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("search index entry")
        verbose_name_plural = _("search index entries")
        constraints = [models.UniqueConstraint(fields=["index", "key"], name="search_entry_once")]
        indexes = [
            models.Index(fields=["index", "id"], condition=models.Q(state="wait"), name="search_entry_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.index}: {self.key}"
