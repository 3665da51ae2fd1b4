"""Lightboxes: assets that somebody collected, in an order, and the links by which they are shown to others."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models.assets import Asset
from scicomm.organisation.models import Unit


class Lightbox(models.Model):
    """Somebody's collection of assets."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="lightboxes", verbose_name=_("owner")
    )
    title = models.CharField(_("title"), max_length=120)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("lightbox")
        verbose_name_plural = _("lightboxes")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title


class LightboxItem(models.Model):
    """An asset in a lightbox."""

    lightbox = models.ForeignKey(Lightbox, models.CASCADE, related_name="items", verbose_name=_("lightbox"))
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+", verbose_name=_("asset"))
    position = models.PositiveIntegerField(_("position in the order"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("asset in a lightbox")
        verbose_name_plural = _("assets in lightboxes")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["lightbox", "asset"], name="assets_lightbox_item_once")]

    def __str__(self) -> str:
        return f"{self.lightbox_id}: {self.asset_id}"


class LightboxShare(models.Model):
    """A link to a lightbox: it ends on its day or when it is revoked; only a hash of its secret is kept."""

    lightbox = models.ForeignKey(Lightbox, models.CASCADE, related_name="shares", verbose_name=_("lightbox"))
    digest = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128, blank=True)
    may_download = models.BooleanField(_("files may be taken"), default=False)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    opened = models.PositiveIntegerField(_("times opened"), default=0)

    class Meta:
        verbose_name = _("link to a lightbox")
        verbose_name_plural = _("links to lightboxes")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.lightbox_id} {self.expires_at:%Y-%m-%d}"
