"""Plain-language summaries written in the house, from draft to approval."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models.articles import Article


class PlainSummary(models.Model):
    """A summary in plain words of one version of an article in one language. The source's own summary is another thing."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("under review")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")
        REPLACED = "replaced", _("replaced by a newer one")

    class Language(models.TextChoices):
        ZH = "zh", _("Chinese")
        EN = "en", _("English")

    OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)

    article = models.ForeignKey(Article, models.CASCADE, related_name="plain_summaries", verbose_name=_("article"))
    article_version = models.PositiveIntegerField(_("written for version"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )
    note = models.TextField(_("reviewer's comment"), blank=True)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    submitted_at = models.DateTimeField(_("sent into review at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("plain-language summary")
        verbose_name_plural = _("plain-language summaries")
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="journals_summary_one_open",
            ),
            models.UniqueConstraint(
                fields=["article", "language"], condition=Q(state="approved"), name="journals_summary_one_approved"
            ),
        ]
        indexes = [models.Index(fields=["state", "changed_at"], name="journals_summary_waiting")]

    def __str__(self) -> str:
        return f"{self.article} ({self.get_language_display()})"
