"""What came back: bounces and complaints, addresses that get nothing any more, and how each mail provider takes our mail."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import BounceKind, SuspendedFor
from scicomm.audiences.models.mail import OutgoingMail
from scicomm.audiences.models.subscriptions import Subscription


class Bounce(models.Model):
    """A report of a mail system about one mail of ours. `key` is the report's own name: read twice it counts once."""

    key = models.CharField(_("key"), max_length=64, unique=True, editable=False)
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="bounces", verbose_name=_("subscription")
    )
    mail = models.ForeignKey(
        OutgoingMail, models.SET_NULL, null=True, blank=True, related_name="bounces", verbose_name=_("outgoing mail")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=BounceKind.choices)
    # RFC 3463, such as 5.1.1; empty for complaints.
    status = models.CharField(_("status"), max_length=12, blank=True)
    words = models.CharField(_("what the mail system said"), max_length=300, blank=True)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("when"))

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("returned mail")
        verbose_name_plural = _("returned mails")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subscription", "kind", "day"], name="audiences_bounce_of_reader")]

    def __str__(self) -> str:
        return f"{self.mail_id}/{self.kind}"


class Suspension(models.Model):
    """An address that gets no mail until staff try it again or its reader asks anew. All rows of a mailbox have one."""

    subscription = models.OneToOneField(
        Subscription, models.CASCADE, related_name="suspension", verbose_name=_("subscription")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=SuspendedFor.choices)
    words = models.CharField(_("what the mail system said"), max_length=300, blank=True)
    at = models.DateTimeField(_("since"))

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("suspended address")
        verbose_name_plural = _("suspended addresses")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        # Never the address.
        return str(self.subscription)


class DomainDay(models.Model):
    """How the mails of one day to one mail provider fared: numbers only."""

    domain = models.CharField(_("domain"), max_length=253)
    day = models.DateField(_("day"))
    sent = models.PositiveIntegerField(_("sent"), default=0)
    refused = models.PositiveIntegerField(_("refused at once"), default=0)
    hard = models.PositiveIntegerField(_("returned for good"), default=0)
    soft = models.PositiveIntegerField(_("returned for now"), default=0)
    complaints = models.PositiveIntegerField(_("complaints"), default=0)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mails to a domain in a day")
        verbose_name_plural = _("mails to a domain in a day")
        constraints = [models.UniqueConstraint(fields=["domain", "day"], name="audiences_domain_day_once")]
        indexes = [models.Index(fields=["day"], name="audiences_domain_day")]

    def __str__(self) -> str:
        return f"{self.domain} {self.day}"
