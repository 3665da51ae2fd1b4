"""The same change for many assets: planned with old and new values, applied in chunks, undone where nobody changed it since."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.actions.fields import LISTS, has_field, put_values, subject_codes, value_of
from scicomm.assets.enums import Secrecy
from scicomm.assets.enums.library import AssetField, EditState
from scicomm.assets.models import Asset, BulkChange, BulkEdit, Licence
from scicomm.assets.permissions import editable_assets_for
from scicomm.assets.rules.sheets import LENGTHS
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import require

EDITED = audit_entry("assets.bulk_edit.apply", gettext_lazy("Apply bulk edit"), shred=nothing_personal)
UNDONE = audit_entry("assets.bulk_edit.undo", gettext_lazy("Undo bulk edit"), shred=nothing_personal)
# More than this many is the worker's; less is done while the page waits.
AT_ONCE = 200
MOST = 20_000
_CHUNK = 100
# Names of relations as values: the type checker does not know tags as one.
_BESIDE = ("subjects", "image__tags", "document__tags")
FIELDS = (
    AssetField.CREDIT, AssetField.LICENCE, AssetField.CREATOR, AssetField.COPYRIGHT, AssetField.TERMS, AssetField.CAPTION_ZH,
    AssetField.CAPTION_EN, AssetField.PERSONS, AssetField.PLACE_ZH, AssetField.PLACE_EN, AssetField.SUBJECTS, AssetField.KEYWORDS,
    AssetField.SECRECY,
)  # fmt: skip
CHOICES: Mapping[str, Any] = {AssetField.LICENCE: Licence, AssetField.SECRECY: Secrecy}


def _prepared(ids: Iterable[int]) -> QuerySet[Asset]:
    return (
        Asset.objects.filter(pk__in=list(ids))
        .select_related("image", "document", "recording", "unit")
        .prefetch_related(*_BESIDE)
        .order_by("pk")
    )


@transaction.atomic
def plan_bulk_edit(asset_ids: Iterable[int], changes: Mapping[str, Mapping[str, Any]], *, acting_user: Any) -> BulkEdit:
    """What a change would do to each of the assets the user may change; nothing is changed yet. Raises ValidationError."""
    checked = {field: _checked(field, dict(change)) for field, change in changes.items()}
    if not checked:
        raise ValidationError(_("Choose at least one field to change."))
    ids = list(editable_assets_for(acting_user).filter(pk__in=list(asset_ids)).values_list("pk", flat=True)[: MOST + 1])
    if not ids:
        raise ValidationError(_("You may change none of these: choose assets of a unit that you edit."))
    if len(ids) > MOST:
        raise ValidationError(_("Change at most %(most)d at once.") % {"most": MOST})
    edit = BulkEdit.objects.create(made_by=acting_user, changes=checked, total=len(ids))
    for at in range(0, len(ids), _CHUNK):
        BulkChange.objects.bulk_create(
            [row for asset in _prepared(ids[at : at + _CHUNK]) for row in _rows(edit, asset, checked)]
        )
    return edit


def _checked(field: str, change: dict[str, Any]) -> dict[str, Any]:
    """The change as it is kept: its value of the right kind, its way one that the field knows."""
    label = AssetField(field).label
    if field not in FIELDS or change.get("how") not in {"set", "append"}:
        raise ValidationError(_("The field “%(field)s” cannot be changed this way.") % {"field": label})
    value = change.get("value")
    if field in CHOICES:
        if value not in CHOICES[field].values or change["how"] == "append":
            raise ValidationError(_("Choose a value for “%(field)s”.") % {"field": label})
    elif field in LISTS:
        value = sorted({str(word).strip()[:100] for word in value or [] if str(word).strip()})
        if field == AssetField.SUBJECTS:
            value, unknown = subject_codes(value)
            if unknown:
                raise ValidationError(_("Nobody knows the subject %(names)s.") % {"names": ", ".join(unknown)})
    else:
        value = str(value or "").strip()
    return {"how": change["how"], "value": value}


def _rows(edit: BulkEdit, asset: Asset, changes: Mapping[str, Mapping[str, Any]]) -> list[BulkChange]:
    rows = []
    for field, change in changes.items():
        if not has_field(asset, field):
            continue
        old = value_of(asset, field)
        new = _new_value(field, old, change)
        if new != old:
            rows.append(BulkChange(edit=edit, asset=asset, field=field, old=old, new=new))
    return rows


def _new_value(field: str, old: Any, change: Mapping[str, Any]) -> Any:
    value = change["value"]
    if change["how"] == "set":
        new = value
    elif field in LISTS:
        new = sorted({*old, *value})
    elif value and value not in (old or ""):
        new = f"{old}; {value}" if old else value
    else:
        new = old
    return new[: LENGTHS[field]] if field in LENGTHS and isinstance(new, str) else new


def apply_bulk_edit(edit: BulkEdit, *, acting_user: Any) -> BulkEdit:
    """Apply a planned edit: at once when it is small, else by the worker. Only whoever planned it may."""
    require(edit.made_by_id == acting_user.pk)
    if BulkEdit.objects.filter(pk=edit.pk, state=EditState.PREVIEW).update(state=EditState.RUNNING):
        audit(EDITED, edit, user=acting_user, new=edit.changes, assets=edit.total)
    return _begun(edit)


def undo_bulk_edit(edit: BulkEdit, *, acting_user: Any) -> BulkEdit:
    """Put the old values back, except in fields that somebody changed since: those are left and named."""
    require(edit.made_by_id == acting_user.pk)
    if BulkEdit.objects.filter(pk=edit.pk, state=EditState.DONE).update(state=EditState.UNDOING):
        audit(UNDONE, edit, user=acting_user, old=edit.changes, assets=edit.total)
    return _begun(edit)


def _begun(edit: BulkEdit) -> BulkEdit:
    edit.refresh_from_db()
    if edit.total <= AT_ONCE:
        carry_out_edit(edit, seconds=60)
    return edit


def open_edits() -> QuerySet[BulkEdit]:
    return BulkEdit.objects.filter(state__in=(EditState.RUNNING, EditState.UNDOING)).order_by("pk")


def carry_out_edit(edit: BulkEdit, *, seconds: float) -> bool:
    """Some seconds of an edit, chunk by chunk; True when it is over. A killed run goes on where it stopped."""
    end = time.monotonic() + seconds
    undo = edit.state == EditState.UNDOING
    waiting = BulkChange.State.APPLIED if undo else BulkChange.State.PLANNED
    while True:
        ids = list(
            dict.fromkeys(
                edit.rows.filter(state=waiting).order_by("asset_id").values_list("asset_id", flat=True)[: _CHUNK * 3]
            )
        )[:_CHUNK]
        if not ids:
            break
        _one_chunk(edit, ids, waiting, undo)
        if time.monotonic() > end:
            return False
    state = EditState.UNDONE if undo else EditState.DONE
    BulkEdit.objects.filter(pk=edit.pk).update(state=state, finished_at=timezone.now(), moved_at=timezone.now())
    edit.refresh_from_db()
    return True


@transaction.atomic
def _one_chunk(edit: BulkEdit, ids: list[int], waiting: str, undo: bool) -> None:
    list(Asset.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    rows: dict[int, list[BulkChange]] = {}
    for row in edit.rows.filter(asset_id__in=ids, state=waiting):
        rows.setdefault(row.asset_id, []).append(row)
    editable = set(editable_assets_for(edit.made_by).filter(pk__in=ids).values_list("pk", flat=True))
    for asset in _prepared(ids):
        wanted = {}
        for row in rows.get(asset.pk, []):
            expected, value = (row.new, row.old) if undo else (row.old, row.new)
            if asset.pk not in editable or value_of(asset, row.field) != expected:
                row.state = BulkChange.State.CHANGED_SINCE if undo else BulkChange.State.LEFT
                continue
            wanted[row.field] = value
            row.state = BulkChange.State.UNDONE if undo else BulkChange.State.APPLIED
        if wanted and (changed := put_values(asset, wanted)):
            record(
                facts.AssetChanged(
                    unit_id=asset.unit_id, subject=ref("assets", "asset", asset.pk), changed=tuple(changed),
                    actor_id=edit.made_by_id,
                )
            )  # fmt: skip
    BulkChange.objects.bulk_update([row for some in rows.values() for row in some], ["state"])
    BulkEdit.objects.filter(pk=edit.pk).update(moved_at=timezone.now())
