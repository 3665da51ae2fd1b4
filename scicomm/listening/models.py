"""Feeds, the public items found in them, standing queries and their alerts.

There is no table of authors and no field for a person who wrote something: what is not kept cannot leak.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.listening.enums import Health, LinkedBy, Script
from scicomm.listening.rules.watches import terms
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit

__all__ = ["Alert", "Feed", "Health", "LinkedBy", "Mention", "Script", "Watch"]

FAILING_AFTER = 5


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: Any) -> FeedQuerySet:
        """Feeds that are on and whose time has come, the longest waiting first. A file is read once."""
        waiting = Q(next_fetch_at__isnull=True) | Q(next_fetch_at__lte=now)
        worth_it = ~Q(address="") | Q(last_fetched_at__isnull=True, failures=0)
        return self.filter(waiting, worth_it, is_on=True).order_by(F("next_fetch_at").asc(nulls_first=True), "pk")


class Feed(models.Model):
    """A public feed (RSS, Atom, RDF or JSON Feed) at an address, or a feed file that somebody handed in."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="feeds", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(
        _("address"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("The http or https address of the feed. Addresses inside our own network are refused."),
    )
    file_name = models.CharField(_("file"), max_length=300, blank=True)
    content = models.BinaryField(_("content of the file"), null=True, blank=True)
    is_on = models.BooleanField(_("is on"), default=True)
    every_minutes = models.PositiveIntegerField(
        _("fetch every … minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(10080)]
    )
    last_fetched_at = models.DateTimeField(_("last fetched at"), null=True, blank=True)
    etag = models.CharField(_("ETag"), max_length=300, blank=True)
    last_modified = models.CharField(_("last modified, as the server says it"), max_length=100, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    next_fetch_at = models.DateTimeField(_("next fetch at"), null=True, blank=True)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "address"],
                condition=~Q(address=""),
                name="listening_feed_once",
                violation_error_message=_("This unit follows that address already."),
            ),
            models.UniqueConstraint(fields=["unit", "file_name"], condition=Q(address=""), name="listening_file_once"),
            models.CheckConstraint(
                condition=Q(address="", content__isnull=False) | (~Q(address="") & Q(content__isnull=True)),
                name="listening_feed_source",
            ),
        ]
        indexes = [models.Index(fields=["is_on", "next_fetch_at"], name="listening_feed_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_file(self) -> bool:
        return not self.address

    @property
    def source(self) -> dict[str, Any]:
        """Where the feed is read from, as the client wants it: the file, or the address with the server's marks."""
        if self.is_file:
            return {"address": "", "content": bytes(self.content or b"")}
        return {"address": self.address, "etag": self.etag, "last_modified": self.last_modified}

    @property
    def health(self) -> Health:
        """One word for how the feed fares."""
        if not self.is_on:
            return Health.OFF
        if self.failures:
            return Health.FAILING if self.failures >= FAILING_AFTER else Health.SHAKY
        return Health.FINE if self.last_fetched_at else Health.NEW


class MentionQuerySet(models.QuerySet["Mention"]):
    def linked(self) -> MentionQuerySet:
        return self.filter(Q(article__isnull=False) | Q(dossier__isnull=False))

    def unlinked(self) -> MentionQuerySet:
        return self.filter(article__isnull=True, dossier__isnull=True)

    def found_by_units(self, units: Any) -> MentionQuerySet:
        """Mentions that stood in a feed of one of these units."""
        through = Mention.feeds.through
        return self.filter(Exists(through.objects.filter(mention=OuterRef("pk"), feed__unit__in=units)))


class Mention(models.Model):
    """A public item that speaks of us or stood in a feed we follow: what it says, where, and what it is about.

    `unit` is the unit of the linked story or article, else of the feed that found it first. No name of a writer is kept.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mentions", verbose_name=_("unit"))
    feeds = models.ManyToManyField(Feed, blank=True, related_name="mentions", verbose_name=_("found in"))
    title = models.CharField(_("title"), max_length=500)
    url = models.CharField(_("address"), max_length=2000)
    url_hash = models.CharField(_("hash of the normalised address"), max_length=64, unique=True, editable=False)
    source = models.CharField(_("source"), max_length=200)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    summary = models.TextField(_("summary"), blank=True)
    excerpt = models.TextField(_("excerpt"), blank=True, help_text=_("sanitised HTML"))
    language = models.CharField(_("language"), max_length=10, choices=Script.choices, default=Script.OTHER)
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="mentions", verbose_name=_("article")
    )
    dossier = models.ForeignKey(
        Dossier, models.SET_NULL, null=True, blank=True, related_name="mentions", verbose_name=_("story")
    )
    dois = models.JSONField(_("DOIs in the text"), default=list, blank=True)
    linked_by = models.CharField(_("linked by"), max_length=10, choices=LinkedBy.choices, default=LinkedBy.NONE)
    link_evidence = models.JSONField(
        _("why it was linked"),
        default=dict,
        blank=True,
        help_text=_("the text that matched, and the score from 0 to 1"),
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = [F("published_at").desc(nulls_last=True), "-id"]
        indexes = [
            models.Index(fields=["unit", "-published_at"], name="listening_mention_recent"),
            models.Index(fields=["linked_by", "found_at"], name="listening_mention_unlinked"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_linked(self) -> bool:
        return self.article_id is not None or self.dossier_id is not None

    @property
    def text(self) -> str:
        """All that is known of what the item says, as plain text."""
        return f"{self.title}\n{self.summary}".strip()

    def get_absolute_url(self) -> str:
        """The mention's staff page; the item itself stands at `url`."""
        return reverse("listening_mention", args=[self.pk])


class Watch(models.Model):
    """A standing query: which words, in which language. Its owner gets an alert for each mention that fits."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="watches", verbose_name=_("unit"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=120)
    any_words = models.TextField(
        _("any of these words"),
        blank=True,
        help_text=_("One word or phrase a line (or separated by commas). At least one must be found."),
    )
    all_words = models.TextField(_("all of these words"), blank=True, help_text=_("Every one must be found."))
    none_words = models.TextField(_("none of these words"), blank=True, help_text=_("None may be found."))
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=Script.choices,
        blank=True,
        help_text=_("Empty means every language."),
    )
    is_on = models.BooleanField(_("is on"), default=True)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(any_words="", all_words=""),
                name="listening_watch_has_words",
                violation_error_message=_("Give at least one word to look for."),
            ),
            models.UniqueConstraint(fields=["owner", "unit", "name"], name="listening_watch_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def any_terms(self) -> list[str]:
        return terms(self.any_words)

    @property
    def all_terms(self) -> list[str]:
        return terms(self.all_words)

    @property
    def none_terms(self) -> list[str]:
        return terms(self.none_words)


class Alert(models.Model):
    """A watch found a mention: told once, with the words that matched, until its owner has seen it."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="alerts", verbose_name=_("watch"))
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="alerts", verbose_name=_("mention"))
    matched = models.JSONField(_("words that matched"), default=list, blank=True)
    raised_at = models.DateTimeField(_("raised at"), auto_now_add=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-raised_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["watch", "mention"], name="listening_alert_once")]
        indexes = [
            models.Index(fields=["watch"], name="listening_alert_unseen", condition=Q(seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.watch}: {self.mention}"
