"""The record of an asset: its fields, its secrecy, blocking it by decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.actions.ending import end_use, open_page_take_downs, restore_use
from scicomm.assets.enums import AssetState, BlockedBy, Secrecy
from scicomm.assets.models import Asset, AssetImage
from scicomm.assets.permissions import can_change_asset
from scicomm.core.audit import audit, audit_entry, shred_fields
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

CHANGED = audit_entry(
    "assets.asset.edit",
    gettext_lazy("Change asset"),
    shred=shred_fields("creator", "credit", "persons", "persons_named", "caption_zh", "caption_en", "copyright_notice"),
)
BLOCKED = audit_entry("assets.asset.block", gettext_lazy("Block asset"), shred=shred_fields("reason"))
FREED = audit_entry("assets.asset.free", gettext_lazy("Free asset"), shred=shred_fields("reason"))

# Columns of the file's own row, which pages print.
ON_MEDIA = ("title", "alt_zh", "alt_en", "credit", "licence")
ON_RECORD = (
    "caption_zh", "caption_en", "creator", "source", "copyright_notice", "usage_terms", "web_statement", "licensor_name",
    "licensor_url", "digital_source", "data_mining", "persons_named", "place_zh", "place_en", "latitude", "longitude",
    "taken_at", "keep_gps", "secrecy",
)  # fmt: skip
LISTS = ("persons", "subjects")


def locked_asset(asset: Asset) -> Asset:
    """The asset, locked for the rest of the transaction."""
    rows = Asset.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "image", "document", "recording").get(pk=asset.pk)


@transaction.atomic
def change_asset(asset: Asset, *, acting_user: Any, **values: Any) -> Asset:
    """Change what is known of an asset; names that are not given stay. Copies are made anew afterwards, by a handler."""
    row = locked_asset(asset)
    require(can_change_asset(acting_user, row))
    old_secrecy = row.secrecy
    old, new = _set(row, ON_RECORD, values)
    media = row.media
    media_old, media_new = _set(media, [name for name in ON_MEDIA if hasattr(media, name)], values)
    if media_new:
        media.save(update_fields=list(media_new))
    if new:
        row.save(update_fields=[*new, "changed_at"])
    for name in LISTS:
        _set_list(row, name, values.get(name), old, new)
    changed = {**new, **media_new}
    if not changed:
        return row
    audit(CHANGED, row, user=acting_user, old={**old, **media_old}, new=changed)
    state_change(row, changed, acting_user)
    if old_secrecy == Secrecy.PUBLIC and row.secrecy != Secrecy.PUBLIC:
        open_page_take_downs(row, BlockedBy.PERSON, str(Secrecy(row.secrecy).label))
    return row


def state_change(asset: Asset, changed: Iterable[str], acting_user: Any) -> None:
    """State that an asset's fields were changed; call inside a transaction."""
    record(
        facts.AssetChanged(
            unit_id=asset.unit_id,
            subject=ref("assets", "asset", asset.pk),
            actor_id=getattr(acting_user, "pk", None),
            changed=tuple(sorted(changed)),
        )
    )


def _set(row: Any, names: Iterable[str], values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the columns whose value differs; the old and the new ones, as the audit keeps them."""
    old, new = {}, {}
    for name in names:
        if name in values and getattr(row, name) != values[name]:
            old[name], new[name] = _kept(getattr(row, name)), _kept(values[name])
            setattr(row, name, values[name])
    return old, new


def _kept(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)


def _set_list(row: Asset, name: str, wanted: Any, old: dict[str, Any], new: dict[str, Any]) -> None:
    if wanted is None:
        return
    before, after = sorted(one.pk for one in getattr(row, name).all()), sorted(one.pk for one in wanted)
    if before != after:
        getattr(row, name).set(wanted)
        old[name], new[name] = before, after


@transaction.atomic
def note_edited_image(image: AssetImage, *, acting_user: Any) -> None:
    """An image was changed on Wagtail's own form: its copies must say it anew."""
    asset = Asset.objects.filter(image=image).first()
    if asset is not None:
        state_change(asset, ON_MEDIA, acting_user)


@transaction.atomic
def block_asset(asset: Asset, *, acting_user: Any, reason: str) -> Asset:
    """Forbid every use of an asset by decision: its files stop, take-downs open. Only a person frees it again."""
    row = locked_asset(asset)
    require(can_change_asset(acting_user, row))
    if not reason.strip():
        raise ValidationError(_("Say why: whoever wants to use it reads it."))
    if row.state == AssetState.BLOCKED and row.blocked_by == BlockedBy.PERSON:
        return row
    audit(BLOCKED, row, user=acting_user, old=row.state, new=AssetState.BLOCKED.value, reason=reason.strip())
    return end_use(row, BlockedBy.PERSON, reason.strip(), acting_user=acting_user)


@transaction.atomic
def free_asset(asset: Asset, *, acting_user: Any, reason: str = "") -> Asset:
    """Lift a block. What ended by its term stays blocked until there is a new term."""
    row = locked_asset(asset)
    require(can_change_asset(acting_user, row))
    if row.state != AssetState.BLOCKED:
        return row
    if row.blocked_by in {BlockedBy.LICENCE, BlockedBy.CONSENT}:
        raise ValidationError(_("Record a licence or a consent that holds: then it is free by itself."))
    audit(FREED, row, user=acting_user, old=row.state, new=AssetState.ACTIVE.value, reason=reason.strip())
    return restore_use(row, acting_user=acting_user)
