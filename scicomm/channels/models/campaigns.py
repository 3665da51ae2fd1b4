"""Campaigns: several channels and days for one story or more."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Unit


class Campaign(models.Model):
    """What a unit wants to bring to people over some days, on several channels; its releases name it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=160)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.TextField(_("note"), blank=True, help_text=_("What it is for and who it should reach."))
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="channels_campaign_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name
