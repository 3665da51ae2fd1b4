"""Mentions: the public items themselves; no name of a writer is kept."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.journals.models import Article
from scicomm.listening.enums import CoverageWay, LinkedBy, Script, SourceClass
from scicomm.listening.models.feeds import Feed
from scicomm.listening.models.topics import HotTopic
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit


class MentionQuerySet(models.QuerySet["Mention"]):
    def linked(self) -> MentionQuerySet:
        return self.filter(Q(article__isnull=False) | Q(dossier__isnull=False))

    def unlinked(self) -> MentionQuerySet:
        return self.filter(article__isnull=True, dossier__isnull=True)

    def independent(self) -> MentionQuerySet:
        """Without copies of a report and without what our own outlets said: what a burst counts."""
        return self.filter(original__isnull=True).exclude(source_class=SourceClass.OWN)

    def needing_pages(self) -> MentionQuerySet:
        """Not read yet, and to be read from their page: handed in as a bare address, or of a feed that says so."""
        through = Mention.feeds.through
        asked = Exists(through.objects.filter(mention=OuterRef("pk"), feed__fetch_pages=True))
        return self.filter(Q(title=F("url")) | asked, read_at__isnull=True)

    def found_by_units(self, units: Any) -> MentionQuerySet:
        """Mentions that stood in a feed of one of these units."""
        through = Mention.feeds.through
        return self.filter(Exists(through.objects.filter(mention=OuterRef("pk"), feed__unit__in=units)))


class Mention(models.Model):
    """A public item that speaks of us or stood in a feed we follow: what it says, where, and what it is about.

    `unit` is the unit of the linked story or article, else of the feed that found it first. No name of a writer is kept.

    Of a page of which only the address is known (handed in, or in a plain sitemap) the address is the title too; the reading
    stage fetches such a page and fills in title and text.
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

    source_class = models.CharField(
        _("who speaks"), max_length=12, choices=SourceClass.choices, default=SourceClass.NEWS
    )
    body = models.TextField(_("text of the page"), blank=True, help_text=_("plain text, as far as it is kept"))
    original = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", verbose_name=_("copy of")
    )
    topic = models.ForeignKey(
        HotTopic, models.SET_NULL, null=True, blank=True, related_name="mentions", verbose_name=_("hot topic")
    )
    # How far a mention came through the stages; each stage is a job that takes those which lack its time, in order.
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_tries = models.PositiveSmallIntegerField(_("times its page was asked for"), default=0)
    read_after = models.DateTimeField(_("page to be asked for after"), null=True, blank=True)
    grouped_at = models.DateTimeField(_("put into its topic at"), null=True, blank=True)
    linked_at = models.DateTimeField(_("looked through for names at"), null=True, blank=True)
    claims_at = models.DateTimeField(_("looked through for claims at"), null=True, blank=True)
    watched_at = models.DateTimeField(_("shown to the watches at"), null=True, blank=True)
    # When excerpt and page text were given up, by the term of its source class.
    forgotten_at = models.DateTimeField(_("text given up at"), null=True, blank=True, editable=False)

    # How it stands to our release, where queries.coverage has looked.
    way: CoverageWay | None

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = [F("published_at").desc(nulls_last=True), "-id"]
        indexes = [
            models.Index(fields=["unit", "-published_at"], name="listening_mention_recent"),
            models.Index(fields=["linked_by", "found_at"], name="listening_mention_unlinked"),
            models.Index(fields=["source_class", "found_at"], name="listening_mention_term"),
            models.Index(
                fields=["source_class", "found_at"],
                name="listening_mention_worded",
                condition=Q(forgotten_at__isnull=True),
            ),
            models.Index(fields=["id"], name="listening_mention_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["id"], name="listening_mention_ungrouped", condition=Q(grouped_at__isnull=True)),
            models.Index(fields=["id"], name="listening_mention_unnamed", condition=Q(linked_at__isnull=True)),
            models.Index(fields=["id"], name="listening_mention_unclaimed", condition=Q(claims_at__isnull=True)),
            models.Index(fields=["id"], name="listening_mention_unwatched", condition=Q(watched_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_own(self) -> bool:
        """Whether one of our own outlets said it: shown, but no voice of the public."""
        return self.source_class == SourceClass.OWN

    @property
    def is_bare(self) -> bool:
        """Whether only its address is known yet."""
        return self.title == self.url[:500] and not self.summary

    @property
    def is_linked(self) -> bool:
        return self.article_id is not None or self.dossier_id is not None

    @property
    def text(self) -> str:
        """All that is known of what the item says, as plain text."""
        return f"{self.title}\n{self.body or self.summary}".strip()

    def get_absolute_url(self) -> str:
        """The mention's staff page; the item itself stands at `url`."""
        return reverse("listening_mention", args=[self.pk])
