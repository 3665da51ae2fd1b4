"""Releases: made, delivered, failed, tried again, corrected, recalled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.actions import open_take_down
from scicomm.assets.models import Asset, Where
from scicomm.channels.actions.channels import ensure_channels
from scicomm.channels.actions.outcomes import (
    RECALLED,
    RELEASE_FAILED,
    RELEASED,
    begin_update,
    call_back,
    free_followers,
    locked,
)
from scicomm.channels.actions.receipts import of_release, write_receipt
from scicomm.channels.enums import AT_ONCE, BUILT_IN, OUT, ChannelKind, ReleaseState, Todo
from scicomm.channels.models import Channel, Release
from scicomm.channels.permissions import can_retry_release
from scicomm.channels.queries import feed_url, root_unit, story_url
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import channels as facts
from scicomm.facts.base import ref
from scicomm.newsroom.models import Dossier
from scicomm.newsroom.queries import adopters_of
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

RELEASE_RETRIED = audit_entry("channels.release.retry", gettext_lazy("Retry release"), shred=nothing_personal)


def _channels_of(dossier: Dossier) -> list[Channel]:
    """Where a story goes by itself: its unit's channels in its language with the accounts that take every story.

    Also the site, feed and newsletter of the units that adopted it, and the academy's feed and newsletter.
    """
    found = {channel.pk: channel for unit in (dossier.unit, *adopters_of(dossier)) for channel in ensure_channels(unit)}
    root = root_unit()
    if root and root.pk != dossier.unit_id:
        found |= {channel.pk: channel for channel in ensure_channels(root) if channel.kind != ChannelKind.SITE}
    accounts = Channel.objects.filter(unit=dossier.unit, takes_all=True).exclude(kind__in=BUILT_IN)
    found |= {channel.pk: channel for channel in accounts.select_related("unit")}
    return [channel for channel in found.values() if channel.is_on and channel.language == dossier.language]


@transaction.atomic
def release_story(dossier: Dossier) -> list[Release]:
    """Put a public story on its channels; site and feed hold it at once, the newsletter waits for its issue.

    Called again it changes nothing. A story that is no longer public goes nowhere.
    """
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("unit", "story").get(pk=dossier.pk)
    if not Dossier.objects.public().filter(pk=dossier.pk).exists():
        return []
    channels = _channels_of(dossier)
    revision = dossier.story.live_revision_id
    Release.objects.bulk_create([_new(channel, dossier, revision) for channel in channels], ignore_conflicts=True)
    _wake_planned(dossier)
    releases = list(locked().filter(dossier=dossier, channel__in=channels))
    for release in releases:
        if release.state == ReleaseState.WAITING and release.channel.kind in AT_ONCE:
            _deliver_at_once(release)
    return releases


def _new(channel: Channel, dossier: Dossier, revision: int | None) -> Release:
    release = Release(channel=channel, dossier=dossier, revision_id=revision)
    if channel.kind not in BUILT_IN:
        release.todo, release.next_try_at = Todo.SEND, timezone.now()
    return release


def _wake_planned(dossier: Dossier) -> None:
    """What an editor planned before the story was public is due now, or at its own time."""
    now = timezone.now()
    planned = locked().filter(dossier=dossier, state=ReleaseState.WAITING, todo=Todo.SEND, next_try_at__isnull=False)
    for release in planned.filter(lease_until=None):
        release.next_try_at = max(now, release.not_before or now)
        release.save(update_fields=["next_try_at", "changed_at"])


@transaction.atomic
def release_adopted(dossier: Dossier, unit: Unit) -> list[Release]:
    """A unit adopted a story: its channels hold it too, also where it was taken off before. Nothing while it is not public."""
    if Dossier.objects.public().filter(pk=dossier.pk).exists():
        again = Release.objects.filter(dossier=dossier, channel__unit=unit, state=ReleaseState.RECALLED)
        again = again.filter(channel__kind__in=BUILT_IN)
        again.update(state=ReleaseState.WAITING, error="", sent_at=None)
    return release_story(dossier)


@transaction.atomic
def recall_adopted(dossier: Dossier, unit: Unit) -> int:
    """A unit took an adopted story off: its channels give it back, but for those that hold every story of the house."""
    rows = locked().filter(dossier=dossier, channel__unit=unit, channel__kind__in=BUILT_IN)
    if unit.depth == 1:
        rows = rows.filter(channel__kind=ChannelKind.SITE)
    return _recall(rows) if unit.pk != dossier.unit_id else 0


def _deliver_at_once(release: Release) -> None:
    """A site or a feed holds a story once its page is public; its receipt is the address."""
    address = story_url(release.dossier.story)
    if not release.dossier.story.live or not address:
        _failed(release, _("The story's page has no public address: is its unit's page online?"))
    elif release.channel.kind == ChannelKind.SITE:
        _delivered(release, url=address, outside_id=str(release.dossier.story_id))
    else:
        _delivered(release, url=feed_url(release.channel), outside_id=str(release.dossier.story_id))


def _delivered(release: Release, *, url: str, outside_id: str) -> None:
    release.state, release.sent_at, release.error = ReleaseState.SENT, timezone.now(), ""
    release.url, release.outside_id = url, outside_id
    release.revision_id = release.dossier.story.live_revision_id
    release.attempts += 1
    release.save()
    write_receipt(release)
    audit(RELEASED, release, user=None, new=release.channel.slug)
    record(facts.ReleaseDelivered(**of_release(release), url=url, outside_id=outside_id))
    free_followers(release)


def _failed(release: Release, reason: str) -> None:
    release.state, release.error = ReleaseState.FAILED, reason
    release.attempts += 1
    release.save()
    write_receipt(release, reason)
    audit(RELEASE_FAILED, release, user=None, new=reason)
    record(facts.ReleaseFailed(**of_release(release), reason=reason))


@transaction.atomic
def deliver_release(release: Release, *, url: str = "", outside_id: str = "") -> Release:
    """Keep a channel's receipt and state the fact, once; a release that is not waiting any more stays as it is."""
    row = locked().get(pk=release.pk)
    if row.state == ReleaseState.WAITING:
        _delivered(row, url=url, outside_id=outside_id)
    return row


