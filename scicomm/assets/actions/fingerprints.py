"""Fingerprints of pictures are made and kept, and pictures that look alike are paired."""

from __future__ import annotations

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets.enums import AssetState
from scicomm.assets.enums.library import LikenessState
from scicomm.assets.models import Asset, Fingerprint, Likeness
from scicomm.assets.permissions import can_decide_on
from scicomm.assets.queries import Alike, alike
from scicomm.assets.rules.pictures.opening import UnreadablePicture
from scicomm.assets.rules.pictures.reading import VERSION, Print, marks_from, print_of
from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.permissions import EDITORS, holds_here, require

DECIDED = audit_entry("assets.likeness.decide", gettext_lazy("Decide on duplicates"), shred=nothing_personal)
_EMPTY = {"hashes": b"", "sketch": b"", "tint": b"", "colours": b"", "looks": b""}
_A_ROUND = 50


@transaction.atomic
def keep_fingerprint(asset: Asset, seen: Print, file_hash: str) -> None:
    """Keep what a picture looks like; it is compared with all others by the worker."""
    values = {**seen.as_bytes(), "file_hash": file_hash, "version": VERSION, "problem": "", "is_compared": False}
    Fingerprint.objects.update_or_create(asset=asset, defaults=values)


def make_fingerprint(asset: Asset) -> bool:
    """Read the picture of an asset and keep its fingerprint; one that cannot be read is remembered as such."""
    image = asset.image
    assert image is not None  # noqa: S101 - only pictures are asked for
    try:
        with image.file.open("rb") as file:
            seen = print_of(file)
    except (UnreadablePicture, OSError) as error:
        code = getattr(error, "code", "gone")
        values = {**_EMPTY, "version": VERSION, "problem": code, "file_hash": image.file_hash, "is_compared": True}
        Fingerprint.objects.update_or_create(asset=asset, defaults=values)
        return False
    keep_fingerprint(asset, seen, image.get_file_hash())
    return True


def make_missing_fingerprints(seconds: float) -> bool:
    """Pictures that came without, or were replaced, or were read by an older version; True when all are done."""
    end = time.monotonic() + seconds
    wanted = (
        Asset.objects.filter(image__isnull=False)
        .filter(
            Q(fingerprint=None) | ~Q(fingerprint__version=VERSION) | ~Q(fingerprint__file_hash=F("image__file_hash"))
        )
        .select_related("image", "unit")
        .order_by("pk")
    )
    for asset in wanted[:_A_ROUND]:
        make_fingerprint(asset)
        if time.monotonic() > end:
            return False
    return not wanted.exists()


def pair_new_pictures(seconds: float) -> bool:
    """Compare pictures that are new with all others; True when all are done. Killed anywhere, the rest is done the next time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        row = Fingerprint.objects.filter(is_compared=False).order_by("pk").first()
        if row is None:
            return True
        if row.problem:
            _pair(row, [])
            continue
        marks = marks_from(row.hashes, row.sketch, row.tint)
        _pair(row, alike(marks, file_hash=row.file_hash, but=row.asset_id))
    return False


@transaction.atomic
def _pair(row: Fingerprint, seen: list[Alike]) -> None:
    there = set(Asset.objects.filter(pk__in=[one.asset_id for one in seen]).values_list("pk", flat=True))
    for one in seen:
        if one.asset_id in there:
            first, second = sorted((row.asset_id, one.asset_id))
            Likeness.objects.get_or_create(
                first_id=first, second_id=second, defaults={"score": one.score, "is_mirrored": one.is_mirrored}
            )
    Fingerprint.objects.filter(pk=row.pk).update(is_compared=True)


@transaction.atomic
def decide_likeness(pair: Likeness, *, keep: Asset | None, acting_user: Any) -> Likeness:
    """Two pictures are different (`keep` None), or the same: one is kept, the other put away, out of lists and choosers.

    What uses the one that was put away goes on showing it. Deciding anew takes an earlier decision back.
    """
    pair = (
        Likeness.objects.select_for_update(of=("self",)).select_related("first__unit", "second__unit").get(pk=pair.pk)
    )
    require(can_decide_on(acting_user, pair))
    if keep is not None and keep.pk not in {pair.first_id, pair.second_id}:
        raise ValidationError(_("Choose one of the two."))
    dropped = None if keep is None else pair.second if keep.pk == pair.first_id else pair.first
    if dropped is not None:
        require(holds_here(acting_user, EDITORS, dropped.unit))
    if pair.dropped_id:
        # An earlier decision is taken back, unless another pair put the same one away.
        others = Likeness.objects.filter(dropped_id=pair.dropped_id).exclude(pk=pair.pk)
        if not others.exists():
            _set_state(pair.dropped_id, AssetState.ARCHIVED, AssetState.ACTIVE)
    old, state = pair.state, LikenessState.KEPT if dropped is None else LikenessState.MERGED
    pair.state, pair.dropped, pair.decided_by, pair.decided_at = state, dropped, acting_user, timezone.now()
    pair.save()
    if dropped is not None:
        _set_state(dropped.pk, AssetState.ACTIVE, AssetState.ARCHIVED)
    kept = keep or pair.first
    other = pair.second_id if kept.pk == pair.first_id else pair.first_id
    audit(DECIDED, kept, user=acting_user, old=old, new=str(state), other=other)
    record(
        facts.DuplicateDecided(
            unit_id=kept.unit_id, subject=ref("assets", "asset", kept.pk), about=(ref("assets", "asset", other),),
            actor_id=acting_user.pk, decision=str(state),
        )
    )  # fmt: skip
    return pair


def _set_state(asset_id: int, old: str, new: str) -> None:
    """A blocked asset stays blocked."""
    asset = Asset.objects.select_for_update(of=("self",)).get(pk=asset_id)
    if asset.state == old:
        asset.state = new
        asset.save(update_fields=["state", "changed_at"])
        record(facts.AssetChanged(unit_id=asset.unit_id, subject=ref("assets", "asset", asset.pk), changed=("state",)))
