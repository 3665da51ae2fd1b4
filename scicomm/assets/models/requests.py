"""Requests for files that are not free to take."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums.delivery import Purpose, RequestState
from scicomm.assets.models.assets import Asset


class AssetRequest(models.Model):
    """Somebody asks for a file: who, for what, for how long; and what the unit answered."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="requests", verbose_name=_("asset"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    purpose = models.CharField(_("what for"), max_length=12, choices=Purpose.choices)
    words = models.TextField(_("where and how it will be used"), max_length=1000)
    use_until = models.DateField(_("until when it will be used"))
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(_("state"), max_length=12, choices=RequestState.choices, default=RequestState.UNCONFIRMED)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    decided_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.TextField(_("conditions, or the reason"), blank=True, max_length=1000)
    granted_until = models.DateTimeField(_("file to be had until"), null=True, blank=True)
    downloads = models.PositiveIntegerField(_("times taken"), default=0)

    class Meta:
        verbose_name = _("request for an asset")
        verbose_name_plural = _("requests for assets")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "created_at"], name="assets_request_state")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.state}"
