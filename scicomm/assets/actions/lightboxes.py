"""Lightboxes: made, filled, put in order, shared by link, unshared."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.models import Asset, Lightbox, LightboxItem, LightboxShare
from scicomm.assets.permissions import lightbox_unit
from scicomm.assets.queries.doors import door_to
from scicomm.assets.queries.lightboxes import MOST_ITEMS
from scicomm.assets.rules.links import link_digest
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

LIGHTBOX_SHARED = audit_entry("assets.lightbox.share", gettext_lazy("Share lightbox"), shred=nothing_personal)
SHARE_REVOKED = audit_entry("assets.lightbox.unshare", gettext_lazy("Revoke link"), shred=nothing_personal)
MOST_LIGHTBOXES = 200
LONGEST_SHARE_DAYS = 180


def _own(lightbox: Lightbox, acting_user: Any) -> Lightbox:
    row = Lightbox.objects.select_for_update(of=("self",)).select_related("unit").get(pk=lightbox.pk)
    require(row.owner_id == acting_user.pk)
    return row


@transaction.atomic
def make_lightbox(*, title: str, acting_user: Any, note: str = "") -> Lightbox:
    unit = lightbox_unit(acting_user)
    if unit is None:
        raise PermissionDenied
    if Lightbox.objects.filter(owner=acting_user).count() >= MOST_LIGHTBOXES:
        raise ValidationError(_("You have %(count)d lightboxes. Delete one first.") % {"count": MOST_LIGHTBOXES})
    return Lightbox.objects.create(unit=unit, owner=acting_user, title=title[:120], note=note[:2000])


@transaction.atomic
def change_lightbox(lightbox: Lightbox, *, title: str, note: str, acting_user: Any) -> Lightbox:
    row = _own(lightbox, acting_user)
    row.title, row.note = title[:120], note[:2000]
    row.save(update_fields=["title", "note"])
    return row


@transaction.atomic
def delete_lightbox(lightbox: Lightbox, *, acting_user: Any) -> None:
    """With its links; the assets stay."""
    _own(lightbox, acting_user).delete()


@transaction.atomic
def collect(lightbox: Lightbox, asset: Asset, *, acting_user: Any, note: str = "") -> LightboxItem:
    """Put an asset that one may see into a lightbox, at its end. Twice is once."""
    row = _own(lightbox, acting_user)
    require(door_to(acting_user, asset) is not None)
    if row.items.count() >= MOST_ITEMS:
        raise ValidationError(_("A lightbox holds %(count)d at most.") % {"count": MOST_ITEMS})
    last = row.items.aggregate(last=Max("position"))["last"]
    item, _created = LightboxItem.objects.get_or_create(
        lightbox=row, asset=asset, defaults={"position": (last or 0) + 1, "note": note[:300]}
    )
    return item


@transaction.atomic
def arrange(
    lightbox: Lightbox, *, items: Sequence[tuple[int, int, str]], removed: Sequence[int], acting_user: Any
) -> None:
    """Places and notes of items, (item, place, note) each; and which to take out."""
    row = _own(lightbox, acting_user)
    row.items.filter(pk__in=removed).delete()
    known = {item.pk: item for item in row.items.all()}
    changed = []
    wanted = [(place, number, pk, note) for number, (pk, place, note) in enumerate(items) if pk in known]
    for place, (_wish, _number, pk, note) in enumerate(sorted(wanted), 1):
        known[pk].position, known[pk].note = place, note[:300]
        changed.append(known[pk])
    LightboxItem.objects.bulk_update(changed, ["position", "note"])


@transaction.atomic
def share_lightbox(
    lightbox: Lightbox, *, days: int, may_download: bool, password: str = "", acting_user: Any
) -> tuple[LightboxShare, str]:
    """A link that ends; returns it with its secret, which nobody can have again."""
    row = _own(lightbox, acting_user)
    if not 1 <= days <= LONGEST_SHARE_DAYS:
        raise ValidationError(_("A link lives from 1 to %(days)d days.") % {"days": LONGEST_SHARE_DAYS})
    secret = secrets.token_urlsafe(24)
    share = LightboxShare.objects.create(
        lightbox=row,
        digest=link_digest(secret),
        password=make_password(password) if password else "",
        may_download=may_download,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    audit(LIGHTBOX_SHARED, row, user=acting_user, new={"days": days, "may_download": may_download})
    record(
        facts.LightboxShared(
            unit_id=row.unit_id, subject=ref("assets", "lightbox", row.pk), actor_id=acting_user.pk, days=days,
            may_download=may_download,
        )
    )  # fmt: skip
    return share, secret


@transaction.atomic
def revoke_share(share: LightboxShare, *, acting_user: Any) -> LightboxShare:
    """End a link at once. Twice is once."""
    row = LightboxShare.objects.select_for_update(of=("self",)).select_related("lightbox").get(pk=share.pk)
    require(row.lightbox.owner_id == acting_user.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        audit(SHARE_REVOKED, row.lightbox, user=acting_user, new=row.pk)
    return row


def note_opened(share: LightboxShare) -> None:
    """A guest opened the link; how often, never who."""
    LightboxShare.objects.filter(pk=share.pk).update(opened=F("opened") + 1)
