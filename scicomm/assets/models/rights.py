"""What may be done with an asset: licences given to us or by us, and consents of those shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.enums import ConsentKind, Direction
from scicomm.assets.models.assets import Asset
from scicomm.assets.models.documents import AssetDocument


class LicenceGrant(models.Model):
    """A right to use an asset: which way it goes, for what, from a date to a date (the last day included)."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="grants", verbose_name=_("asset"))
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices, default=Direction.TO_US)
    holder = models.CharField(
        _("the other side"), max_length=200, help_text=_("Who gave us the licence, or to whom we gave it.")
    )
    uses = models.JSONField(_("allowed uses"), default=list, blank=True, help_text=_("None chosen: every use."))
    territory = models.CharField(_("where it holds"), max_length=200, blank=True)
    scope = models.TextField(_("for what use"), blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    fee = models.CharField(_("fee"), max_length=100, blank=True)
    contract_number = models.CharField(_("number of the contract"), max_length=100, blank=True)
    document = models.ForeignKey(
        AssetDocument, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("the agreement")
    )
    warned_days = models.PositiveSmallIntegerField(_("days before the end last warned"), null=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("licence record")
        verbose_name_plural = _("licence records")
        ordering = [models.F("ends_on").desc(nulls_first=True), "-id"]
        indexes = [models.Index(fields=["ends_on"], name="assets_grant_ends")]

    def __str__(self) -> str:
        return self.holder


class Consent(models.Model):
    """A person shown, or the owner of what is shown, agreed to the use; a guardian for who is under age."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="consents", verbose_name=_("asset"))
    kind = models.CharField(_("kind of consent"), max_length=10, choices=ConsentKind.choices)
    name = models.CharField(_("who agreed"), max_length=120)
    is_minor = models.BooleanField(_("under age"), default=False)
    guardian = models.CharField(_("guardian"), max_length=120, blank=True)
    guardian_relation = models.CharField(_("guardian's relation"), max_length=60, blank=True)
    uses = models.JSONField(_("allowed uses"), default=list, blank=True, help_text=_("None chosen: every use."))
    scope = models.TextField(_("for what use"), blank=True)
    given_on = models.DateField(_("given on"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)
    document = models.ForeignKey(
        AssetDocument, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("the signed paper")
    )
    warned_days = models.PositiveSmallIntegerField(_("days before the end last warned"), null=True, editable=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-id"]
        indexes = [models.Index(fields=["ends_on"], name="assets_consent_ends")]

    def __str__(self) -> str:
        return self.name
