"""What people decide about releases: where a story goes, when, in which words; what is called off, sent again, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.actions.outcomes import begin_update, call_back, end_release, locked, settle
from scicomm.channels.actions.receipts import write_receipt
from scicomm.channels.enums import BUILT_IN, ENDED, OUT, ReleaseState, Todo
from scicomm.channels.models import Campaign, Channel, Release
from scicomm.channels.permissions import can_plan_release
from scicomm.channels.queries import platform_of
from scicomm.channels.rules.dispatching import is_circle
from scicomm.channels.rules.packages import Ability
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.newsroom.models import Dossier
from scicomm.organisation.permissions import require

RELEASE_PLANNED = audit_entry("channels.release.plan", gettext_lazy("Plan release"), shred=nothing_personal)
RELEASE_EDITED = audit_entry(
    "channels.release.edit", gettext_lazy("Write release for its channel"), shred=nothing_personal
)
RELEASE_CANCELLED = audit_entry("channels.release.cancel", gettext_lazy("Call off release"), shred=nothing_personal)
RELEASE_RESENT = audit_entry("channels.release.resend", gettext_lazy("Send release again"), shred=nothing_personal)
RELEASE_CALLED_BACK = audit_entry(
    "channels.release.call_back", gettext_lazy("Call release back"), shred=nothing_personal
)

# Its words can still be changed before they go out, or out again.
WRITABLE = frozenset({ReleaseState.WAITING, ReleaseState.BY_HAND, *ENDED})
_LONGEST = 200_000


class NotNow(ValidationError):
    """A release is not in a state in which this can be done."""


@transaction.atomic
def plan_releases(
    dossier: Dossier,
    channels: Iterable[Channel],
    *,
    acting_user: Any,
    not_before: dt.datetime | None = None,
    after: Channel | None = None,
    wait_minutes: int = 0,
    campaign: Campaign | None = None,
) -> list[Release]:
    """Send a story to accounts, at once or at a time, or so long after it is out on another channel. Returns what is planned now.

    A story that is not public yet goes out once it is. Where it stands already, nothing is changed; what ended there without
    anything standing outside is planned anew. Planned again, time and order are the new ones.
    """
    chosen = list(channels)
    for channel in chosen:
        require(can_plan_release(acting_user, channel) and channel.kind not in BUILT_IN)
    row = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if row.withdrawn_at is not None:
        raise NotNow(_("The story was withdrawn: it goes nowhere."))
    if any(channel.language != row.language for channel in chosen):
        raise NotNow(_("A channel takes stories in its own language only."))
    first = _release(row, after) if after else None
    planned = []
    for channel in chosen:
        release = _release(row, channel)
        if release.state in WRITABLE and not _is_busy(release) and not _may_stand(release):
            _order(release, first)
            release.not_before, release.wait_minutes = not_before, wait_minutes if first else 0
            release.campaign = campaign or release.campaign
            _begin(release)
            audit(RELEASE_PLANNED, release, user=acting_user, new={"not_before": str(not_before or "")})
            planned.append(release)
    return planned


def _release(dossier: Dossier, channel: Channel) -> Release:
    made, _new = Release.objects.get_or_create(channel=channel, dossier=dossier)
    found: Release = locked().get(pk=made.pk)
    return found


def _is_busy(release: Release) -> bool:
    return release.lease_until is not None and release.lease_until >= timezone.now()


def _may_stand(release: Release) -> bool:
    """Given up while nobody knew whether it stands there: only who looked may send it again."""
    return release.state == ReleaseState.FAILED and release.todo == Todo.FIND


def _order(release: Release, first: Release | None) -> None:
    if first is not None:
        waits = dict(Release.objects.filter(dossier=release.dossier_id).values_list("pk", "waits_for"))
        if is_circle(release.pk, first.pk, waits):
            raise NotNow(_("%(channel)s would wait for itself.") % {"channel": release.channel.name})
    release.waits_for = first


def _begin(release: Release) -> None:
    """A round begins: waiting for its time, or for what goes before it."""
    if release.state != ReleaseState.WAITING:
        _forget_round(release)
    release.state, release.error = ReleaseState.WAITING, ""
    now = timezone.now()
    first = release.waits_for
    if first is None:
        settle(release, Todo.SEND, max(now, release.not_before or now))
    elif first.state in OUT and first.sent_at:
        after = first.sent_at + dt.timedelta(minutes=release.wait_minutes)
        settle(release, Todo.SEND, max(now, after, release.not_before or after))
    else:
        settle(release, Todo.SEND, None)


def _forget_round(release: Release) -> None:
    """Nothing of the round before stands outside; its receipts stay."""
    release.round += 1
    release.key = release.digest = release.outside_id = release.url = ""
    release.package, release.memory = {}, {}
    release.accepted_at = release.sent_at = release.visible_at = None
    release.is_called_back, release.call_back_reason = False, ""


def _mine(release: Release, user: Any) -> Release:
    row: Release = locked().get(pk=release.pk)
    require(can_plan_release(user, row.channel) and row.channel.kind not in BUILT_IN)
    return row


def can_be_written(release: Release) -> bool:
    """Before it goes out, or out again; or when its own words have to follow a correction on a platform that changes posts."""
    can_follow = release.is_out and release.needs_hand and Ability.UPDATE in platform_of(release.channel).abilities
    return release.state in WRITABLE or can_follow


@transaction.atomic
def edit_release(release: Release, *, acting_user: Any, edits: Mapping[str, str]) -> Release:
    """Write a story in other words for one channel, before it goes out; an empty field takes those made of the story."""
    row = _mine(release, acting_user)
    if not can_be_written(row) or _is_busy(row):
        raise NotNow(_("Its words can be changed only before it goes out."))
    allowed = platform_of(row.channel).editable
    new = {name: str(edits.get(name, "")).strip()[:_LONGEST] for name in allowed if str(edits.get(name, "")).strip()}
    if new != row.edits:
        old, row.edits = row.edits, new
        row.save(update_fields=["edits", "changed_at"])
        audit(RELEASE_EDITED, row, user=acting_user, old=old, new=new)
        if row.is_out:
            begin_update(row)
    return row


@transaction.atomic
def reschedule_release(release: Release, *, acting_user: Any, not_before: dt.datetime | None) -> Release:
    """Another time for what has not gone out; without one, now. What waits for another release keeps waiting for it."""
    row = _mine(release, acting_user)
    if row.state != ReleaseState.WAITING or _is_busy(row):
        raise NotNow(_("Only what waits can have another time."))
    old, row.not_before = row.not_before, not_before
    _begin(row)
    audit(RELEASE_PLANNED, row, user=acting_user, old=str(old or ""), new={"not_before": str(not_before or "")})
    return row


@transaction.atomic
def cancel_release(release: Release, *, acting_user: Any) -> Release:
    """Call off what has not gone out; called off twice it stays called off."""
    row = _mine(release, acting_user)
    if row.state == ReleaseState.CANCELLED:
        return row
    if row.state not in {ReleaseState.WAITING, ReleaseState.BY_HAND} or _is_busy(row):
        raise NotNow(_("It is on its way or out already: call it back instead."))
    end_release(row, ReleaseState.CANCELLED)
    audit(RELEASE_CANCELLED, row, user=acting_user, new=row.channel.slug)
    return row


@transaction.atomic
def resend_release(release: Release, *, acting_user: Any) -> Release:
    """Send again what ended without standing anywhere, or of which a person says, having looked, that it does not stand there."""
    row = _mine(release, acting_user)
    if row.dossier.withdrawn_at is not None:
        raise NotNow(_("The story was withdrawn: it goes nowhere."))
    looked = row.state == ReleaseState.UNSURE and row.needs_hand
    if not (row.state in ENDED or row.state == ReleaseState.BY_HAND or looked) or _is_busy(row):
        raise NotNow(_("It stands there or may stand there: a second post is never sent."))
    row.not_before = None
    row.waits_for = None
    _forget_round(row)
    _begin(row)
    audit(RELEASE_RESENT, row, user=acting_user, new=row.channel.slug)
    write_receipt(row, _("Sent again by hand."))
    return row


@transaction.atomic
def call_release_back(release: Release, *, acting_user: Any, reason: str) -> Release:
    """Take one release back, though the story stays public."""
    row = _mine(release, acting_user)
    if not reason.strip():
        raise ValidationError(_("Say why: where the platform deletes nothing, readers are told."))
    if row.state in ENDED or row.is_called_back:
        raise NotNow(_("There is nothing to call back."))
    call_back(row, reason.strip())
    audit(RELEASE_CALLED_BACK, row, user=acting_user, new=reason.strip())
    return row
