"""A child's guardian, and what holds for all mailboxes where a reader said nothing."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import GuardianState
from scicomm.audiences.models.subscriptions import Subscription, new_key
from scicomm.audiences.rules import GUARDIAN_SALT, signed_token

HOUR = [MinValueValidator(0), MaxValueValidator(23)]


class Guardian(models.Model):
    """Who answers for a child under 14 (Personal Information Protection Law, articles 28 and 31).

    The address is sealed: it serves to ask and to open the guardian's page, and stands in no list.
    """

    subscription = models.OneToOneField(
        Subscription, models.CASCADE, related_name="guardian", verbose_name=_("subscription")
    )
    sealed_email = models.TextField(_("sealed address"), editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    key = models.CharField(_("key"), max_length=32, default=new_key, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=GuardianState.choices, default=GuardianState.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        indexes = [models.Index(fields=["state", "asked_at"], name="audiences_guardian_waiting")]

    def __str__(self) -> str:
        # Never the address: this stands in the audit.
        return gettext("Guardian %(number)s") % {"number": self.pk}

    @property
    def token(self) -> str:
        return signed_token(self.pk, self.key, GUARDIAN_SALT)


class MailRules(models.Model):
    """What holds for every mailbox of the academy unless its reader wants less. One row (number 1); none is the default."""

    most_a_week = models.PositiveSmallIntegerField(
        _("mails a week at most"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Over all units and everything we send; what a reader asks for less counts."),
    )
    quiet_from = models.PositiveSmallIntegerField(_("quiet from (hour)"), default=0, validators=HOUR)
    quiet_until = models.PositiveSmallIntegerField(
        _("quiet until (hour)"), default=0, validators=HOUR, help_text=_("The same hour twice: no quiet time.")
    )
    on_holidays = models.BooleanField(_("also on public holidays"), default=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("rules for all mails")
        verbose_name_plural = _("rules for all mails")

    def __str__(self) -> str:
        return gettext("Rules for all mails")
