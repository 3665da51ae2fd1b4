"""Video, audio and 3D models: files that play or turn."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import CollectionMember

from scicomm.assets.enums import AssetKind
from scicomm.assets.enums.delivery import ProbeState
from scicomm.assets.models.images import AssetImage
from scicomm.assets.models.licences import Licence
from scicomm.core.text import pick


class Recording(CollectionMember, models.Model):
    """A video, a sound or a 3D model; its collection says which unit it belongs to."""

    title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=[(kind.value, kind.label) for kind in (AssetKind.VIDEO, AssetKind.AUDIO, AssetKind.MODEL)],
    )
    file = models.FileField(_("file"), upload_to="recordings")
    file_size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    file_hash = models.CharField(_("SHA-1 of the file"), max_length=40, blank=True, editable=False)
    duration = models.FloatField(_("length in seconds"), null=True, blank=True)
    width = models.PositiveIntegerField(_("width in pixels"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height in pixels"), null=True, blank=True)
    media_type = models.CharField(_("media type"), max_length=40, blank=True, editable=False)
    codecs = models.CharField(_("codecs"), max_length=80, blank=True, editable=False)
    probe_state = models.CharField(
        _("state of the file"), max_length=8, choices=ProbeState.choices, default=ProbeState.WAITING, editable=False
    )
    problem_zh = models.CharField(_("what is wrong with it, in Chinese"), max_length=300, blank=True, editable=False)
    problem_en = models.CharField(_("what is wrong with it, in English"), max_length=300, blank=True, editable=False)
    poster = models.ForeignKey(
        AssetImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("still picture")
    )
    alt_zh = models.CharField(_("what it shows, in Chinese"), max_length=300, blank=True)
    alt_en = models.CharField(_("what it shows, in English"), max_length=300, blank=True)
    transcript_zh = models.TextField(_("transcript, in Chinese"), blank=True)
    transcript_en = models.TextField(_("transcript, in English"), blank=True)
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=30, choices=Licence.choices, default=Licence.ALL_RIGHTS)
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("taken in at"), auto_now_add=True)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["-created_at", "-id"]
        permissions = [("choose_recording", "Can choose recording")]

    def __str__(self) -> str:
        return self.title

    @property
    def probe_problem(self) -> str:
        return pick(self.problem_zh, self.problem_en)
