"""What a digest can hold: one row for each public thing, kept up by facts; the digest reads nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import Level, Medium
from scicomm.audiences.models.profiles import Segment
from scicomm.core.models import Subject
from scicomm.organisation.models import Unit


class DigestItem(models.Model):
    """Something public that one can read, watch or visit. `key` is the reference of the thing ("newsroom.story:12")."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    medium = models.CharField(_("kind"), max_length=12, choices=Medium.choices, default=Medium.ARTICLE)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="digest_items", verbose_name=_("unit"))
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    url = models.CharField(_("address"), max_length=500)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.GENERAL)
    # How the level was found (code and figures), for who doubts it; and what an editor set stays as it was set.
    level_reason = models.JSONField(_("how the level was found"), default=dict, blank=True)
    level_by_editor = models.BooleanField(_("level set by an editor"), default=False)
    segments_by_editor = models.BooleanField(_("publics set by an editor"), default=False)
    subjects = models.ManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("subjects"))
    segments = models.ManyToManyField(Segment, blank=True, related_name="+", verbose_name=_("segments"))
    # Where one has to go for it (GB/T 2260), and when; empty for what is read anywhere.
    region = models.CharField(_("region"), max_length=6, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    begins_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    published_at = models.DateTimeField(_("public since"))
    # Set when it is withdrawn: it is left out of everything from that moment.
    gone_at = models.DateTimeField(_("gone since"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("item of digests")
        verbose_name_plural = _("items of digests")
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(fields=["language", "-published_at"], name="audiences_item_public", condition=Q(gone_at=None))
        ]

    def __str__(self) -> str:
        return self.title
