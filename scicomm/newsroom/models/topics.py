"""Topics: what is planned to be told, how it is covered, and what it stands on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.assets.models import Asset
from scicomm.journals.models import Article
from scicomm.newsroom.enums import CoverageKind, CoverageState, Public, SourceKind, TopicState
from scicomm.newsroom.models.dates import ImportantDate
from scicomm.newsroom.models.leads import Lead
from scicomm.organisation.models import Person, Unit


class TopicQuerySet(models.QuerySet["Topic"]):
    def open(self) -> TopicQuerySet:
        """Topics whose lead nobody asked to keep confidential any longer."""
        return self.filter(
            Q(lead=None) | Q(lead__confidential_until=None) | Q(lead__confidential_until__lte=timezone.now())
        )


class Topic(models.Model):
    """A planned subject with angle, audience, dates and coverage. A planned day is an intention; nothing is released by it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="topics", verbose_name=_("unit"))
    title = models.CharField(_("working title"), max_length=300)
    angle = models.TextField(_("angle"), blank=True)
    audience = models.CharField(_("who it is for"), max_length=200, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    lead = models.OneToOneField(
        Lead, models.PROTECT, null=True, blank=True, related_name="topic", verbose_name=_("lead")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="topics", verbose_name=_("article")
    )
    important_date = models.ForeignKey(
        ImportantDate, models.SET_NULL, null=True, blank=True, related_name="topics", verbose_name=_("important date")
    )
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    planned_until = models.DateField(_("planned until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TopicState.choices, default=TopicState.PLANNED)
    drop_reason = models.CharField(_("why it was dropped"), max_length=300, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("editor")
    )
    # A form opened twice makes one topic.
    post_key = models.UUIDField(_("post key"), null=True, blank=True, unique=True, editable=False)
    # Raised with each change: what a form was made of (a second editor is told), and RFC 5545's SEQUENCE.
    sequence = models.PositiveIntegerField(_("changes"), default=0, editable=False)
    created_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = [F("planned_on").asc(nulls_first=True), "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_until=None) | Q(planned_on__isnull=False, planned_until__gte=F("planned_on")),
                name="newsroom_topic_days",
            )
        ]
        indexes = [models.Index(fields=["state", "planned_on"], name="newsroom_topic_planned")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_confidential(self) -> bool:
        return self.lead is not None and self.lead.is_confidential


class TopicSegment(models.Model):
    """One of the publics a topic is for."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="segments", verbose_name=_("topic"))
    public = models.CharField(_("public"), max_length=20, choices=Public.choices)

    class Meta:
        verbose_name = _("public of a topic")
        verbose_name_plural = _("publics of topics")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["topic", "public"], name="newsroom_public_once")]

    def __str__(self) -> str:
        return self.get_public_display()


class Coverage(models.Model):
    """One form in which a topic is told: who makes it, until when, and how far it is."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="coverages", verbose_name=_("topic"))
    kind = models.CharField(_("form"), max_length=10, choices=CoverageKind.choices)
    note = models.CharField(_("what exactly"), max_length=300, blank=True)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="coverages", verbose_name=_("who")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CoverageState.choices, default=CoverageState.PLANNED)
    sequence = models.PositiveIntegerField(_("changes"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")
        ordering = [F("due_on").asc(nulls_first=True), "id"]
        indexes = [models.Index(fields=["due_on", "state"], name="newsroom_coverage_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.note}".strip()


class TopicSource(models.Model):
    """What a topic stands on: a paper of the house, a lead, an image or recording, or a link."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="sources", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind.choices)
    article = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, blank=True, related_name="+")
    asset = models.ForeignKey(Asset, models.CASCADE, null=True, blank=True, related_name="+")
    url = models.URLField(_("address"), max_length=500, blank=True)
    label = models.CharField(_("what it is"), max_length=200, blank=True)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("source of a topic")
        verbose_name_plural = _("sources of topics")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="article", article__isnull=False, lead=None, asset=None, url="")
                | Q(kind="lead", lead__isnull=False, article=None, asset=None, url="")
                | Q(kind="asset", asset__isnull=False, article=None, lead=None, url="")
                | (Q(kind="link", article=None, lead=None, asset=None) & ~Q(url="")),
                name="newsroom_source_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.url or self.get_kind_display()
