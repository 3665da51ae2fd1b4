"""Holding assets back, and letting them go; a higher room says which (newsroom: what stands in a story under embargo)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from scicomm.assets.actions.take_in import take_in_document, take_in_image, take_in_recording
from scicomm.assets.models import Asset, AssetDocument, AssetImage, Hold, Recording

MediaFile = AssetImage | AssetDocument | Recording


@transaction.atomic
def hold_assets(holder: str, files: Iterable[MediaFile], *, is_free: bool = False) -> int:
    """Say which files a thing holds back from now on, or (`is_free`) shows to everybody: exactly these, none with an empty list.

    Returns how many rows changed.

    A file without a record gets one, so that it is held from this very moment.
    """
    wanted = {_record(media).pk for media in files}
    rows = Hold.objects.filter(holder=holder)
    turned = Hold.objects.filter(holder=holder, asset_id__in=wanted).exclude(is_free=is_free).update(is_free=is_free)
    held = set(rows.values_list("asset_id", flat=True))
    new = [Hold(asset_id=pk, holder=holder, is_free=is_free) for pk in sorted(wanted - held)]
    Hold.objects.bulk_create(new, ignore_conflicts=True)
    over = held - wanted
    if over:
        Hold.objects.filter(holder=holder, asset_id__in=over).delete()
    return turned + len(wanted ^ held)


def _record(media: MediaFile) -> Asset:
    if isinstance(media, AssetImage):
        return take_in_image(media)
    return take_in_document(media) if isinstance(media, AssetDocument) else take_in_recording(media)
