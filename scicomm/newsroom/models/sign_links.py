"""Links by which a scientist without an account signs one revision, and who opened what when."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from scicomm.newsroom.enums import RoundState, StepState
from scicomm.newsroom.models.rounds import ReviewRound, RoundStep
from scicomm.organisation.models import Person


class SignLink(models.Model):
    """A link for one person to decide once on one revision. Only a digest of its token is kept."""

    step = models.ForeignKey(RoundStep, models.PROTECT, related_name="sign_links", verbose_name=_("step of a round"))
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    called = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10)
    salt = models.CharField(_("salt"), max_length=32, editable=False)
    digest = models.CharField(_("digest of the token"), max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    made_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    used_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link to sign")
        verbose_name_plural = _("links to sign")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.called

    def is_valid(self, now: dt.datetime) -> bool:
        """Whether a decision by this link still counts: its step must wait, for the revision the link was made for."""
        if self.used_at or self.revoked_at or now >= self.expires_at:
            return False
        waits = self.step.state == StepState.OPEN and self.step.round.state == RoundState.OPEN
        return waits or self.step.state == StepState.AFTER


class ReviewOpening(models.Model):
    """Somebody who was asked to sign opened the text: a reviewer, or whoever holds the link."""

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="openings", verbose_name=_("round of review"))
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name=_("revision"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )
    link = models.ForeignKey(
        SignLink, models.PROTECT, null=True, blank=True, related_name="openings", verbose_name=_("link")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("opening for review")
        verbose_name_plural = _("openings for review")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.link or self.user or "")
