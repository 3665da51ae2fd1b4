"""Every change of state of channels and releases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.actions import open_take_down
from scicomm.assets.models import Asset, Where
from scicomm.channels.enums import AT_ONCE, ChannelKind, ReleaseState
from scicomm.channels.models import Channel, Release
from scicomm.channels.permissions import can_change_channel, can_retry_release
from scicomm.channels.queries import feed_url, root_unit, story_url
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import channels as facts
from scicomm.facts.base import ref
from scicomm.newsroom.models import Dossier
from scicomm.newsroom.queries import adopters_of
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

CHANNEL_CHANGED = audit_entry("channels.channel.edit", gettext_lazy("Change channel"), shred=nothing_personal)
RELEASED = audit_entry("channels.release.deliver", gettext_lazy("Release"), shred=nothing_personal)
RELEASE_FAILED = audit_entry("channels.release.fail", gettext_lazy("Release failed"), shred=nothing_personal)
RELEASE_RETRIED = audit_entry("channels.release.retry", gettext_lazy("Retry release"), shred=nothing_personal)
RECALLED = audit_entry("channels.release.recall", gettext_lazy("Recall release"), shred=nothing_personal)

EDITABLE = ("name_zh", "name_en", "is_on", "every_days", "tell_changes")


@transaction.atomic
def ensure_channels(unit: Unit) -> list[Channel]:
    """The site, feed and newsletter of a unit in every language; makes what is missing and changes nothing else."""
    wanted = [
        Channel(unit=unit, kind=kind, language=language, slug=f"{unit.slug}-{kind}-{language}")
        for language, _label in settings.LANGUAGES
        for kind in ChannelKind
    ]
    if Channel.objects.filter(unit=unit).count() < len(wanted):
        Channel.objects.bulk_create(wanted, ignore_conflicts=True)
    return list(Channel.objects.filter(unit=unit).select_related("unit"))


@transaction.atomic
def change_channel(channel: Channel, *, acting_user: Any, **values: Any) -> Channel:
    """Rename a channel, switch it on or off, or set how often its newsletter goes out."""
    row = Channel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=channel.pk)
    require(can_change_channel(acting_user, row))
    old = {name: getattr(row, name) for name in EDITABLE}
    new = old | {name: value for name, value in values.items() if name in EDITABLE}
    if new == old:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(EDITABLE))
    audit(CHANNEL_CHANGED, row, user=acting_user, old=old, new=new)
    return row


def _channels_of(dossier: Dossier) -> list[Channel]:
    """Where a story goes: its unit's channels in its language, those of the units that adopted it, and the academy's feed and
    newsletter."""
    found = {channel.pk: channel for unit in (dossier.unit, *adopters_of(dossier)) for channel in ensure_channels(unit)}
    root = root_unit()
    if root and root.pk != dossier.unit_id:
        found |= {channel.pk: channel for channel in ensure_channels(root) if channel.kind != ChannelKind.SITE}
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
    Release.objects.bulk_create(
        [Release(channel=channel, dossier=dossier, revision_id=revision) for channel in channels],
        ignore_conflicts=True,
    )
    releases = list(_locked().filter(dossier=dossier, channel__in=channels))
    for release in releases:
        if release.state == ReleaseState.WAITING and release.channel.kind in AT_ONCE:
            _deliver_at_once(release)
    return releases


@transaction.atomic
def release_adopted(dossier: Dossier, unit: Unit) -> list[Release]:
    """A unit adopted a story: its channels hold it too, also where it was taken off before. Nothing while it is not public."""
    if Dossier.objects.public().filter(pk=dossier.pk).exists():
        again = Release.objects.filter(dossier=dossier, channel__unit=unit, state=ReleaseState.RECALLED)
        again.update(state=ReleaseState.WAITING, error="", sent_at=None)
    return release_story(dossier)


@transaction.atomic
def recall_adopted(dossier: Dossier, unit: Unit) -> int:
    """A unit took an adopted story off: its channels give it back, but for those that hold every story of the house."""
    rows = _locked().filter(dossier=dossier, channel__unit=unit)
    if unit.depth == 1:
        rows = rows.filter(channel__kind=ChannelKind.SITE)
    return _recall(rows) if unit.pk != dossier.unit_id else 0


def _locked() -> Any:
    return Release.objects.select_for_update(of=("self",)).select_related(
        "channel__unit", "dossier__story", "dossier__unit"
    )


def _deliver_at_once(release: Release) -> None:
    """A site or a feed holds a story once its page is public; its receipt is the address."""
    address = story_url(release.dossier.story)
    if not release.dossier.story.live or not address:
        _failed(release, _("The story's page has no public address: is its unit's page online?"))
    elif release.channel.kind == ChannelKind.SITE:
        _delivered(release, url=address, outside_id=str(release.dossier.story_id))
    else:
        _delivered(release, url=feed_url(release.channel), outside_id=str(release.dossier.story_id))


def _about(release: Release) -> dict[str, Any]:
    return {
        "unit_id": release.channel.unit_id,
        "subject": ref("channels", "release", release.pk),
        "about": (ref("newsroom", "story", release.dossier.story_id),),
        "channel": release.channel.slug,
    }


def _delivered(release: Release, *, url: str, outside_id: str) -> None:
    release.state, release.sent_at, release.error = ReleaseState.SENT, timezone.now(), ""
    release.url, release.outside_id = url, outside_id
    release.revision_id = release.dossier.story.live_revision_id
    release.attempts += 1
    release.save()
    audit(RELEASED, release, user=None, new=release.channel.slug)
    record(facts.ReleaseDelivered(**_about(release), url=url, outside_id=outside_id))


def _failed(release: Release, reason: str) -> None:
    release.state, release.error = ReleaseState.FAILED, reason
    release.attempts += 1
    release.save()
    audit(RELEASE_FAILED, release, user=None, new=reason)
    record(facts.ReleaseFailed(**_about(release), reason=reason))


@transaction.atomic
def deliver_release(release: Release, *, url: str = "", outside_id: str = "") -> Release:
    """Keep a channel's receipt and state the fact, once; a release that is not waiting any more stays as it is."""
    row = _locked().get(pk=release.pk)
    if row.state == ReleaseState.WAITING:
        _delivered(row, url=url, outside_id=outside_id)
    return row


