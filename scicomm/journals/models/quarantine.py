"""Files that could not go in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.articles import Article
from scicomm.journals.models.storage import journal_storage
from scicomm.journals.rules.refusals import stored_words
from scicomm.organisation.models import Unit


class QuarantinedFile(models.Model):
    """A file that could not go in: which, where in it, and why; kept so that it can be mended and replayed."""

    class State(models.TextChoices):
        OPEN = "open", _("to be mended")
        ACCEPTED = "accepted", _("went in later")

    file_name = models.CharField(_("file"), max_length=300)
    content_hash = models.CharField(_("content hash"), max_length=64)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    reason_code = models.CharField(_("rule"), max_length=60)
    reason = models.TextField(_("reason"))
    params = models.JSONField(_("details of the reason"), default=dict, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    seen_at = models.DateTimeField(_("last seen"), auto_now=True)
    source = models.FileField(_("source as it came"), storage=journal_storage, max_length=200, blank=True)
    package = models.FileField(_("package it came in"), storage=journal_storage, max_length=200, blank=True)
    entry = models.CharField(_("path in the package"), max_length=600, blank=True)
    draft = models.TextField(_("text as last mended"), blank=True)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("article that came of it")
    )

    class Meta:
        verbose_name = _("quarantined file")
        verbose_name_plural = _("quarantine")
        ordering = ["-seen_at"]
        constraints = [models.UniqueConstraint(fields=["file_name", "content_hash"], name="journals_quarantine_once")]
        indexes = [models.Index(fields=["state"], name="journals_quarantine_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.file_name

    @property
    def message(self) -> str:
        """Why it was refused, in the reader's language where the reason is one of the reader's own."""
        return stored_words(self.reason_code, self.params, self.reason)

    @property
    def can_replay(self) -> bool:
        """Whether enough was kept to try it again as it is."""
        return bool(self.source or self.package)
