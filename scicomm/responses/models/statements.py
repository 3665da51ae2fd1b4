"""What experts said in a case, and the links by which they are asked."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.organisation.models import Person
from scicomm.responses.enums import ApprovedBy
from scicomm.responses.models.cases import Case
from scicomm.responses.rules import digest_of_words


class StatementQuerySet(models.QuerySet["Statement"]):
    def said(self) -> StatementQuerySet:
        """Words that are there and still stand, approved or not."""
        return self.filter(withdrawn_at__isnull=True, left_out_at__isnull=True).exclude(text="")

    def told(self) -> StatementQuerySet:
        """What anyone may read beside a published answer."""
        return self.said().filter(confirmed_at__isnull=False)


class Statement(models.Model):
    """One expert's words in a case, with their conflict of interest (empty: the expert declared that there is none)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements", verbose_name=_("case"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="statements", verbose_name=_("expert"))
    text = models.TextField(_("in the expert's words"))
    conflict_of_interest = models.CharField(_("conflict of interest"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed by the expert at"), null=True, blank=True)
    approved_by = models.CharField(_("approved through"), max_length=8, choices=ApprovedBy.choices, blank=True)
    # The digest of the words and interests that were approved: other words are not approved by it.
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)
    left_out_at = models.DateTimeField(_("left out at"), null=True, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="responses_one_statement_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.text[:60]}"

    @property
    def digest(self) -> str:
        """The digest of the words as they stand."""
        return digest_of_words(self.text, self.conflict_of_interest)

    @property
    def stands(self) -> bool:
        """Whether it was neither withdrawn nor left out."""
        return self.withdrawn_at is None and self.left_out_at is None

    @property
    def is_approved(self) -> bool:
        """Approved in exactly these words; approvals older than the digests speak of the words they found."""
        return self.confirmed_at is not None and self.approved_digest in {"", self.digest}

    @property
    def is_own(self) -> bool:
        """Whether the expert themself approved it, and not somebody who was told so."""
        return self.is_approved and self.approved_by in {ApprovedBy.ACCOUNT, ApprovedBy.LINK}


class StatementLink(models.Model):
    """A link by which one person speaks in one case, without an account. Only a digest of its token is kept.

    `text` holds the words that were offered for approval; what the expert approved stands in the statement.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="statement_links", verbose_name=_("case"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="statement_links", verbose_name=_("expert"))
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("words offered"), blank=True)
    message = models.CharField(_("message"), max_length=1000, blank=True)
    salt = models.CharField(_("salt"), max_length=32, editable=False)
    digest = models.CharField(_("digest of the token"), max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    made_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    used_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)
    declined_reason = models.CharField(_("why they declined"), max_length=500, blank=True)
    statement = models.ForeignKey(
        Statement, models.SET_NULL, null=True, blank=True, related_name="links", verbose_name=_("statement")
    )

    class Meta:
        verbose_name = _("link to speak")
        verbose_name_plural = _("links to speak")
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="responses_link_waiting",
                condition=Q(used_at__isnull=True, revoked_at__isnull=True, declined_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    def waits(self, now: dt.datetime) -> bool:
        """Whether the expert may still answer by it."""
        return not (self.used_at or self.revoked_at or self.declined_at or now >= self.expires_at)
