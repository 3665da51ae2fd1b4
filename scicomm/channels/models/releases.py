"""Releases: a story on a channel, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums import OUT, ReleaseState, Todo
from scicomm.channels.models.campaigns import Campaign
from scicomm.channels.models.channels import Channel
from scicomm.newsroom.models import Dossier


class ReleaseQuerySet(models.QuerySet["Release"]):
    def waiting(self) -> ReleaseQuerySet:
        return self.filter(state=ReleaseState.WAITING)

    def sent(self) -> ReleaseQuerySet:
        """Out, as the platform says or as everybody sees."""
        return self.filter(state__in=OUT)

    def by_hand(self) -> ReleaseQuerySet:
        return self.filter(todo=Todo.HAND)


class Release(models.Model):
    """A story on a channel: which revision, what became of it, and the receipt (outside id, address)."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="releases", verbose_name=_("channel"))
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="releases", verbose_name=_("story"))
    revision_id = models.BigIntegerField(_("revision"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReleaseState.choices, default=ReleaseState.WAITING)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    outside_id = models.CharField(_("outside id"), max_length=500, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    error = models.TextField(_("last error"), blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    # When, after what, as part of what.
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    waits_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followers", verbose_name=_("goes out after")
    )
    wait_minutes = models.PositiveIntegerField(_("minutes after it"), default=0)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, related_name="releases", verbose_name=_("campaign")
    )
    # An editor's own words for some fields of the package, by the field's name.
    edits = models.JSONField(_("own words for this channel"), default=dict, blank=True)

    # What follows is the dispatcher's. Due is what has something to do and a time; one that waits for another has no time.
    todo = models.CharField(_("to be done"), max_length=8, choices=Todo.choices, blank=True)
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    asks = models.PositiveIntegerField(_("questions asked"), default=0)
    # Names the sending towards the platform: the same over all tries, another with another text and another round.
    key = models.CharField(_("key of the sending"), max_length=64, blank=True)
    round = models.PositiveIntegerField(_("round"), default=1)
    digest = models.CharField(_("SHA-256 of what was sent"), max_length=64, blank=True)
    package = models.JSONField(_("what was sent"), default=dict, blank=True)
    memory = models.JSONField(_("notes of the platform's code"), default=dict, blank=True)
    is_called_back = models.BooleanField(_("called back"), default=False)
    call_back_reason = models.TextField(_("why it is called back"), blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    visible_at = models.DateTimeField(_("seen by everybody at"), null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-changed_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["channel", "dossier"], name="channels_release_once")]
        indexes = [
            models.Index(fields=["channel", "state"], name="channels_release_state"),
            models.Index(fields=["channel"], name="channels_release_waiting", condition=Q(state="waiting")),
            models.Index(fields=["next_try_at"], name="channels_release_due", condition=Q(next_try_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} · {self.channel}"

    @property
    def is_out(self) -> bool:
        return self.state in OUT

    @property
    def needs_hand(self) -> bool:
        return self.todo == Todo.HAND
