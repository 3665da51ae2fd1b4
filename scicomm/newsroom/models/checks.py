"""What the checks of a story leave behind: answers to findings, the record made when it was sent into review, links asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from scicomm.newsroom.models.stories import Dossier


class FindingAnswer(models.Model):
    """Why a finding may stand: the reason an editor gave, for these very words; when they change, the finding is back."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="finding_answers", verbose_name=_("story"))
    key = models.CharField(_("finding"), max_length=16)
    code = models.CharField(_("kind of finding"), max_length=40)
    text = models.TextField(_("words of the story"), blank=True)
    reason = models.CharField(_("why it may stand"), max_length=500)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), auto_now=True)

    class Meta:
        verbose_name = _("answer to a finding")
        verbose_name_plural = _("answers to findings")
        constraints = [models.UniqueConstraint(fields=["dossier", "key"], name="newsroom_one_answer_a_finding")]

    def __str__(self) -> str:
        return self.reason


class CheckRecord(models.Model):
    """What the checks said of a revision when it went into review."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="check_records", verbose_name=_("story"))
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", verbose_name=_("revision"))
    findings = models.JSONField(_("findings"), default=list)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("record of checks")
        verbose_name_plural = _("records of checks")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {len(self.findings)}"

    @property
    def holds_back(self) -> bool:
        """Whether an error was neither mended nor answered."""
        return any(row["severity"] == "error" and not row["reason"] for row in self.findings)


class LinkAnswer(models.Model):
    """Whether a link that stories use was alive when it was last asked: an HTTP status, 0 when nobody answered."""

    link = models.TextField(_("link"))
    digest = models.CharField(_("hash of the link"), max_length=64, unique=True, editable=False)
    status = models.PositiveSmallIntegerField(_("answer of the server"), null=True, blank=True)
    wanted_at = models.DateTimeField(_("to be asked since"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link asked")
        verbose_name_plural = _("links asked")
        indexes = [
            models.Index(fields=["wanted_at"], condition=models.Q(wanted_at__isnull=False), name="newsroom_link_wanted")
        ]

    def __str__(self) -> str:
        return self.link[:80]