@transaction.atomic
def retry_release(release: Release, *, acting_user: Any) -> Release:
    """Try a failed release again; one in any other state stays as it is."""
    row = _locked().get(pk=release.pk)
    require(can_retry_release(acting_user, row))
    if row.state != ReleaseState.FAILED:
        return row
    row.state, row.error = ReleaseState.WAITING, ""
    row.save()
    audit(RELEASE_RETRIED, row, user=acting_user, new=row.channel.slug)
    if row.channel.kind in AT_ONCE:
        _deliver_at_once(row)
    return row


@transaction.atomic
def correct_releases(dossier: Dossier) -> int:
    """A public story was corrected: its releases now hold the new revision, but for those already mailed. Returns how many."""
    dossier = Dossier.objects.select_related("story").get(pk=dossier.pk)
    live = dossier.story.live_revision_id
    held = _locked().filter(dossier=dossier, state__in=[ReleaseState.WAITING, ReleaseState.SENT])
    held = held.exclude(channel__kind=ChannelKind.NEWSLETTER, state=ReleaseState.SENT)
    changed = 0
    for release in held:
        if release.revision_id == live:
            continue
        release.revision_id = live
        release.save(update_fields=["revision_id", "changed_at"])
        changed += 1
    return changed


@transaction.atomic
def recall_releases(dossier: Dossier) -> int:
    """A story was withdrawn: take it back from every channel. What never arrived needs no recall and states no fact."""
    return _recall(_locked().filter(dossier=dossier))


def _recall(rows: Any) -> int:
    changed = 0
    for release in rows.filter(state__in=[ReleaseState.WAITING, ReleaseState.SENT, ReleaseState.FAILED]):
        arrived = release.state == ReleaseState.SENT
        release.state = ReleaseState.RECALLED
        release.save(update_fields=["state", "changed_at"])
        audit(RECALLED, release, user=None, new=release.channel.slug)
        if arrived:
            record(facts.ReleaseRecalled(**_about(release)))
        changed += 1
    return changed


@transaction.atomic
def ask_take_downs(asset_id: int, because: str, words: str, pages: Iterable[int]) -> int:
    """A take-down for each feed and newsletter that carried one of these stories; how many releases that were. Called again it
    opens none twice. What is blocked no more needs none."""
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
            channel=Where.FEED if is_feed else Where.NEWSLETTER,
            reference=ref("channels", "release", release.pk),
            label=f"{release.dossier.story.title} · {release.channel.name}",
            url=release.url,
            # A feed shows the page as it is now; what a newsletter sent stays in letter boxes, and somebody says what was done.
            page_id=release.dossier.story_id if is_feed else None,
            unit_id=release.channel.unit_id,
        )
    return len(releases)
