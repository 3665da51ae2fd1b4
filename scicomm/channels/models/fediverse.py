"""Our own actors in the fediverse: who they are, who follows them, what they said, and what is on its way to whom.

Of followers we keep what is needed to reach their servers, and show how many they are, never who. Of those who liked or shared a
post only a keyed hash is kept, so that nobody is counted twice.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scicomm.channels.enums.fediverse import Act, BringState
from scicomm.channels.models.channels import Channel
from scicomm.channels.models.releases import Release


class Actor(models.Model):
    """An actor that people follow: its channel says unit, language and whether it is on; its name is for ever."""

    channel = models.OneToOneField(Channel, models.PROTECT, related_name="actor", verbose_name=_("channel"))
    name = models.SlugField(_("name"), max_length=90, unique=True)
    public_key = models.TextField(_("public key"))
    # Sealed by core.secrets for the purpose `channels.actor`.
    sealed_key = models.TextField(_("sealed private key"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    # Holds no pages or images: Wagtail need not look through every row for references.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("actor in the fediverse")
        verbose_name_plural = _("actors in the fediverse")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Follower(models.Model):
    """Somebody on another server who follows an actor: where they are reached, and the key they sign with."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="followers", verbose_name=_("actor"))
    address = models.CharField(_("address"), max_length=500)
    domain = models.CharField(_("server"), max_length=255)
    inbox = models.CharField(_("inbox"), max_length=500)
    shared_inbox = models.CharField(_("shared inbox"), max_length=500, blank=True)
    # Where posts go: the shared inbox where there is one.
    delivery_inbox = models.CharField(_("delivery inbox"), max_length=500)
    key_id = models.CharField(_("key"), max_length=500)
    public_key = models.TextField(_("public key"))
    follow_id = models.CharField(_("id of the follow"), max_length=500)
    since = models.DateTimeField(_("since"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["actor", "address"], name="channels_follower_once")]
        indexes = [
            models.Index(fields=["address"], name="channels_follower_address"),
            models.Index(fields=["delivery_inbox"], name="channels_follower_inbox"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Post(models.Model):
    """What an actor says of a released story: its address for ever, and the object as it is now."""

    actor = models.ForeignKey(Actor, models.PROTECT, related_name="posts", verbose_name=_("actor"))
    release = models.ForeignKey(Release, models.PROTECT, related_name="posts", verbose_name=_("release"))
    slug = models.CharField(_("last part of the address"), max_length=64, unique=True)
    object = models.JSONField(_("object"))
    digest = models.CharField(_("SHA-256 of what it says"), max_length=64)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("post in the fediverse")
        verbose_name_plural = _("posts in the fediverse")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release"], condition=Q(deleted_at__isnull=True), name="channels_post_once_a_release"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class Activity(models.Model):
    """Something an actor did. `body` is what every inbox gets, byte for byte: an id never has two contents."""

    actor = models.ForeignKey(Actor, models.PROTECT, related_name="activities", verbose_name=_("actor"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="activities", verbose_name=_("post"))
    kind = models.CharField(_("kind"), max_length=8, choices=Act.choices)
    slug = models.CharField(_("last part of the address"), max_length=64, unique=True)
    body = models.TextField(_("body"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Bringing(models.Model):
    """An activity on its way to one inbox; those to one inbox go in their order."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="bringings", verbose_name=_("activity"))
    inbox = models.CharField(_("inbox"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=BringState.choices, default=BringState.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), default=timezone.now)
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("delivery to an inbox")
        verbose_name_plural = _("deliveries to inboxes")
        constraints = [models.UniqueConstraint(fields=["activity", "inbox"], name="channels_bringing_once")]
        indexes = [
            models.Index(fields=["inbox", "id"], name="channels_bringing_order", condition=Q(state="waiting")),
            models.Index(fields=["next_try_at"], name="channels_bringing_due", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.inbox}"


class FarInbox(models.Model):
    """How an inbox of another server fares; one that fails for too long is given up, and its followers with it."""

    address = models.CharField(_("inbox"), max_length=500, unique=True)
    domain = models.CharField(_("server"), max_length=255)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    last_ok_at = models.DateTimeField(_("last good answer"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("inbox of another server")
        verbose_name_plural = _("inboxes of other servers")

    def __str__(self) -> str:
        return self.address


class BlockedDomain(models.Model):
    """A server that may not follow: blocked for the whole house, with all hosts under it."""

    domain = models.CharField(_("server"), max_length=255, unique=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("since"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("blocked server")
        verbose_name_plural = _("blocked servers")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain


class SeenActivity(models.Model):
    """The hash of the id of an activity that was carried out: it is not carried out again. Forgotten after a few days."""

    digest = models.CharField(_("SHA-256 of its id"), max_length=64, unique=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("activity of another server")
        verbose_name_plural = _("activities of other servers")

    def __str__(self) -> str:
        return self.digest[:12]


class Reaction(models.Model):
    """That somebody liked or shared a post; who is a keyed hash that nobody can turn back."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions", verbose_name=_("post"))
    metric = models.CharField(_("what"), max_length=8)
    digest = models.CharField(_("hash of who"), max_length=64)
    at = models.DateTimeField(_("at"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reaction in the fediverse")
        verbose_name_plural = _("reactions in the fediverse")
        constraints = [models.UniqueConstraint(fields=["post", "metric", "digest"], name="channels_reaction_once")]

    def __str__(self) -> str:
        return f"{self.metric} {self.post_id}"
