"""Hot topics: clusters of mentions that speak of one thing, and the log of what became of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scicomm.core.text import pick
from scicomm.listening.enums import TopicChangeKind, TopicState
from scicomm.newsroom.models import Dossier


class HotTopic(models.Model):
    """A cluster of mentions in any language. `key` is the number that the engine gave it and never changes.

    `count` counts all mentions, `independent` leaves out copies of one report and our own outlets. A topic has a row from its
    second mention on; one that was opened for a story of ours from the beginning.
    """

    key = models.BigIntegerField(_("key"), unique=True, editable=False)
    # Under which key the engine knows it now: another one after joining, or after the engine was built anew.
    engine_key = models.BigIntegerField(_("key in the engine"), db_index=True, editable=False, default=0)
    title = models.CharField(_("title"), max_length=500)
    title_zh = models.CharField(_("Chinese title"), max_length=500, blank=True)
    title_en = models.CharField(_("English title"), max_length=500, blank=True)
    is_renamed = models.BooleanField(_("renamed by hand"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=TopicState.choices, default=TopicState.LIVE)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    # A story of ours that opened the topic before anybody spoke of it: what joins is earned coverage.
    dossier = models.ForeignKey(
        Dossier, models.SET_NULL, null=True, blank=True, related_name="topics", verbose_name=_("story")
    )
    first_at = models.DateTimeField(_("first seen"))
    last_at = models.DateTimeField(_("last seen"))
    first_source = models.CharField(_("first source"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("mentions"), default=0)
    independent = models.PositiveIntegerField(_("independent reports"), default=0)
    fresh = models.PositiveIntegerField(_("independent reports of the last 24 hours"), default=0)
    is_bursting = models.BooleanField(_("is bursting"), default=False)
    words = models.JSONField(
        _("most repeated words"), default=list, blank=True, help_text=_("word and reports with it")
    )
    described_at = models.PositiveIntegerField(_("mentions when it was described last"), default=0, editable=False)

    class Meta:
        verbose_name = _("hot topic")
        verbose_name_plural = _("hot topics")
        ordering = ["-last_at", "-id"]
        indexes = [
            models.Index(fields=["state", "-last_at"], name="listening_topic_recent"),
            models.Index(fields=["-is_bursting", "-fresh", "-last_at"], name="listening_topic_hot"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        """The title in the reader's language where there is one."""
        return pick(self.title_zh, self.title_en) or self.title

    @property
    def other_title(self) -> str:
        """The title in the other language, where there are both."""
        return pick(self.title_en, self.title_zh) if self.title_zh and self.title_en else ""

    @property
    def copies(self) -> int:
        """Mentions that are no independent report."""
        return self.count - self.independent

    def get_absolute_url(self) -> str:
        """The topic's staff page."""
        return reverse("listening_topic", args=[self.pk])


class TopicChange(models.Model):
    """A topic was joined with another, parted, renamed or opened, by the program or by hand; shown on its card, never deleted.

    What was done by hand the engine learns in its next run: `told_at` is empty until then.
    """

    topic = models.ForeignKey(HotTopic, models.CASCADE, related_name="changes", verbose_name=_("hot topic"))
    other = models.ForeignKey(
        HotTopic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("other topic")
    )
    kind = models.CharField(_("change"), max_length=8, choices=TopicChangeKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("actor")
    )
    at = models.DateTimeField(_("changed at"))
    count = models.PositiveIntegerField(_("mentions moved"), default=0)
    old_title = models.CharField(_("title before"), max_length=500, blank=True)
    new_title = models.CharField(_("title after"), max_length=500, blank=True)
    score = models.FloatField(_("likeness"), null=True, blank=True)
    details = models.JSONField(_("for the engine"), default=dict, blank=True, editable=False)
    told_at = models.DateTimeField(_("told to the engine at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("change of a topic")
        verbose_name_plural = _("changes of topics")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["id"], name="listening_change_untold", condition=models.Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.topic}"
