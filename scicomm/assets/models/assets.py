"""The record of an image resource (形象资源), whatever kind of file it is. Rights, use, lists and search hang on it.

What a page prints beside a file (title, alternative text, credit, the public's licence) stands on the file itself, so that a page
reads no more than the file; everything else known of it stands here.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums import AssetKind, AssetState, Secrecy
from scicomm.assets.models.documents import AssetDocument
from scicomm.assets.models.images import AssetImage
from scicomm.assets.models.recordings import Recording
from scicomm.assets.models.rights_fields import RightsFields
from scicomm.core.models import Subject
from scicomm.organisation.models import Person, Unit


class Asset(RightsFields):
    """One image resource: exactly one of `image`, `document` and `recording` is set."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assets", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=AssetKind.choices)
    image = models.OneToOneField(
        AssetImage, models.CASCADE, null=True, blank=True, related_name="asset", verbose_name=_("image")
    )
    document = models.OneToOneField(
        AssetDocument, models.CASCADE, null=True, blank=True, related_name="asset", verbose_name=_("document")
    )
    recording = models.OneToOneField(
        Recording, models.CASCADE, null=True, blank=True, related_name="asset", verbose_name=_("recording")
    )
    caption_zh = models.TextField(_("caption, in Chinese"), blank=True)
    caption_en = models.TextField(_("caption, in English"), blank=True)
    creator = models.CharField(_("creator"), max_length=200, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    usage_terms = models.TextField(_("terms of use"), blank=True)
    persons = models.ManyToManyField(Person, blank=True, related_name="shown_in", verbose_name=_("persons shown"))
    persons_named = models.CharField(_("other persons shown"), max_length=500, blank=True)
    place_zh = models.CharField(_("place, in Chinese"), max_length=200, blank=True)
    place_en = models.CharField(_("place, in English"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    taken_at = models.DateTimeField(_("made at"), null=True, blank=True)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("subjects"))
    secrecy = models.CharField(_("secrecy"), max_length=12, choices=Secrecy.choices, default=Secrecy.PUBLIC)
    state = models.CharField(_("state"), max_length=10, choices=AssetState.choices, default=AssetState.ACTIVE)
    blocked_because = models.CharField(_("why it is blocked"), max_length=300, blank=True)
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken in by"),
    )
    created_at = models.DateTimeField(_("taken in at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(image__isnull=False, document__isnull=True, recording__isnull=True)
                | Q(image__isnull=True, document__isnull=False, recording__isnull=True)
                | Q(image__isnull=True, document__isnull=True, recording__isnull=False),
                name="assets_asset_is_one_file",
            )
        ]
        indexes = [models.Index(fields=["unit", "-created_at"], name="assets_asset_unit")]

    def __str__(self) -> str:
        return self.title

    @property
    def media(self) -> AssetImage | AssetDocument | Recording:
        """The file's own row."""
        found = self.image or self.document or self.recording
        assert found is not None  # noqa: S101 - the constraint says so
        return found

    @property
    def title(self) -> str:
        return self.media.title
