"""Feeds: where public items are found, of whatever kind, and how each fares."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.listening.enums import Health, SourceClass, SourceKind
from scicomm.organisation.models import Unit

FAILING_AFTER = 5
STALE_AFTER = dt.timedelta(days=30)
"""A source that answers and has brought nothing new for so long is worth a look: it may have moved."""

# A server that says "unchanged" so often in a row is asked once without its own marks: some say so whatever happens.
ASK_FULLY_EVERY = 8
ASKED_BY_CLOCK = (SourceKind.FEED, SourceKind.SITEMAP, SourceKind.HASHTAG, SourceKind.API, SourceKind.FILE)


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: Any) -> FeedQuerySet:
        """Feeds that are on, whose time has come and that nobody is fetching, the longest waiting first. A file is read once;
        tables and handed-in addresses have ways of their own."""
        waiting = Q(next_fetch_at__isnull=True) | Q(next_fetch_at__lte=now)
        worth_it = ~Q(address="") | Q(last_fetched_at__isnull=True, failures=0)
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        rows = self.filter(waiting, worth_it, free, is_on=True, kind__in=ASKED_BY_CLOCK)
        return rows.order_by(F("next_fetch_at").asc(nulls_first=True), "pk")

    def with_health(self, now: Any) -> FeedQuerySet:
        """Each with its `state` (a value of Health) and its `rank`: what needs a look stands first. The same as `Feed.health`."""
        stale = Q(last_new__lt=now - STALE_AFTER, last_fetched_at__isnull=False) & ~Q(address="")
        states = (
            (Q(is_on=False), Health.OFF, 6),
            (Q(dead_since__isnull=False), Health.DEAD, 0),
            (Q(failures__gte=FAILING_AFTER), Health.FAILING, 1),
            (Q(failures__gt=0), Health.SHAKY, 3),
            (Q(last_fetched_at__isnull=True), Health.NEW, 4),
            (stale, Health.STALE, 2),
        )
        return self.annotate(last_new=Coalesce("last_new_at", "created_at")).annotate(
            state=Case(*(When(when, Value(state.value)) for when, state, _rank in states), default=Value(Health.FINE)),
            rank=Case(*(When(when, Value(rank)) for when, _state, rank in states), default=Value(5)),
        )


class Feed(models.Model):
    """A public source that is listened to: a feed, a news sitemap, a hashtag or a JSON interface at an address; or a feed file, a
    table or a list of addresses that somebody handed in."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="feeds", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(
        _("address"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("An http or https address. Addresses inside our own network are refused."),
    )
    file_name = models.CharField(_("file"), max_length=300, blank=True)
    content = models.BinaryField(_("content of the file"), null=True, blank=True)
    kind = models.CharField(_("read as"), max_length=10, choices=SourceKind.choices, default=SourceKind.FEED)
    source_class = models.CharField(
        _("who speaks"), max_length=12, choices=SourceClass.choices, default=SourceClass.NEWS
    )
    fetch_pages = models.BooleanField(
        _("read the whole page"),
        default=False,
        help_text=_("For feeds that give only a title or a first line. The pages' robots.txt is honoured."),
    )
    labels = models.CharField(
        _("folders"), max_length=300, blank=True, help_text=_("Where it stands among the others, like Science / Space.")
    )
    mapping = models.JSONField(_("where what stands"), default=dict, blank=True)
    # Name and value of a header that a JSON interface wants (a key), sealed; opened only to be sent.
    sealed_header = models.TextField(_("key of the interface"), blank=True, editable=False)
    is_on = models.BooleanField(_("is on"), default=True)
    every_minutes = models.PositiveIntegerField(
        _("fetch every … minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(10080)]
    )
    is_adaptive = models.BooleanField(
        _("find the pace by itself"),
        default=True,
        help_text=_("More often where much is new, more seldom where nothing is, within the two bounds below."),
    )
    shortest_minutes = models.PositiveIntegerField(
        _("at most every … minutes"), default=15, validators=[MinValueValidator(5), MaxValueValidator(10080)]
    )
    longest_minutes = models.PositiveIntegerField(
        _("at least every … minutes"), default=360, validators=[MinValueValidator(5), MaxValueValidator(10080)]
    )
    pace_minutes = models.FloatField(_("pace found, in minutes"), null=True, blank=True, editable=False)
    last_fetched_at = models.DateTimeField(_("last fetched at"), null=True, blank=True)
    last_new_at = models.DateTimeField(_("last new item at"), null=True, blank=True)
    items_seen = models.PositiveBigIntegerField(_("items seen"), default=0, editable=False)
    items_known = models.PositiveBigIntegerField(_("of which known"), default=0, editable=False)
    etag = models.CharField(_("ETag"), max_length=300, blank=True)
    last_modified = models.CharField(_("last modified, as the server says it"), max_length=100, blank=True)
    unchanged_in_row = models.PositiveIntegerField(_("unchanged so often in a row"), default=0, editable=False)
    marks_lie = models.BooleanField(
        _("its server's marks are not believed"),
        default=False,
        editable=False,
        help_text=_("It said that nothing had changed when something had."),
    )
    digest = models.CharField(_("hash of what came last"), max_length=64, blank=True, editable=False)
    cursor = models.CharField(_("read as far as"), max_length=200, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    last_status = models.PositiveSmallIntegerField(
        _("last answer of the server"), null=True, blank=True, editable=False
    )
    dead_since = models.DateTimeField(_("counted as gone since"), null=True, blank=True, editable=False)
    last_error = models.TextField(_("last error"), blank=True)
    next_fetch_at = models.DateTimeField(_("next fetch at"), null=True, blank=True)
    former_address = models.CharField(_("address before it moved"), max_length=1000, blank=True, editable=False)
    moved_at = models.DateTimeField(_("moved at"), null=True, blank=True, editable=False)
    same_as = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="doubles",
        verbose_name=_("the same as"),
        editable=False,
    )
    # One request at a time for each host, and one worker at a time for each feed.
    host = models.CharField(_("host"), max_length=255, blank=True, editable=False)
    lease = models.CharField(_("fetched by"), max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(_("being fetched until"), null=True, blank=True, editable=False)
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
        indexes = [
            models.Index(fields=["is_on", "next_fetch_at"], name="listening_feed_due"),
            models.Index(fields=["unit", "digest"], name="listening_feed_digest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_file(self) -> bool:
        return not self.address

    @property
    def asks_fully(self) -> bool:
        """Whether the next fetch leaves the server's marks out, to see for itself."""
        often = self.unchanged_in_row > 0 and self.unchanged_in_row % ASK_FULLY_EVERY == 0
        return self.marks_lie or often or not (self.etag or self.last_modified)

    @property
    def source(self) -> dict[str, Any]:
        """Where the feed is read from, as the client wants it: the file, or the address with the server's marks."""
        if self.is_file:
            return {"address": "", "content": bytes(self.content or b"")}
        if self.asks_fully:
            return {"address": self.address, "etag": "", "last_modified": ""}
        return {"address": self.address, "etag": self.etag, "last_modified": self.last_modified}

    @property
    def pace(self) -> float:
        """Minutes between two fetches now."""
        if not self.is_adaptive:
            return float(self.every_minutes)
        return float(self.pace_minutes or min(max(self.every_minutes, self.shortest_minutes), self.longest_minutes))

    @property
    def known_share(self) -> int | None:
        """Which share of what it shows was known before, in per cent."""
        return round(100 * self.items_known / self.items_seen) if self.items_seen else None

    @property
    def health(self) -> Health:
        """One word for how the feed fares."""
        if not self.is_on:
            return Health.OFF
        if self.dead_since:
            return Health.DEAD
        if self.failures:
            return Health.FAILING if self.failures >= FAILING_AFTER else Health.SHAKY
        if not self.last_fetched_at:
            return Health.NEW
        is_stale = self.address and (self.last_new_at or self.created_at) < timezone.now() - STALE_AFTER
        return Health.STALE if is_stale else Health.FINE
