"""Secret addresses under which calendars follow the newsroom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Unit


class CalendarAddress(models.Model):
    """A person's address for their calendar, of all they oversee or of one unit. The secret is shown once and kept as a hash."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_addresses", verbose_name=_("account")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="calendar_addresses", verbose_name=_("unit")
    )
    prefix = models.CharField(_("beginning"), max_length=12)
    digest = models.CharField(_("hash"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["user"], condition=Q(revoked_at=None), name="newsroom_calendar_user")]

    def __str__(self) -> str:
        return f"{self.prefix}…"
