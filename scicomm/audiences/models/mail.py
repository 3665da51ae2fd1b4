"""Newsletter issues, the stories in them, and every mail on its way to one reader."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import IssueState, MailState, Purpose
from scicomm.audiences.models.contacts import Mailing
from scicomm.audiences.models.saved_searches import SavedSearch, SearchAlert
from scicomm.audiences.models.subscriptions import Subscription
from scicomm.channels.models import Release
from scicomm.newsroom.models import StoryChange
from scicomm.organisation.models import Unit


class Issue(models.Model):
    """One edition of a unit's newsletter in one language. The period makes it the only one of its kind."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="issues", verbose_name=_("unit"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    period = models.CharField(
        _("period"), max_length=20, help_text=_("The day; further issues of that day are numbered.")
    )
    subject = models.CharField(_("subject line"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=IssueState.choices, default=IssueState.BUILDING)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    recipients = models.PositiveIntegerField(_("readers reached"), default=0)

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "language", "period"], name="audiences_issue_once_a_period")
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.period})"


class IssueItem(models.Model):
    """A story in an issue. One release stands in one issue only: no reader gets a story twice from one newsletter."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="items", verbose_name=_("newsletter issue"))
    release = models.OneToOneField(Release, models.PROTECT, related_name="issue_item", verbose_name=_("release"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("story in an issue")
        verbose_name_plural = _("stories in issues")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.position}"


class OutgoingMail(models.Model):
    """One mail to one reader. Its Message-ID never changes, so that a repeated sending is the same mail."""

    purpose = models.CharField(_("what for"), max_length=10, choices=Purpose.choices)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="mails", verbose_name=_("subscription"))
    issue = models.ForeignKey(
        Issue, models.PROTECT, null=True, blank=True, related_name="mails", verbose_name=_("newsletter issue")
    )
    # A deleted search leaves the mail without it; such a mail is no longer wanted and not sent.
    saved_search = models.ForeignKey(
        SavedSearch, models.SET_NULL, null=True, blank=True, related_name="mails", verbose_name=_("saved search")
    )
    alert = models.ForeignKey(
        SearchAlert, models.SET_NULL, null=True, blank=True, related_name="mails", verbose_name=_("alert")
    )
    change = models.ForeignKey(
        StoryChange, models.PROTECT, null=True, blank=True, related_name="mails", verbose_name=_("change of a story")
    )
    mailing = models.ForeignKey(
        Mailing, models.PROTECT, null=True, blank=True, related_name="mails", verbose_name=_("letter to contacts")
    )
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    # Whose lease it is: one dispatcher process, the name of its journal.
    worker = models.CharField(_("dispatcher"), max_length=40, blank=True, editable=False)
    error = models.TextField(_("last error"), blank=True)
    queued_at = models.DateTimeField(_("queued at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "subscription"], condition=Q(issue__isnull=False), name="audiences_issue_once_a_reader"
            ),
            models.UniqueConstraint(
                fields=["mailing", "subscription"],
                condition=Q(mailing__isnull=False),
                name="audiences_mailing_once_a_contact",
            ),
            models.CheckConstraint(
                condition=Q(purpose="issue", issue__isnull=False) | (~Q(purpose="issue") & Q(issue__isnull=True)),
                name="audiences_issue_mails_have_an_issue",
            ),
        ]
        indexes = [
            # Not partial: SQLite does not use a partial index when the states are parameters of the query.
            models.Index(fields=["state", "purpose", "next_try_at", "id"], name="audiences_mail_due"),
            models.Index(fields=["issue", "state"], name="audiences_mail_issue"),
        ]

    def __str__(self) -> str:
        return self.message_id
