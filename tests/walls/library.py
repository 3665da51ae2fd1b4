"""What the library keeps of the walled unit: fingerprints, pairs, uploads, imports, edits of many."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.assets.actions import take_in_image
from scicomm.assets.models import (
    Asset,
    AssetImage,
    BulkChange,
    BulkEdit,
    Fingerprint,
    ImportItem,
    ImportRun,
    Likeness,
    Upload,
)
from tests.walls.world import World, private


def _asset(world: World) -> Asset:
    return take_in_image(world.one(AssetImage))


@private(Fingerprint)
def make_print(world: World) -> Fingerprint:
    empty = dict.fromkeys(("hashes", "sketch", "tint", "colours", "looks"), b"")
    found, _made = Fingerprint.objects.get_or_create(
        asset=_asset(world), defaults={**empty, "version": 1, "problem": "gone", "is_compared": True}
    )
    return found


@private(Likeness)
def make_likeness(world: World) -> Likeness:
    first, second = sorted({_asset(world).pk, world.one(Asset).pk})
    return Likeness.objects.get_or_create(first_id=first, second_id=second, defaults={"score": 0.9})[0]


@private(Upload)
def make_upload(world: World) -> Upload:
    return Upload.objects.create(
        unit=world.unit, sent_by=world.officer, name=f"{world.secret('upload')}.jpg", size=9, state="asking",
        alike=[[_asset(world).pk, 0.9, False]], expires_at=timezone.now() + dt.timedelta(days=3),
    )  # fmt: skip


@private(ImportRun)
def make_import(world: World) -> ImportRun:
    return ImportRun.objects.create(unit=world.unit, folder=f"/srv/{world.secret('importrun')}", state="done")


@private(ImportItem)
def make_item(world: World) -> ImportItem:
    return ImportItem.objects.create(
        run=world.one(ImportRun), position=0, path=f"{world.secret('importitem')}.jpg", state="refused", reason="broken"
    )


@private(BulkEdit)
def make_edit(world: World) -> BulkEdit:
    return BulkEdit.objects.create(
        made_by=world.officer, changes={"credit": {"how": "set", "value": world.secret("bulkedit")}}, total=1
    )


@private(BulkChange)
def make_change(world: World) -> BulkChange:
    return BulkChange.objects.create(
        edit=world.one(BulkEdit), asset=_asset(world), field="credit", old="", new=world.secret("bulkchange")
    )
