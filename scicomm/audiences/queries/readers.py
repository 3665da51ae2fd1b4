"""Reads of readers and mails: who gets an issue, which mails are due, what stands in an issue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from scicomm.audiences.enums import OPEN_MAILS, SubscriptionKind, SubscriptionState
from scicomm.audiences.models import (
    Issue,
    OutgoingMail,
    Subscription,
)
from scicomm.audiences.permissions import rows_of_reader
from scicomm.audiences.rules import CONFIRM_WITHIN, FORGET_AFTER, token_hash
from scicomm.channels.models import Channel, Release
from scicomm.channels.queries import public_now, story_url
from scicomm.channels.rules import one_line
from scicomm.organisation.models import Unit


def readers_of(unit: Unit, language: str) -> QuerySet[Subscription]:
    """Confirmed readers of a unit's newsletter. Who wants all units gets the academy's issue, which holds every story once;
    who chose units gets theirs."""
    readers = Subscription.objects.confirmed().filter(language=language, kind=SubscriptionKind.NEWSLETTER)
    readers = readers.exclude(email="")
    chosen = Subscription.units.through.objects.filter(subscription_id=OuterRef("pk"), unit_id=unit.pk)
    if unit.depth == 1:
        return readers.filter(Q(all_units=True) | Exists(chosen))
    return readers.filter(Exists(chosen), all_units=False)


def subscription_to_confirm(token: str) -> Subscription | None:
    """The subscription a confirmation link speaks of; None when forged, used up by a newer one, or too old."""
    since = timezone.now() - CONFIRM_WITHIN
    return Subscription.objects.filter(
        Q(state=SubscriptionState.CONFIRMED) | Q(state=SubscriptionState.PENDING, asked_at__gte=since),
        confirm_hash=token_hash(token),
    ).first()


@dataclass(frozen=True)
class IssueStory:
    """A story as an issue shows it."""

    title: str
    standfirst: str
    unit: str
    url: str


def stories_in(issue: Issue) -> list[IssueStory]:
    """The stories of an issue that are public at this moment: one withdrawn since is left out. In the active language."""
    releases = Release.objects.filter(issue_item__issue=issue).filter(public_now())
    return [
        IssueStory(
            title=one_line(release.dossier.story.title),
            standfirst=one_line(release.dossier.story.standfirst),
            unit=release.dossier.unit.name,
            url=story_url(release.dossier.story),
        )
        for release in releases.select_related("dossier__story", "dossier__unit").order_by("issue_item__position")
    ]


def last_issue_at(channel: Channel) -> dt.datetime | None:
    """When the newest issue of a newsletter was made."""
    issues = Issue.objects.filter(unit_id=channel.unit_id, language=channel.language)
    return issues.order_by("-created_at").values_list("created_at", flat=True).first()


def erased_with_mails() -> QuerySet[Subscription]:
    """Erased subscriptions of which mails are still kept, and none is on its way."""
    mails = OutgoingMail.objects.filter(subscription_id=OuterRef("pk"))
    waiting = mails.filter(state__in=OPEN_MAILS)
    return Subscription.objects.filter(Exists(mails), ~Exists(waiting), erased_at__isnull=False)


def never_confirmed(now: dt.datetime) -> QuerySet[Subscription]:
    """Addresses that somebody typed in and nobody confirmed, old enough to be forgotten."""
    return Subscription.objects.filter(state=SubscriptionState.PENDING, asked_at__lt=now - FORGET_AFTER, email__gt="")


def choosable_units() -> QuerySet[Unit]:
    """The units whose news one can choose."""
    return Unit.objects.filter(is_active=True, depth__gt=1).order_by("path")


def confirmed_rows(subscription: Subscription) -> list[Subscription]:
    """What a mailbox gets at this moment, of every kind, the row at hand first."""
    rows = rows_of_reader(subscription).filter(state=SubscriptionState.CONFIRMED).exclude(pk=subscription.pk)
    return [subscription, *rows.order_by("kind", "language")]
