"""The same change for many assets: what is set, and the old and new value of each field, so that it can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums.library import AssetField, EditState
from scicomm.assets.models.assets import Asset


class BulkEdit(models.Model):
    """One edit of many. `changes`: field to {"how": "set" or "append", "value": …}."""

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    changes = models.JSONField(_("changes"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=EditState.choices, default=EditState.PREVIEW)
    total = models.PositiveIntegerField(_("assets"), default=0)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    moved_at = models.DateTimeField(_("last moved at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bulk edit")
        verbose_name_plural = _("bulk edits")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"


class BulkChange(models.Model):
    """One field of one asset in a bulk edit, with its old and its new value as JSON holds them."""

    class State(models.TextChoices):
        PLANNED = "planned", _("not applied yet")
        APPLIED = "applied", _("applied")
        LEFT = "left", _("left as it is")
        UNDONE = "undone", _("undone")
        CHANGED_SINCE = "changed", _("changed since")

    edit = models.ForeignKey(BulkEdit, models.CASCADE, related_name="rows", verbose_name=_("bulk edit"))
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+", verbose_name=_("asset"))
    field = models.CharField(_("field"), max_length=20, choices=AssetField.choices)
    old = models.JSONField(_("old value"), null=True)
    new = models.JSONField(_("new value"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of a bulk edit")
        verbose_name_plural = _("changes of bulk edits")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["edit", "asset", "field"], name="assets_bulk_change_once")]
        indexes = [models.Index(fields=["edit", "state"], name="assets_bulk_change_state")]

    def __str__(self) -> str:
        return f"{self.asset_id}.{self.field}"
