"""What was done to stories after they were public, each with its note for readers; and the sealed text of killed ones."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.newsroom.enums import ChangeKind
from scicomm.newsroom.models.stories import Dossier


class StoryChange(models.Model):
    """One entry of the public log: corrected, updated, withdrawn or killed. `told_at` is empty while it waits for its review."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="changes", verbose_name=_("story"))
    kind = models.CharField(_("what"), max_length=10, choices=ChangeKind.choices)
    note = models.TextField(_("note for readers"), blank=True)
    revision_id = models.BigIntegerField(_("revision"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("at"), auto_now_add=True)
    told_at = models.DateTimeField(_("public since"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of a public story")
        verbose_name_plural = _("changes of public stories")
        ordering = [models.F("told_at").desc(nulls_last=True), "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(told_at__isnull=True), name="newsroom_one_change_waits"
            )
        ]
        indexes = [models.Index(fields=["-told_at", "-id"], name="newsroom_change_log")]

    def __str__(self) -> str:
        return self.get_kind_display()


class SealedText(models.Model):
    """The text of a killed story, page and revisions, for those who may kill: a court may ask for it. Nobody else is shown it."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="sealed", verbose_name=_("story"))
    title = models.CharField(_("title"), max_length=255)
    standfirst = models.TextField(_("standfirst"), blank=True)
    revisions = models.JSONField(_("revisions"), default=list)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    sealed_at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("sealed text")
        verbose_name_plural = _("sealed texts")

    def __str__(self) -> str:
        return str(self.dossier_id)
