"""What keeps an asset out of the public's reach: things of higher rooms that may not be told; and what shows it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models.assets import Asset


class Hold(models.Model):
    """One thing that holds one asset back; `holder` is its written reference (`newsroom.story:12`), since it stands higher.

    Held files answer only those who oversee their unit, at every address: original, renditions, streams. Something public
    that uses the same file sets it free as long as it is public: that is a row with `is_free`. Wagtail's index of references
    knows it too, but only once a worker has gone by. Written by hold_assets alone.
    """

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="holds", verbose_name=_("asset"))
    holder = models.CharField(_("held by"), max_length=60)
    is_free = models.BooleanField(_("shows it to everybody"), default=False)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("hold on an asset")
        verbose_name_plural = _("holds on assets")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["holder", "asset"], name="assets_hold_once")]

    def __str__(self) -> str:
        return f"{self.asset_id} · {self.holder}"
