"""The routine patrol: what was found wrong in what the units publish, and which releases somebody is to read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models import Asset
from scicomm.channels.enums import FindingKind, FindingSeverity, FindingState
from scicomm.channels.models.channels import Channel
from scicomm.channels.models.releases import Release
from scicomm.organisation.models import Unit


class Finding(models.Model):
    """Something wrong in what a unit published: where, what, how grave, by when, and what became of it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="patrol_findings", verbose_name=_("unit"))
    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("channel")
    )
    release = models.ForeignKey(
        Release, models.SET_NULL, null=True, blank=True, related_name="findings", verbose_name=_("release")
    )
    kind = models.CharField(_("what is wrong"), max_length=10, choices=FindingKind.choices)
    severity = models.CharField(_("how grave"), max_length=8, choices=FindingSeverity.choices)
    place = models.CharField(
        _("where"), max_length=500, help_text=_("The address, or the issue and page of a printed piece.")
    )
    words = models.TextField(_("what was found"))
    asset = models.ForeignKey(
        Asset,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="patrol_findings",
        verbose_name=_("screenshot or picture"),
    )
    due_on = models.DateField(_("to be corrected by"))
    state = models.CharField(_("state"), max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("found by")
    )
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    # What a job found has a name of its own, so that the next run does not find it again; empty for what a person found.
    mark = models.CharField(_("mark"), max_length=120, blank=True, editable=False)
    answer = models.TextField(_("what was done"), blank=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    closing_words = models.TextField(_("words at the end"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("told to the level above at"), null=True, blank=True)

    class Meta:
        verbose_name = _("finding of the patrol")
        verbose_name_plural = _("findings of the patrol")
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mark"], condition=~Q(mark="") & Q(state__in=["open", "corrected"]), name="channels_found_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "state"], name="channels_finding_unit")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.place}"


class PatrolSample(models.Model):
    """A release drawn by lot in a month, for a person to read."""

    month = models.DateField(_("month"), help_text=_("Its first day."))
    release = models.ForeignKey(Release, models.CASCADE, related_name="samples", verbose_name=_("release"))
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("read by")
    )
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    finding = models.ForeignKey(
        Finding, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("finding")
    )

    class Meta:
        verbose_name = _("release to be read")
        verbose_name_plural = _("releases to be read")
        ordering = ["-month", "pk"]
        constraints = [models.UniqueConstraint(fields=["month", "release"], name="channels_sample_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.release}"


class PermalinkCheck(models.Model):
    """When the address of a release was asked last, and how often in a row nothing stood there any more."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="permalink", verbose_name=_("release"))
    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    gone_times = models.PositiveSmallIntegerField(_("gone so often in a row"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("look at an address")
        verbose_name_plural = _("looks at addresses")

    def __str__(self) -> str:
        return f"{self.release_id}: {self.status}"
