"""Leads: what might be told, the files that came with them, and the mails they came by."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.newsroom.enums import LeadSource, LeadState, MailState
from scicomm.newsroom.models.dates import ImportantDate
from scicomm.organisation.models import Person, Unit


class LeadQuerySet(models.QuerySet["Lead"]):
    def open(self, now: dt.datetime | None = None) -> LeadQuerySet:
        """Leads nobody asked to keep confidential, or for whom that moment is over."""
        return self.filter(Q(confidential_until=None) | Q(confidential_until__lte=now or timezone.now()))

    def confidential(self, now: dt.datetime | None = None) -> LeadQuerySet:
        return self.filter(confidential_until__gt=now or timezone.now())


class Lead(models.Model):
    """A hint that something is worth telling; from a person, a mail, a program, or mined from a paper, a date or talk outside."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="leads", verbose_name=_("unit"))
    title = models.CharField(_("what was found"), max_length=300)
    body = models.TextField(_("in your own words"), blank=True)
    source = models.CharField(_("where from"), max_length=10, choices=LeadSource.choices)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("article")
    )
    important_date = models.ForeignKey(
        ImportantDate, models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("important date")
    )
    reported_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name=_("reported by")
    )
    # A mail's sender whom the house does not know; wiped half a year after the lead is over.
    outside_sender = models.CharField(_("sender from outside"), max_length=300, blank=True)
    # The language whoever handed it in is written to.
    language = models.CharField(_("language"), max_length=10, blank=True)
    news_value = models.FloatField(_("news value"), default=0, help_text=_("0 to 1"))
    # What is left of the news value: written by age_leads alone.
    value_now = models.FloatField(_("news value today"), default=0, editable=False)
    reasons = models.JSONField(_("reasons"), default=list, blank=True, help_text=_("why it has this news value"))
    weighed_by = models.CharField(_("version of the weights"), max_length=10, blank=True)
    embargo_until = models.DateTimeField(_("not before"), null=True, blank=True)
    confidential_until = models.DateTimeField(_("confidential until"), null=True, blank=True)
    # When the end of confidentiality was noted as a fact.
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=LeadState.choices, default=LeadState.NEW)
    decline_reason = models.CharField(_("why it was not used"), max_length=300, blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("same as")
    )
    # A form posted twice carries the same key and makes one lead.
    post_key = models.UUIDField(_("post key"), null=True, blank=True, unique=True, editable=False)
    # One occurrence of a date, or one burst of talk, makes one lead.
    occurrence = models.CharField(_("occurrence"), max_length=120, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("came in"), auto_now_add=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(source="paper"), name="newsroom_one_mined_lead_an_article"
            )
        ]
        indexes = [models.Index(fields=["state", "-value_now"], name="newsroom_lead_standing")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_confidential(self) -> bool:
        """Whether only the editors of the unit and whoever handed it in may read it yet."""
        return self.confidential_until is not None and self.confidential_until > timezone.now()

    @property
    def clock_from(self) -> dt.date:
        """The day from which it loses value: it came in, could be told, or its day was there."""
        moments = [self.created_at, *filter(None, (self.confidential_until, self.embargo_until))]
        days = [timezone.localdate(moment) for moment in moments]
        if self.source == LeadSource.DATE and self.occurrence:
            days.append(dt.date.fromisoformat(self.occurrence.rpartition(":")[2]))
        return max(days)


def lead_files() -> Storage:
    """Where files of leads lie: a folder that no address leads to."""
    return storages["leads"]


def attachment_path(attachment: Any, file_name: str) -> str:
    """A name that says nothing: the file's own name stands in the row."""
    return f"{attachment.post_key.hex[:2]}/{uuid.uuid4().hex}"


class LeadAttachment(models.Model):
    """A file that came with a lead. It is its sender's until the lead is there: a form that is refused loses nothing."""

    lead = models.ForeignKey(
        Lead, models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name=_("lead")
    )
    held_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    post_key = models.UUIDField(_("post key"), editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=120)
    size = models.PositiveIntegerField(_("size"))
    digest = models.CharField(_("checksum"), max_length=64)
    file = models.FileField(_("file"), storage=lead_files, upload_to=attachment_path, max_length=80)
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a lead")
        verbose_name_plural = _("files of leads")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["post_key", "digest"], name="newsroom_one_file_a_post")]

    def __str__(self) -> str:
        return self.name


class LeadMail(models.Model):
    """One mail to the leads' address, so that it is read once. Its words stand in the lead, never here."""

    key = models.CharField(_("key"), max_length=64, unique=True, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, blank=True, related_name="mails", verbose_name=_("lead"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Needed for the answer only, and wiped when it is sent.
    answer_to = models.CharField(_("answer to"), max_length=254, blank=True)
    message_id = models.CharField(_("message"), max_length=300, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    taken_at = models.DateTimeField(_("came in"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail with a lead")
        verbose_name_plural = _("mails with leads")
        ordering = ["-taken_at", "-id"]

    def __str__(self) -> str:
        return self.key[:12]
