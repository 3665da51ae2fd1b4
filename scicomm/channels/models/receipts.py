"""Receipts: what was heard of a release, line by line; lines are added and never changed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import ReleaseState
from scicomm.channels.models.releases import Release


class Receipt(models.Model):
    """One thing that happened to a release: how it stood then, its outside id and address, in whose words, hash of what was sent.

    `problems` holds parts that did not arrive though the rest did: a list of {code, severity, words, where}.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="receipts", verbose_name=_("release"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=ReleaseState.choices)
    outside_id = models.CharField(_("outside id"), max_length=500, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    words = models.TextField(_("words"), blank=True)
    problems = models.JSONField(_("what did not arrive"), default=list, blank=True)
    digest = models.CharField(_("SHA-256 of what was sent"), max_length=64, blank=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_state_display()}"
