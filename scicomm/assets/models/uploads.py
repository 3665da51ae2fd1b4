"""Files on their way in: what was announced, how far it is, what became of it. The bytes stand under SCICOMM_HOME/uploads."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums.library import UploadState
from scicomm.assets.models.assets import Asset
from scicomm.organisation.models import Unit


class Upload(models.Model):
    """One file that a person or a program sends, in as many pieces as it takes (tus 1.0.0)."""

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("sent by"))
    name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    offset = models.PositiveBigIntegerField(_("received bytes"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=UploadState.choices, default=UploadState.RECEIVING)
    reason = models.CharField(_("why it was refused"), max_length=30, blank=True)
    file_hash = models.CharField(_("SHA-1 of the file"), max_length=40, blank=True)
    # Ids of assets that show the same picture, with how far they agree; who may see them is asked each time they are shown.
    alike = models.JSONField(_("possible duplicates"), default=list, blank=True)
    asset = models.ForeignKey(Asset, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asset"))
    created_at = models.DateTimeField(_("started at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["sent_by", "state"], name="assets_upload_mine")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where its bytes stand."""
        return Path(settings.SCICOMM_HOME) / "uploads" / str(self.key)

    @property
    def is_complete(self) -> bool:
        return self.offset == self.size
