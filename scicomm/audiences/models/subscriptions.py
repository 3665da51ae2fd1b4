"""Subscriptions: who asked for the newsletter, for what, and what they agreed to when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import SubscriptionKind, SubscriptionState
from scicomm.audiences.rules import LEAVE_ALL_SALT, LEAVE_SALT, MANAGE_SALT, signed_token
from scicomm.organisation.models import Unit


def new_key() -> str:
    """A random key of a subscription, from which its links are made."""
    return get_random_string(32)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> SubscriptionQuerySet:
        return self.filter(state=SubscriptionState.CONFIRMED)


class Subscription(models.Model):
    """One address in one language, for the newsletter or for saved searches.

    An erased one keeps its number and its times, and nothing of the person.
    """

    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    kind = models.CharField(
        _("what for"), max_length=10, choices=SubscriptionKind.choices, default=SubscriptionKind.NEWSLETTER
    )
    all_units = models.BooleanField(_("news of all units"), default=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="subscriptions", verbose_name=_("units"))
    state = models.CharField(
        _("state"), max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.PENDING
    )
    key = models.CharField(_("key"), max_length=32, default=new_key, editable=False)
    confirm_key = models.CharField(_("key of the confirmation"), max_length=32, default=new_key, editable=False)
    confirm_hash = models.CharField(_("hash of the confirmation link"), max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked for at"))
    consent_version = models.CharField(_("version of the consent text"), max_length=20)
    consent_locale = models.CharField(_("language of the consent text"), max_length=10)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    # Set when mail systems refuse the address for good; a new confirmation clears it.
    undeliverable_since = models.DateTimeField(_("takes no mail since"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), "language", "kind", condition=~Q(email=""), name="audiences_address_once_a_language"
            )
        ]
        indexes = [models.Index(fields=["language", "state"], name="audiences_subscription_state")]

    def __str__(self) -> str:
        # Never the address: this stands in the audit, in lists of log entries and in page titles.
        return gettext("Subscription %(number)s") % {"number": self.pk}

    @property
    def leave_token(self) -> str:
        return signed_token(self.pk, self.key, LEAVE_SALT)

    @property
    def manage_token(self) -> str:
        return signed_token(self.pk, self.key, MANAGE_SALT)

    @property
    def leave_all_token(self) -> str:
        return signed_token(self.pk, self.key, LEAVE_ALL_SALT)
