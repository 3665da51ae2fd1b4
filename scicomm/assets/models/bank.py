"""What stands in the public image bank, how a unit gives out its files, and what was taken."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums.delivery import Purpose, Way
from scicomm.assets.models.assets import Asset
from scicomm.organisation.models import Unit


class BankEntry(models.Model):
    """An asset that anyone may find and take; without an account's name where a public story had opened it already."""

    asset = models.OneToOneField(Asset, models.CASCADE, related_name="bank_entry", verbose_name=_("asset"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)

    class Meta:
        verbose_name = _("entry of the image bank")
        verbose_name_plural = _("entries of the image bank")
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return str(self.asset_id)


class DeliveryPolicy(models.Model):
    """How a unit and the units below it give out files; the nearest unit's own counts."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="delivery_policy", verbose_name=_("unit"))
    asks_reason = models.BooleanField(_("ask what a download is for"), default=False)
    takes_requests = models.BooleanField(_("take requests for what is not free"), default=True)
    terms_zh = models.TextField(_("what whoever takes a file should know, in Chinese"), blank=True, max_length=1000)
    terms_en = models.TextField(_("what whoever takes a file should know, in English"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("how files are given out")
        verbose_name_plural = _("how files are given out")

    def __str__(self) -> str:
        return str(self.unit)


class Download(models.Model):
    """A file that went out: which, when, in which size and for what; never who. Whoever approved a request knows that by it."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="downloads", verbose_name=_("asset"))
    way = models.CharField(_("way"), max_length=10, choices=Way.choices)
    size = models.CharField(_("size"), max_length=20)
    purpose = models.CharField(_("what for"), max_length=12, choices=Purpose.choices, blank=True)
    words = models.CharField(_("in their words"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["asset", "-at"], name="assets_download_asset")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.size}"
