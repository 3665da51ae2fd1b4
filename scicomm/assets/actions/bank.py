"""The image bank: assets put in and taken out, how a unit gives out its files, and what was taken."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry

from scicomm.assets.enums.delivery import Purpose, Way
from scicomm.assets.models import Asset, BankEntry, DeliveryPolicy, Download
from scicomm.assets.permissions import can_give_out
from scicomm.assets.queries.bank import FREE, free_now
from scicomm.assets.queries.doors import public_pages_with
from scicomm.assets.queries.rights import use_problems
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

ASSET_OPENED = audit_entry("assets.asset.open", gettext_lazy("Put into the image bank"), shred=nothing_personal)
ASSET_CLOSED = audit_entry("assets.asset.close", gettext_lazy("Take out of the image bank"), shred=nothing_personal)
POLICY_CHANGED = audit_entry(
    "assets.policy.change", gettext_lazy("Change how files are given out"), shred=nothing_personal
)
_A_ROUND = 100


@transaction.atomic
def open_asset(asset: Asset, *, acting_user: Any) -> BankEntry:
    """Put an asset into the image bank: its licence must let anyone use it, and nothing may stand against it. Twice is once."""
    row = (
        Asset.objects.select_for_update(of=("self",))
        .select_related("unit", "image", "document", "recording")
        .get(pk=asset.pk)
    )
    require(can_give_out(acting_user, row.unit))
    if row.media.licence not in FREE:
        raise ValidationError(_("Its licence does not let others use it. Choose a Creative Commons licence first."))
    problems = use_problems([row], timezone.now()).get(row.pk)
    if problems:
        raise ValidationError([problem.words for problem in problems])
    return _open(row, acting_user)


def _open(asset: Asset, acting_user: Any) -> BankEntry:
    entry, created = BankEntry.objects.get_or_create(asset=asset, defaults={"opened_by": acting_user})
    if created:
        audit(ASSET_OPENED, asset, user=acting_user, new=asset.title)
        record(facts.AssetOpened(**_common(asset, acting_user), title=asset.title))
    return entry


@transaction.atomic
def close_asset(asset: Asset, *, acting_user: Any) -> None:
    """Take an asset out of the image bank. What pages show of it, they go on showing."""
    row = (
        Asset.objects.select_for_update(of=("self",))
        .select_related("unit", "image", "document", "recording")
        .get(pk=asset.pk)
    )
    require(can_give_out(acting_user, row.unit))
    removed, _kinds = BankEntry.objects.filter(asset=row).delete()
    if removed:
        audit(ASSET_CLOSED, row, user=acting_user, old=row.title)
        record(facts.AssetClosed(**_common(row, acting_user), title=row.title))


def open_told_pictures() -> int:
    """Freely licensed pictures and recordings that a public page shows come into the bank by themselves, once; how many did.

    What was taken out by hand stays out: its audit says so, and its entry is not made anew.
    """
    now = timezone.now()
    candidates = (
        free_now(timezone.localdate(now), now).filter(bank_entry=None, document=None).order_by("-pk")[:_A_ROUND]
    )
    made = 0
    for asset in candidates:
        if _was_closed(asset) or not public_pages_with(asset).exists():
            continue
        with transaction.atomic():
            _open(asset, None)
        made += 1
    return made


def _was_closed(asset: Asset) -> bool:
    return bool(ModelLogEntry.objects.for_instance(asset).filter(action=ASSET_CLOSED).exists())


def _common(asset: Asset, acting_user: Any) -> dict[str, Any]:
    return {
        "unit_id": asset.unit_id,
        "subject": ref("assets", "asset", asset.pk),
        "actor_id": getattr(acting_user, "pk", None),
    }


@transaction.atomic
def set_policy(unit: Unit, *, acting_user: Any, **values: Any) -> DeliveryPolicy:
    """How a unit and those below it give out files."""
    require(can_give_out(acting_user, unit))
    row, _created = DeliveryPolicy.objects.select_for_update().get_or_create(unit=unit)
    names = ("asks_reason", "takes_requests", "terms_zh", "terms_en")
    old = {name: getattr(row, name) for name in names}
    for name in names:
        setattr(row, name, values.get(name, old[name]))
    row.save()
    audit(POLICY_CHANGED, row, user=acting_user, old=old, new={name: getattr(row, name) for name in names})
    return row


@transaction.atomic
def note_download(asset: Asset, *, way: str, size: str, purpose: str = "", words: str = "") -> Download:
    """A file went out. Nothing about who took it is kept."""
    way = Way(way).value
    purpose = purpose if purpose in Purpose.values else ""
    return Download.objects.create(asset=asset, way=way, size=size[:20], purpose=purpose, words=words[:200])
