"""Marks: what a reviewer says about a passage of the revision they read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from scicomm.newsroom.models.reviews import SignOff


class Mark(models.Model):
    """A comment on quoted words of a passage. It is ticked off by who revises, and kept with the record."""

    sign_off = models.ForeignKey(SignOff, models.PROTECT, related_name="marks", verbose_name=_("sign-off"))
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name=_("revision"))
    # The id of the block, or `title` or `standfirst`; the place of the quoted words in its plain text, in characters.
    passage = models.CharField(_("passage"), max_length=40)
    offset = models.PositiveIntegerField(_("place in the passage"), null=True, blank=True)
    quote = models.CharField(_("words"), max_length=500, blank=True)
    comment = models.TextField(_("comment"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["sign_off", "pk"]

    def __str__(self) -> str:
        return self.comment[:60]
