"""Places from which an asset has to be taken after the right to use it ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from scicomm.assets.enums import BlockedBy, Where
from scicomm.assets.models.assets import Asset
from scicomm.organisation.models import Unit

__all__ = ["TakeDown", "Where"]


class TakeDown(models.Model):
    """One place on one channel: `reference` names it for ever (`page:12`, `channels.release:7`), also when it is gone."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="take_downs", verbose_name=_("asset"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="take_downs", verbose_name=_("whose task it is"))
    because = models.CharField(_("what ended"), max_length=10, choices=BlockedBy.choices)
    words = models.CharField(_("why"), max_length=300, blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Where.choices)
    reference = models.CharField(_("place"), max_length=120)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("page"))
    label = models.CharField(_("name of the place"), max_length=300)
    url = models.CharField(_("address"), max_length=500, blank=True)
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    how = models.CharField(_("how it was done"), max_length=300, blank=True)

    # How a take-down ended by itself, as `how` keeps it; a person writes words.
    GONE, RESTORED = "=gone", "=restored"

    class Meta:
        verbose_name = _("take-down")
        verbose_name_plural = _("take-downs")
        ordering = [models.F("done_at").asc(nulls_first=True), "opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "reference"], condition=models.Q(done_at=None), name="assets_take_down_open_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "done_at"], name="assets_take_down_unit")]

    @property
    def how_words(self) -> str:
        """How it was done, in the reader's language."""
        told = {self.GONE: _("The page no longer uses it."), self.RESTORED: _("The right to use it is there again.")}
        return str(told.get(self.how, self.how))

    def __str__(self) -> str:
        return self.label
