"""Imports of whole folders: the run, and each file of it with what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums.library import ImportState, ItemState
from scicomm.assets.models.assets import Asset
from scicomm.organisation.models import Unit


class ImportRun(models.Model):
    """A folder that is taken in, with the table that describes its files; kept as its own report."""

    class Kind(models.TextChoices):
        FOLDER = "folder", _("a folder, by command")
        DROP = "drop", _("from the drop folder")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.FOLDER)
    folder = models.CharField(_("folder"), max_length=1000)
    sheet = models.CharField(_("table"), max_length=1000, blank=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True, help_text=_("Heading to field."))
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("started by")
    )
    remarks = models.JSONField(_("remarks on the table"), default=list, blank=True)
    total = models.PositiveIntegerField(_("files"), default=0)
    created_at = models.DateTimeField(_("started at"), default=timezone.now)
    moved_at = models.DateTimeField(_("last moved at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.folder} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    @property
    def is_over(self) -> bool:
        return self.state == ImportState.DONE


class ImportItem(models.Model):
    """One file of an import. `values` is what the table says of it; `told` what was wrong in the table, field by field."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="items", verbose_name=_("import"))
    position = models.PositiveIntegerField(_("position"))
    path = models.CharField(_("file"), max_length=1000)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    values = models.JSONField(_("values"), default=dict, blank=True)
    told = models.JSONField(_("remarks"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ItemState.choices, default=ItemState.WAITING)
    reason = models.CharField(_("why it was refused"), max_length=30, blank=True)
    asset = models.ForeignKey(Asset, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asset"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of imports")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="assets_import_item_once")]
        indexes = [models.Index(fields=["run", "state"], name="assets_import_item_state")]

    def __str__(self) -> str:
        return self.path


class DroppedFile(models.Model):
    """How a file of the drop folder looked the last time: one that looks the same again has come to rest."""

    path = models.CharField(_("path"), max_length=1000, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    changed_ns = models.BigIntegerField(_("changed at, in nanoseconds"))

    class Meta:
        verbose_name = _("file of the drop folder")
        verbose_name_plural = _("files of the drop folder")

    def __str__(self) -> str:
        return self.path