@transaction.atomic
def retry_release(release: Release, *, acting_user: Any) -> Release:
    """Try a failed release again; one in any other state stays as it is. What may stand outside is looked for first."""
    row = locked().get(pk=release.pk)
    require(can_retry_release(acting_user, row))
    if row.state != ReleaseState.FAILED:
        return row
    unsure = row.todo == Todo.FIND
    row.state, row.error = ReleaseState.UNSURE if unsure else ReleaseState.WAITING, ""
    if row.channel.kind not in BUILT_IN:
        row.todo, row.next_try_at, row.attempts = row.todo or Todo.SEND, timezone.now(), 0
    row.save()
    audit(RELEASE_RETRIED, row, user=acting_user, new=row.channel.slug)
    if row.channel.kind in AT_ONCE:
        _deliver_at_once(row)
    return row


@transaction.atomic
def correct_releases(dossier: Dossier) -> int:
    """A public story was corrected: its releases now hold the new revision, but for those already mailed. Returns how many.

    On accounts the corrected text is sent, or made by hand where the platform changes nothing. What has not been sent takes the
    new text by itself; what is on its way gets it once its answer is there.
    """
    dossier = Dossier.objects.select_related("story").get(pk=dossier.pk)
    live = dossier.story.live_revision_id
    taken = Q(state=ReleaseState.ACCEPTED, todo="")  # by a platform that cannot be asked: nothing more will be heard
    held = locked().filter(taken | Q(state__in=[ReleaseState.WAITING, *OUT]), dossier=dossier)
    held = held.exclude(channel__kind=ChannelKind.NEWSLETTER, state=ReleaseState.SENT)
    changed = 0
    for release in held:
        if release.revision_id == live:
            continue
        changed += 1
        if release.state != ReleaseState.WAITING and release.channel.kind not in BUILT_IN:
            begin_update(release)
            continue
        release.revision_id = live
        release.save(update_fields=["revision_id", "changed_at"])
    return changed


@transaction.atomic
def recall_releases(dossier: Dossier) -> int:
    """A story was withdrawn: take it back from every channel. What never arrived needs no recall and states no fact."""
    accounts = locked().filter(dossier=dossier).exclude(channel__kind__in=BUILT_IN)
    changed = 0
    for release in accounts.exclude(is_called_back=True):
        call_back(release, dossier.withdrawal_reason)
        changed += 1
    return changed + _recall(locked().filter(dossier=dossier, channel__kind__in=BUILT_IN))


def _recall(rows: Any) -> int:
    changed = 0
    for release in rows.filter(state__in=[ReleaseState.WAITING, ReleaseState.SENT, ReleaseState.FAILED]):
        arrived = release.state == ReleaseState.SENT
        release.state = ReleaseState.RECALLED
        release.save(update_fields=["state", "changed_at"])
        write_receipt(release)
        audit(RECALLED, release, user=None, new=release.channel.slug)
        if arrived:
            record(facts.ReleaseRecalled(**of_release(release)))
        changed += 1
    return changed


_PLACES: dict[str, Where] = {ChannelKind.FEED: Where.FEED, ChannelKind.NEWSLETTER: Where.NEWSLETTER}


@transaction.atomic
def ask_take_downs(asset_id: int, because: str, words: str, pages: Iterable[int]) -> int:
    """A take-down for each feed, newsletter and account that carried one of these stories; how many releases that were.

    Called again it opens none twice. What is blocked no more needs none.
    """
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None or not asset.is_withheld:
        return 0
    sent = Release.objects.sent().filter(dossier__story_id__in=list(pages)).exclude(channel__kind=ChannelKind.SITE)
    releases = list(sent.select_related("channel__unit", "dossier__story"))
    for release in releases:
        is_feed = release.channel.kind == ChannelKind.FEED
        open_take_down(
            asset,
            because=because,
            words=words,
            channel=_PLACES.get(release.channel.kind, Where.OTHER),
            reference=ref("channels", "release", release.pk),
            label=f"{release.dossier.story.title} · {release.channel.name}",
            url=release.url,
            # A feed shows the page as it is now; what a newsletter sent stays in letter boxes, and somebody says what was done.
            page_id=release.dossier.story_id if is_feed else None,
            unit_id=release.channel.unit_id,
        )
    return len(releases)
