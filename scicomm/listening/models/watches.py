"""Standing queries: what they ask for, where they look, whom they tell and how often."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.listening.enums import Delivery, Script, Weekday
from scicomm.listening.models.topics import HotTopic
from scicomm.listening.rules.watches import Node, Scope, compiled, parse, terms
from scicomm.organisation.models import Unit


class Watch(models.Model):
    """A standing query of its owner, written as a query or in three boxes; those who read along are told as well."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="watches", verbose_name=_("unit"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=120)
    query = models.TextField(
        _("query"),
        blank=True,
        help_text=_(
            "For instance: (grassland OR 草原) AND \"early warning\" NOT 广告. Also micro*, heat NEAR/5 record, title:湖, "
            "source:, host:, class:news, language:en, doi:, is:linked. Where it is filled in, the three boxes below do not count."
        ),
    )  # fmt: skip
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
    source_classes = models.JSONField(
        _("who speaks"), default=list, blank=True, help_text=_("None chosen means everybody.")
    )
    without_own = models.BooleanField(_("leave out our own outlets"), default=False)
    without_copies = models.BooleanField(_("leave out copies of a text that is known"), default=False)
    once_a_topic = models.BooleanField(
        _("one mail a topic"), default=True, help_text=_("More reports on a topic stand on the desk without a mail.")
    )
    delivery = models.CharField(_("tell"), max_length=8, choices=Delivery.choices, default=Delivery.DESK)
    hour = models.PositiveSmallIntegerField(_("hour of the daily or weekly mail"), default=8)
    weekday = models.PositiveSmallIntegerField(
        _("day of the weekly mail"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    working_days = models.BooleanField(_("mails on working days only"), default=True)
    most_an_hour = models.PositiveSmallIntegerField(
        _("at most so many mails an hour"), default=6, help_text=_("What is more comes together in one mail later.")
    )
    quiet_from = models.TimeField(_("no mails from"), null=True, blank=True)
    quiet_to = models.TimeField(_("no mails until"), null=True, blank=True)
    snoozed_until = models.DateTimeField(_("no mails before"), null=True, blank=True)
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="listening.WatchReader",
        related_name="watches_read",
        verbose_name=_("reading along"),
        blank=True,
    )
    owner_is_mailed = models.BooleanField(_("the owner gets the mails"), default=True)
    next_at = models.DateTimeField(_("next mail not before"), null=True, blank=True, editable=False)
    is_on = models.BooleanField(_("is on"), default=True)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)
    # The number of the last change of any watch when this one changed: a worker asks for what is newer than its own.
    generation = models.BigIntegerField(_("generation"), default=0, editable=False, db_index=True)

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(any_words="", all_words="", query=""),
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
    def node(self) -> Node:
        """The tree of the query, or of the three boxes; raises QueryError."""
        return parse(self.query) if self.query.strip() else compiled(self.any_words, self.all_words, self.none_words)

    @property
    def scope(self) -> Scope:
        return Scope(
            languages=frozenset({self.language} - {""}),
            classes=frozenset(self.source_classes),
            without_own=self.without_own,
            without_copies=self.without_copies,
            path=self.unit.path,
        )


class WatchReader(models.Model):
    """Somebody of the unit who reads a watch along."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="reading", verbose_name=_("watch"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    is_mailed = models.BooleanField(_("gets the mails"), default=True)

    class Meta:
        verbose_name = _("reader of a watch")
        verbose_name_plural = _("readers of watches")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["watch", "user"], name="listening_watch_reader_once")]

    def __str__(self) -> str:
        return f"{self.watch_id}/{self.user_id}"


class WatchMute(models.Model):
    """A topic or a source that a watch is silent about: its alerts stand on the desk, without mails."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="mutes", verbose_name=_("watch"))
    topic = models.ForeignKey(
        HotTopic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("hot topic")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("muted topic or source")
        verbose_name_plural = _("muted topics and sources")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["watch", "topic"], condition=Q(topic__isnull=False), name="listening_mute_topic"),
            models.UniqueConstraint(fields=["watch", "source"], condition=~Q(source=""), name="listening_mute_source"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.source or str(self.topic_id)


def new_stamp() -> str:
    return uuid.uuid4().hex


class WatchGeneration(models.Model):
    """One row: how often any watch changed. Whoever changes a watch holds it until the commit, so that numbers come in order."""

    number = models.BigIntegerField(_("number"), default=0)
    # Another stamp is another database, whatever its number says.
    stamp = models.CharField(_("stamp"), max_length=32, default=new_stamp, editable=False)

    class Meta:
        verbose_name = _("generation of watches")
        verbose_name_plural = _("generations of watches")

    def __str__(self) -> str:
        return str(self.number)
