"""What a file says of itself, as it was read: embedded metadata, and the C2PA manifest."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums import Signed
from scicomm.assets.models.assets import Asset


class EmbeddedMetadata(models.Model):
    """EXIF, IIM and XMP of a file as plain values, and which standard a person chose where they disagree."""

    asset = models.OneToOneField(Asset, models.CASCADE, related_name="embedded", verbose_name=_("asset"))
    file_name = models.CharField(_("file"), max_length=300)
    values = models.JSONField(_("values"), default=dict)
    notes = models.JSONField(_("what could not be read"), default=list)
    choices = models.JSONField(_("choices where standards disagree"), default=dict)
    read_at = models.DateTimeField(_("read at"), auto_now=True)

    class Meta:
        verbose_name = _("embedded metadata")
        verbose_name_plural = _("embedded metadata")

    def __str__(self) -> str:
        return self.file_name


class Provenance(models.Model):
    """What the C2PA manifest of a file says: its state, who signed it when, and what was done to the picture."""

    asset = models.OneToOneField(Asset, models.CASCADE, related_name="provenance", verbose_name=_("asset"))
    file_name = models.CharField(_("file"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=Signed.choices, default=Signed.NONE)
    signer = models.CharField(_("signed by"), max_length=300, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    generator = models.CharField(_("made with"), max_length=300, blank=True)
    actions = models.JSONField(_("what was done"), default=list)
    made_by_ai = models.BooleanField(_("made or changed by generative AI"), default=False)
    trusted = models.BooleanField(_("signer on a list of trusted ones"), default=False)
    problems = models.JSONField(_("what the check found"), default=list)
    read_at = models.DateTimeField(_("read at"), auto_now=True)

    def in_one_line(self) -> str:
        """What copies say of the original's manifest; empty when it has none. Read in every country: not translated."""
        if self.state == Signed.NONE:
            return ""
        when = f", {self.signed_at.date().isoformat()}" if self.signed_at else ""
        return f"C2PA manifest of the original: {self.state}; signed by {self.signer or 'unknown'}{when}"

    class Meta:
        verbose_name = _("provenance")
        verbose_name_plural = _("provenances")

    def __str__(self) -> str:
        return self.get_state_display()
