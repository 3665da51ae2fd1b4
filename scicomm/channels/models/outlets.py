"""What an outlet must have to work: its licences, and the people who answer for it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models import AssetDocument
from scicomm.channels.enums import Duty, LicenceKind
from scicomm.channels.models.channels import Channel
from scicomm.organisation.models import Person


class OutletLicence(models.Model):
    """A licence of an outlet; what it says as a document stands in the library."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="licences", verbose_name=_("outlet"))
    kind = models.CharField(_("kind"), max_length=12, choices=LicenceKind.choices)
    number = models.CharField(_("number"), max_length=120)
    authority = models.CharField(_("issued by"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("Empty: without an end."))
    document = models.ForeignKey(
        AssetDocument,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="outlet_licences",
        verbose_name=_("scan of it"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("licence of an outlet")
        verbose_name_plural = _("licences of outlets")
        ordering = ["channel", "kind", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="channels_licence_span",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Responsible(models.Model):
    """A person answers for an outlet from a day to a day; one of the house, or a name."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="responsibles", verbose_name=_("outlet"))
    duty = models.CharField(_("answers as"), max_length=12, choices=Duty.choices)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="outlet_duties", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("As it stands on the licence."))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("responsible person")
        verbose_name_plural = _("responsible persons")
        ordering = ["channel", "duty", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="channels_duty_span",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_duty_display()}"
