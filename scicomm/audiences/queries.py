"""Reads of the audiences: who gets an issue, which mails are due, what stands in an issue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from scicomm.audiences.enums import OPEN_MAILS, MailState, SubscriptionState
from scicomm.audiences.models import Issue, OutgoingMail, Subscription
from scicomm.audiences.rules import CONFIRM_WITHIN, FORGET_AFTER, token_hash
from scicomm.channels.models import Channel, Release
from scicomm.channels.queries import public_now, story_url
from scicomm.channels.rules import one_line
from scicomm.organisation.models import Unit


def readers_of(unit: Unit, language: str) -> QuerySet[Subscription]:
    """Confirmed readers of a unit's newsletter. Who wants all units gets the academy's issue, which holds every story once;
    who chose units gets theirs."""
    readers = Subscription.objects.confirmed().filter(language=language).exclude(email="")
    chosen = Subscription.units.through.objects.filter(subscription_id=OuterRef("pk"), unit_id=unit.pk)
    if unit.depth == 1:
        return readers.filter(Q(all_units=True) | Exists(chosen))
    return readers.filter(Exists(chosen), all_units=False)


def wants(subscription: Subscription, issue: Issue) -> bool:
    """Whether a reader still wants an issue, asked at the moment of sending."""
    return readers_of(issue.unit, issue.language).filter(pk=subscription.pk).exists()


def subscription_to_confirm(token: str) -> Subscription | None:
    """The subscription a confirmation link speaks of; None when forged, used up by a newer one, or too old."""
    since = timezone.now() - CONFIRM_WITHIN
    return Subscription.objects.filter(
        Q(state=SubscriptionState.CONFIRMED) | Q(state=SubscriptionState.PENDING, asked_at__gte=since),
        confirm_hash=token_hash(token),
    ).first()


def due_mails(now: dt.datetime) -> QuerySet[OutgoingMail]:
    """Mails to send now, those somebody waits for first; one whose worker was killed is due again when its lease has ended."""
    due = Q(state=MailState.QUEUED, next_try_at__lte=now) | Q(state=MailState.IN_FLIGHT, lease_until__lt=now)
    return OutgoingMail.objects.filter(due).order_by(F("issue").asc(nulls_first=True), "next_try_at", "id")


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
