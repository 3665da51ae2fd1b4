"""A file becomes an asset: its record is made, once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Collection

from scicomm.assets.enums import AssetKind
from scicomm.assets.models import Asset, AssetDocument, AssetImage, Recording
from scicomm.core.ledger import record
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit

_A_ROUND = 200


def take_in_image(image: AssetImage, *, acting_user: Any = None) -> Asset:
    """The record of a picture; the one that is there, if there is one."""
    return _take_in("image", image, AssetKind.IMAGE, acting_user)


def take_in_document(document: AssetDocument, *, acting_user: Any = None) -> Asset:
    """The record of a document; the one that is there, if there is one."""
    return _take_in("document", document, AssetKind.DOCUMENT, acting_user)


def take_in_recording(recording: Recording, *, acting_user: Any = None) -> Asset:
    """The record of a video, a sound or a 3D model; the one that is there, if there is one."""
    return _take_in("recording", recording, AssetKind(recording.kind), acting_user)


def take_in_new_files() -> int:
    """Records for files that came by a way that makes none (Wagtail's own uploads, imports by hand); how many were made."""
    made = 0
    for model, take_in in (
        (AssetImage, take_in_image),
        (AssetDocument, take_in_document),
        (Recording, take_in_recording),
    ):
        for media in model.objects.filter(asset=None).order_by("pk")[:_A_ROUND]:
            take_in(media, acting_user=media.uploaded_by_user)
            made += 1
    return made


def _unit_of(collection: Collection) -> Unit:
    """The unit whose collection it is; what lies in a collection of nobody's is the top unit's."""
    unit = Unit.objects.filter(collection=collection).first()
    return unit or Unit.get_first_root_node()


@transaction.atomic
def _take_in(field: str, media: Any, kind: AssetKind, acting_user: Any) -> Asset:
    unit = _unit_of(media.collection)
    asset, created = Asset.objects.get_or_create(
        **{field: media}, defaults={"unit": unit, "kind": kind, "taken_in_by": acting_user}
    )
    if created:
        record(
            facts.AssetTakenIn(
                unit_id=unit.pk,
                subject=ref("assets", "asset", asset.pk),
                actor_id=getattr(acting_user, "pk", None),
                kind=kind.value,
                title=media.title,
            )
        )
    return asset
