"""The index of all pictures, one in each process, kept in step with the table; and what it finds, checked by the sketches.

The index is asked and brought up to date under one lock: a few milliseconds at twenty thousand pictures.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Max

from scicomm.assets.models import Fingerprint
from scicomm.assets.rules.pictures.comparing import ALIKE
from scicomm.assets.rules.pictures.describing import lab
from scicomm.assets.rules.pictures.finding import PictureIndex, Suspicion, confirmed
from scicomm.assets.rules.pictures.hashing import Marks
from scicomm.assets.rules.pictures.reading import colours_from, hashes_from, looks_from, sketch_from

_CHUNK = 2000
_Stamp = tuple[int, int, dt.datetime | None]


@dataclass(frozen=True)
class Alike:
    """An asset that shows the same picture: how far it agrees (1: the same file), and whether it is mirrored."""

    asset_id: int
    score: float
    is_mirrored: bool = False


class _Kept:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.index = PictureIndex()
        self.seen: dict[int, tuple[int, dt.datetime]] = {}
        self.stamp: _Stamp | None = None


_kept = _Kept()


def forget_index() -> None:
    """Begin anew: for tests, whose tables come and go."""
    with _kept.lock:
        _kept.index, _kept.seen, _kept.stamp = PictureIndex(), {}, None


def _current() -> PictureIndex:
    """The index as the table is now. The caller holds the lock. One query when nothing changed."""
    rows = Fingerprint.objects.filter(problem="")
    told = rows.aggregate(count=Count("pk"), newest=Max("pk"), changed=Max("changed_at"))
    stamp = (told["count"], told["newest"] or 0, told["changed"])
    if stamp == _kept.stamp:
        return _kept.index
    there = {pk: (asset, changed) for pk, asset, changed in rows.values_list("pk", "asset_id", "changed_at")}
    for pk in _kept.seen.keys() - there.keys():
        _kept.index.remove(_kept.seen.pop(pk)[0])
    new = [pk for pk, seen in there.items() if _kept.seen.get(pk) != seen]
    for at in range(0, len(new), _CHUNK):
        found = rows.filter(pk__in=new[at : at + _CHUNK])
        for pk, asset, hashes, colours, looks in found.values_list("pk", "asset_id", "hashes", "colours", "looks"):
            _kept.index.put(asset, hashes_from(hashes), colours_from(colours), looks_from(looks))
            _kept.seen[pk] = there[pk]
    _kept.stamp = stamp
    return _kept.index


def alike(marks: Marks, *, file_hash: str = "", but: int | None = None) -> list[Alike]:
    """The assets that show the same picture, the most alike first. Nobody's rights are asked here."""
    same = (
        set(Fingerprint.objects.filter(file_hash=file_hash).values_list("asset_id", flat=True)) if file_hash else set()
    )
    with _kept.lock:
        suspicions = _current().suspicions(marks)
    suspicions = [one for one in suspicions if one.key != but and one.key not in same]
    found = [Alike(key, 1.0) for key in sorted(same) if key != but]
    return found + _confirmed(marks, suspicions)


def _confirmed(marks: Marks, suspicions: list[Suspicion]) -> list[Alike]:
    rows = Fingerprint.objects.filter(asset_id__in=[one.key for one in suspicions])
    looks = {asset: sketch_from(sketch, tint) for asset, sketch, tint in rows.values_list("asset_id", "sketch", "tint")}
    turned = {one.key: one.is_mirrored for one in suspicions}
    scores = confirmed(marks, suspicions, looks)
    found = [Alike(key, min(round(score, 4), 0.9999), turned[key]) for key, score in scores.items() if score >= ALIKE]
    return sorted(found, key=lambda one: -one.score)


def like_this(asset_id: int, *, most: int) -> list[tuple[int, float]]:
    """The pictures that look most like one, itself left out, with 0 to 1; empty when it has no fingerprint."""
    row = Fingerprint.objects.filter(asset_id=asset_id, problem="").values_list("looks", flat=True).first()
    if row is None:
        return []
    with _kept.lock:
        found = _current().like(looks_from(row), most=most + 1)
    return [(key, score) for key, score in found if key != asset_id][:most]


def of_colour(rgb: tuple[int, int, int], *, most: int) -> list[tuple[int, float]]:
    """The pictures in which a colour is seen, with its share."""
    swatch = lab(np.array(rgb, dtype=np.float32))
    with _kept.lock:
        return _current().coloured(swatch, most=most)


def swatches(asset_ids: Iterable[int]) -> Mapping[int, list[str]]:
    """The main colours of pictures as `#rrggbb` would be dear to compute here: they are kept as L*a*b* and shown as such."""
    rows = Fingerprint.objects.filter(asset_id__in=list(asset_ids), problem="").values_list("asset_id", "colours")
    return {
        asset: [
            f"lab({lightness:.0f}% {a:.0f} {b:.0f})" for lightness, a, b, share in colours_from(data) if share >= 0.04
        ]
        for asset, data in rows
    }
