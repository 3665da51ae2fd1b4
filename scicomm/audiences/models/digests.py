"""Editions of the digest, what each reader got in one and why, and what editors say of items."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scicomm.audiences.enums import DigestFrequency, EditionState, ItemChoice, NoDigest, VisitPlace
from scicomm.audiences.models.digest_items import DigestItem
from scicomm.audiences.models.mail import OutgoingMail
from scicomm.audiences.models.subscriptions import Subscription


class DigestChoice(models.Model):
    """An editor's word on an item: a pick, or kept out; for readers of one language or all, from a day to a day."""

    item = models.ForeignKey(DigestItem, models.CASCADE, related_name="choices", verbose_name=_("item"))
    kind = models.CharField(_("what"), max_length=4, choices=ItemChoice.choices)
    language = models.CharField(
        _("readers of"), max_length=10, blank=True, choices=settings.LANGUAGES, help_text=_("Empty: every language.")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("editors' word on an item")
        verbose_name_plural = _("editors' words on items")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="audiences_choice_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.kind}"


class DigestEdition(models.Model):
    """One edition of the digest: a language, a frequency, a day. It stays open for late readers until the next one begins.

    Holds numbers and what everybody gets who does not want a personal choice; nothing of a person.
    """

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    frequency = models.CharField(_("how often"), max_length=10, choices=DigestFrequency.choices)
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=EditionState.choices, default=EditionState.PLANNED)
    subject_a = models.CharField(_("subject line A"), max_length=150, blank=True)
    subject_b = models.CharField(_("subject line B"), max_length=150, blank=True)
    test_hours = models.PositiveSmallIntegerField(_("hours until it is decided"), default=4)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # `a`, `b`, or empty: no difference seen, and the rest gets the first line.
    winner = models.CharField(_("better line"), max_length=1, blank=True)
    # What the test counted when it was decided: mails and visits of each line, rates, certainty.
    test = models.JSONField(_("result of the trial"), default=dict, blank=True)
    # The common choice: [[item, points, [[code, value], …]], …].
    items = models.JSONField(_("items of the common edition"), default=list, blank=True)
    matching = models.CharField(_("version of the matching"), max_length=20, blank=True)
    # Where the pass over the readers stands, and the hour whose pass is complete.
    cursor = models.PositiveBigIntegerField(_("readers passed"), default=0)
    passed_at = models.DateTimeField(_("passed for the hour of"), null=True, blank=True)
    built = models.PositiveIntegerField(_("built"), default=0)
    skipped = models.JSONField(_("not built, by reason"), default=dict, blank=True)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    unwanted = models.PositiveIntegerField(_("no longer wanted"), default=0)
    stated_at = models.DateTimeField(_("counted as sent"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("edition of the digest")
        verbose_name_plural = _("editions of the digest")
        ordering = ["-day", "language", "frequency"]
        constraints = [models.UniqueConstraint(fields=["language", "frequency", "day"], name="audiences_edition_once")]
        indexes = [models.Index(fields=["state", "day"], name="audiences_edition_open")]

    def __str__(self) -> str:
        return f"{self.get_frequency_display()} · {self.get_language_display()} · {self.day.isoformat()}"

    @property
    def has_test(self) -> bool:
        return bool(self.subject_a and self.subject_b)


class Digest(models.Model):
    """What one reader got in one edition, with the reasons, or why they got nothing. Goes with the reader's data."""

    edition = models.ForeignKey(DigestEdition, models.CASCADE, related_name="digests", verbose_name=_("edition"))
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="digests", verbose_name=_("subscription")
    )
    mail = models.OneToOneField(
        OutgoingMail, models.CASCADE, null=True, blank=True, related_name="digest", verbose_name=_("mail")
    )
    variant = models.CharField(_("subject line"), max_length=1, blank=True)
    is_personal = models.BooleanField(_("chosen by interests"), default=False)
    skipped = models.CharField(_("why not"), max_length=20, blank=True, choices=NoDigest.choices)
    # [[item, points, [[code, value], …]], …]: short, because there is one of these for every mail.
    items = models.JSONField(_("items with reasons"), default=list, blank=True)
    matching = models.CharField(_("version of the matching"), max_length=20, blank=True)
    made_at = models.DateTimeField(_("made at"))

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("digest of a reader")
        verbose_name_plural = _("digests of readers")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "subscription"], name="audiences_digest_once_a_reader")
        ]
        indexes = [
            models.Index(fields=["subscription", "-made_at"], name="audiences_digest_reader"),
            models.Index(fields=["made_at"], name="audiences_digest_age"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.subscription_id}"


class EditionVisits(models.Model):
    """How many visits the links of an edition brought, by subject line and where they led. Numbers, and no person."""

    edition = models.ForeignKey(DigestEdition, models.CASCADE, related_name="visits", verbose_name=_("edition"))
    variant = models.CharField(_("subject line"), max_length=1, blank=True)
    place = models.CharField(_("where"), max_length=4, choices=VisitPlace.choices)
    count = models.PositiveIntegerField(_("visits"), default=0)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("visits from an edition")
        verbose_name_plural = _("visits from editions")
        constraints = [models.UniqueConstraint(fields=["edition", "variant", "place"], name="audiences_visits_once")]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.variant}/{self.place}"
