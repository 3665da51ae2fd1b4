"""Texts that run with a recording: captions, subtitles, descriptions, chapters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums.delivery import TrackKind
from scicomm.assets.models.recordings import Recording


class TextTrack(models.Model):
    """One text in WebVTT (W3C), in one language and of one kind; it is kept as it was checked."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="tracks", verbose_name=_("recording"))
    kind = models.CharField(_("kind"), max_length=14, choices=TrackKind.choices, default=TrackKind.CAPTIONS)
    language = models.CharField(
        _("language"), max_length=10, choices=[("zh-Hans", "中文"), ("en", "English")], default="zh-Hans"
    )
    text = models.TextField(_("text in WebVTT"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("text track")
        verbose_name_plural = _("text tracks")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "kind", "language"], name="assets_track_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_language_display()}"
