"""Segments, what readers say of themselves, and every consent they gave or took back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import ConsentPurpose, ConsentSource, DigestFrequency, Level, NationalGroup
from scicomm.audiences.models.subscriptions import Subscription
from scicomm.core.models import Subject
from scicomm.core.text import pick


class Segment(models.Model):
    """A public one writes for: pupils of a stage, teachers, officials ... Data that administrators change, never code."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    about_zh = models.CharField(_("who that is, in Chinese"), max_length=300, blank=True)
    about_en = models.CharField(_("who that is, in English"), max_length=300, blank=True)
    # The group of the national action plan on science literacy that it belongs to; a segment may belong to none.
    national_group = models.CharField(_("national group"), max_length=40, choices=NationalGroup.choices, blank=True)
    level = models.PositiveSmallIntegerField(_("usual level"), choices=Level.choices, default=Level.GENERAL)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def about(self) -> str:
        return pick(self.about_zh, self.about_en)


class ReaderProfile(models.Model):
    """What a reader of the digest said of themselves. It is asked for, never guessed; without it everything works as well."""

    subscription = models.OneToOneField(
        Subscription, models.CASCADE, related_name="profile", verbose_name=_("subscription")
    )
    segments = models.ManyToManyField(Segment, blank=True, related_name="profiles", verbose_name=_("segments"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.GENERAL)
    # A code of GB/T 2260 (province two digits, city four, county six); empty: anywhere.
    region = models.CharField(_("region"), max_length=6, blank=True)
    also_reads = models.JSONField(_("further languages"), default=list, blank=True)
    media = models.JSONField(
        _("what it may hold"), default=list, blank=True, help_text=_("Values of Medium; empty: everything.")
    )
    frequency = models.CharField(
        _("how often"), max_length=10, choices=DigestFrequency.choices, default=DigestFrequency.WEEKLY
    )
    most_a_week = models.PositiveSmallIntegerField(_("mails a week at most"), default=3)
    quiet_from = models.PositiveSmallIntegerField(_("quiet from (hour)"), default=21)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until (hour)"), default=7)
    on_holidays = models.BooleanField(_("also on public holidays"), default=False)
    is_personal = models.BooleanField(_("chosen by my interests"), default=True)
    is_under_14 = models.BooleanField(_("younger than 14"), default=False)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    last_digest_at = models.DateTimeField(_("last digest"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reader's profile")
        verbose_name_plural = _("readers' profiles")

    def __str__(self) -> str:
        return str(self.subscription)


class Interest(models.Model):
    """How much a reader wants to hear of a subject: 1 some, 2 more, 3 most of all; -1 never."""

    profile = models.ForeignKey(ReaderProfile, models.CASCADE, related_name="interests", verbose_name=_("profile"))
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+", verbose_name=_("subject"))
    weight = models.SmallIntegerField(_("weight"), default=1)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [
            models.UniqueConstraint(fields=["profile", "subject"], name="audiences_interest_once"),
            models.CheckConstraint(condition=models.Q(weight__in=[-1, 1, 2, 3]), name="audiences_interest_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}/{self.subject_id}"


class Consent(models.Model):
    """One yes, or its end: which text in which language and version, when, from where. Rows are only ever added."""

    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="consents", verbose_name=_("subscription")
    )
    purpose = models.CharField(_("for what"), max_length=12, choices=ConsentPurpose.choices)
    is_given = models.BooleanField(_("given"), help_text=_("Off: taken back."))
    text_version = models.CharField(_("version of the text"), max_length=20)
    text_language = models.CharField(_("language of the text"), max_length=10)
    source = models.CharField(_("source"), max_length=10, choices=ConsentSource.choices)
    proof = models.CharField(_("proof"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"))

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["subscription", "purpose", "at"], name="audiences_consent_latest")]

    def __str__(self) -> str:
        return f"{self.subscription_id}/{self.purpose}"
