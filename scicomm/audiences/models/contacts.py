"""Outside contacts of a unit, the lists they stand in, and letters to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import ContactKind, MailingState
from scicomm.audiences.models.subscriptions import Subscription
from scicomm.core.models import Subject
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit


class ContactList(models.Model):
    """A list of a unit's contacts: science desks of the province, schools that visited ..."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contact_lists", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("list of contacts")
        verbose_name_plural = _("lists of contacts")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="audiences_contact_list_name")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person outside whom a unit may write to. The address and its consent are the subscription's (kind `contact`), which all
    units share: who leaves has left for all of them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contacts", verbose_name=_("unit"))
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="contacts", verbose_name=_("subscription")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ContactKind.choices, default=ContactKind.JOURNALIST)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    post = models.CharField(_("post"), max_length=160, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    beats = models.ManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("beats"))
    lists = models.ManyToManyField(ContactList, blank=True, related_name="contacts", verbose_name=_("lists"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "subscription"], name="audiences_contact_once_a_unit")]

    def __str__(self) -> str:
        # Never the name: this stands in the audit and in page titles.
        return f"{self._meta.verbose_name} {self.pk}"


class Mailing(models.Model):
    """A letter of a unit to some of its contacts: words, stories, and whom it is for."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mailings", verbose_name=_("unit"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject line"), max_length=200)
    text = models.TextField(_("text"), max_length=8000)
    stories = models.ManyToManyField(Dossier, blank=True, related_name="mailings", verbose_name=_("stories"))
    # Whom it is for: contacts in one of the lists (none: all), of one of the kinds, with one of the beats.
    lists = models.ManyToManyField(ContactList, blank=True, related_name="mailings", verbose_name=_("lists"))
    kinds = models.JSONField(_("kinds"), default=list, blank=True)
    beats = models.ManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("beats"))
    state = models.CharField(_("state"), max_length=10, choices=MailingState.choices, default=MailingState.DRAFT)
    send_at = models.DateTimeField(_("to be sent at"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("writer")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("letter to contacts")
        verbose_name_plural = _("letters to contacts")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "send_at"], name="audiences_mailing_due")]

    def __str__(self) -> str:
        return self.subject
