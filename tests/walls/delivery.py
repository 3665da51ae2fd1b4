"""What the walled unit gives out, collects and was asked for; each carries a word nobody else may read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.assets.actions import take_in_image
from scicomm.assets.models import (
    Asset,
    AssetImage,
    AssetRequest,
    BankEntry,
    BrandColour,
    BrandFile,
    BrandKit,
    DeliveryPolicy,
    Download,
    Lightbox,
    LightboxItem,
    LightboxShare,
    Recording,
    TextTrack,
)
from tests.walls.world import World, private


@private(TextTrack)
def make_track(world: World) -> TextTrack:
    text = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{world.secret('track')}\n"
    return TextTrack.objects.create(recording=world.one(Recording), kind="captions", language="zh-Hans", text=text)


@private(BankEntry)
def make_entry(world: World) -> BankEntry:
    # In the bank, and not given out any more: the asset has become internal since.
    image = world.one(AssetImage)
    # Drawn once here, not by the page that shows it.
    image.get_renditions("width-1280|format-jpeg", "fill-960x600|format-jpeg", "fill-240x240|format-jpeg")
    asset = take_in_image(image)
    Asset.objects.filter(pk=asset.pk).update(secrecy="internal")
    return BankEntry.objects.get_or_create(asset=asset)[0]


@private(DeliveryPolicy)
def make_policy(world: World) -> DeliveryPolicy:
    return DeliveryPolicy.objects.create(unit=world.unit, terms_zh=world.secret("terms"))


@private(Download)
def make_download(world: World) -> Download:
    return Download.objects.create(asset=world.one(Asset), way="staff", size="full", words=world.secret("download"))


@private(Lightbox)
def make_lightbox(world: World) -> Lightbox:
    return Lightbox.objects.create(unit=world.unit, owner=world.officer, title=world.secret("lightbox"))


@private(LightboxItem)
def make_item(world: World) -> LightboxItem:
    return LightboxItem.objects.create(
        lightbox=world.one(Lightbox), asset=world.one(Asset), position=1, note=world.secret("item")
    )


@private(LightboxShare)
def make_share(world: World) -> LightboxShare:
    later = timezone.now() + dt.timedelta(days=3)
    return LightboxShare.objects.create(lightbox=world.one(Lightbox), digest="5" * 64, expires_at=later)


@private(AssetRequest)
def make_request(world: World) -> AssetRequest:
    return AssetRequest.objects.create(
        asset=world.one(Asset), name=world.secret("asks"), email="zz7qxjasks@readers.example", purpose="press",
        words=world.secret("askwords"), use_until=timezone.localdate(), state="waiting",
    )  # fmt: skip


@private(BrandKit)
def make_kit(world: World) -> BrandKit:
    return BrandKit.objects.create(unit=world.unit, rules_zh="公开的规则")


@private(BrandColour)
def make_colour(world: World) -> BrandColour:
    return BrandColour.objects.create(kit=world.one(BrandKit), hex="#0B6B55", name_zh="石绿")


@private(BrandFile)
def make_brand_file(world: World) -> BrandFile:
    # A logo that is not for the public any more is not shown on the public page.
    asset = world.one(BankEntry).asset
    return BrandFile.objects.create(kit=world.one(BrandKit), asset=asset, use_zh=world.secret("logo"))
