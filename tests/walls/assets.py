"""Image resources of the walled unit, each with a word nobody else may read."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile

from scicomm.assets.actions import take_in_document, take_in_image, take_in_recording
from scicomm.assets.models import Asset, AssetDocument, AssetImage, Consent, LicenceGrant, Recording
from tests.walls.world import World, private


@private(Recording)
def make_recording(world: World) -> Recording:
    recording = Recording.objects.create(
        title=world.secret("recording"),
        kind="audio",
        collection=world.unit.collection,
        file=ContentFile(b"RIFF", name="zz7qxjrecording.wav"),
    )
    take_in_recording(recording)
    return recording


@private(Asset)
def make_asset(world: World) -> Asset:
    for image in AssetImage.objects.filter(collection=world.unit.collection):
        take_in_image(image)
    document = AssetDocument.objects.create(
        title=world.secret("assetfile"),
        collection=world.unit.collection,
        file=ContentFile(b"private", name="zz7qxjasset.txt"),
    )
    asset = take_in_document(document)
    Asset.objects.filter(pk=asset.pk).update(
        caption_zh=world.secret("caption"), creator=world.secret("creator"), persons_named=world.secret("shown")
    )
    return asset


@private(LicenceGrant)
def make_grant(world: World) -> LicenceGrant:
    return LicenceGrant.objects.create(asset=make_asset(world), holder=world.secret("holder"))


@private(Consent)
def make_consent(world: World) -> Consent:
    return Consent.objects.create(
        asset=make_asset(world), kind="model", name=world.secret("consent"), given_on=dt.date(2026, 1, 5)
    )
