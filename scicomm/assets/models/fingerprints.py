"""What a picture looks like, as numbers, and the pairs that look like the same picture."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums.library import LikenessState
from scicomm.assets.models.assets import Asset


class Fingerprint(models.Model):
    """The numbers of one picture, as little-endian bytes; their shapes stand in rules/pictures. Derived: can be made anew."""

    asset = models.OneToOneField(Asset, models.CASCADE, related_name="fingerprint", verbose_name=_("asset"))
    file_hash = models.CharField(_("SHA-1 of the file"), max_length=40, blank=True, db_index=True)
    version = models.PositiveSmallIntegerField(_("version"))
    hashes = models.BinaryField(_("hashes"))
    sketch = models.BinaryField(_("sketch"))
    tint = models.BinaryField(_("tint"))
    colours = models.BinaryField(_("main colours"))
    looks = models.BinaryField(_("looks"))
    problem = models.CharField(_("why there is none"), max_length=30, blank=True)
    is_compared = models.BooleanField(_("compared with all"), default=False, db_index=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")

    def __str__(self) -> str:
        return f"{self.asset_id}"


class Likeness(models.Model):
    """Two assets that show the same picture, and what was decided of them. `first` came earlier."""

    first = models.ForeignKey(Asset, models.CASCADE, related_name="likenesses", verbose_name=_("first"))
    second = models.ForeignKey(Asset, models.CASCADE, related_name="likenesses_before", verbose_name=_("second"))
    score = models.FloatField(_("agreement"), help_text=_("1 for the same file."))
    is_mirrored = models.BooleanField(_("mirrored"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=LikenessState.choices, default=LikenessState.OPEN)
    dropped = models.ForeignKey(
        Asset, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("the one that was put away")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    created_at = models.DateTimeField(_("found at"), auto_now_add=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="assets_likeness_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="assets_likeness_in_order"),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="assets_likeness_state")]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}"
