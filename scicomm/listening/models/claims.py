"""Claims: statements that come back again and again in what the public says."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.listening.enums import Script
from scicomm.listening.models.mentions import Mention


class Claim(models.Model):
    """A recurring statement, in the words of its first copy. What we answer to it stands in responses."""

    text = models.CharField(_("claim"), max_length=500)
    language = models.CharField(_("language"), max_length=10, choices=Script.choices, default=Script.OTHER)
    mentions = models.ManyToManyField(
        Mention, through="ClaimCopy", blank=True, related_name="claims", verbose_name=_("copies")
    )
    is_followed = models.BooleanField(_("is followed"), default=False)
    is_ignored = models.BooleanField(_("is ignored"), default=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    first_at = models.DateTimeField(_("first seen"))
    last_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-last_at", "-id"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The claim's staff page."""
        return reverse("listening_claim", args=[self.pk])


class ClaimCopy(models.Model):
    """A mention repeats a claim: its own words, and how like the claim they are (0 to 1)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="claim_copies", verbose_name=_("claim"))
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="claim_copies", verbose_name=_("mention"))
    text = models.CharField(_("in its words"), max_length=500)
    score = models.FloatField(_("likeness"))

    class Meta:
        verbose_name = _("copy of a claim")
        verbose_name_plural = _("copies of claims")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["claim", "mention"], name="listening_claim_once_a_mention")]

    def __str__(self) -> str:
        return self.text
