"""What stands in the manifests of IIIF: of one asset, of a list of assets, of the pictures of a public page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page, ReferenceIndex

from scicomm.assets.enums import AssetKind
from scicomm.assets.enums.delivery import ProbeState
from scicomm.assets.models import Asset, AssetImage, Recording
from scicomm.assets.queries.doors import assets_with_files, is_given_out
from scicomm.assets.queries.iiif import source_of
from scicomm.assets.rules.iiif_pixels import NotAPicture
from scicomm.assets.rules.manifests import Described, Track, View, words

MOST_VIEWS = 200
_THUMBNAIL = "full/!400,400/0/default.jpg"


def outside(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def image_service(asset: Asset) -> str:
    """The base address of a picture's IIIF service."""
    return outside(reverse("delivery:base", args=[asset.pk]))


def label_of(asset: Asset) -> dict[str, list[str]]:
    """What an asset shows, in both languages where they are there."""
    media = asset.media
    alt_zh, alt_en = getattr(media, "alt_zh", ""), getattr(media, "alt_en", "")
    return words(alt_zh, alt_en, asset.title)


def view_of(asset: Asset) -> View | None:
    """The canvas of an asset that anyone may have; None where it has none: documents, models, what cannot be read."""
    if asset.image is not None:
        return _image_view(asset, asset.image)
    recording = asset.recording
    if recording is None or recording.probe_state != ProbeState.READY or asset.kind == AssetKind.MODEL:
        return None
    return _recording_view(asset, recording)


def _image_view(asset: Asset, image: AssetImage) -> View | None:
    try:
        source = source_of(image)
    except NotAPicture:
        return None
    service = image_service(asset)
    return View(
        "Image", label_of(asset), f"{service}/full/max/0/default.jpg", "image/jpeg", source.width, source.height,
        service=service, credit=image.credit, rights=image.licence, thumbnail=f"{service}/{_THUMBNAIL}",
    )  # fmt: skip


def _recording_view(asset: Asset, recording: Recording) -> View:
    is_video = asset.kind == AssetKind.VIDEO
    tracks = tuple(
        Track(outside(reverse("delivery:track", args=[track.pk])), track.language, track.get_kind_display())
        for track in recording.tracks.all()
    )
    return View(
        "Video" if is_video else "Sound", label_of(asset), outside(reverse("delivery:recording", args=[recording.pk])),
        recording.media_type, recording.width or 0, recording.height or 0, recording.duration or 0.0,
        credit=recording.credit, rights=recording.licence, tracks=tracks,
    )  # fmt: skip


def asset_manifest(asset: Asset) -> Described | None:
    """The manifest of one asset that anyone may have."""
    view = view_of(asset)
    if view is None:
        return None
    pages = []
    for code, tag in (("zh-hans", "zh-Hans"), ("en", "en")):
        with override(code):
            pages.append((outside(reverse("assets:image", args=[asset.pk])), tag))
    places = words(asset.place_zh, asset.place_en) if asset.place_zh or asset.place_en else None
    metadata = [({"zh-Hans": ["单位"], "en": ["Unit"]}, words(asset.unit.name_zh, asset.unit.name_en))]
    if places:
        metadata.append(({"zh-Hans": ["地点"], "en": ["Place"]}, places))
    if asset.taken_at:
        metadata.append(({"zh-Hans": ["时间"], "en": ["Date"]}, {"none": [asset.taken_at.date().isoformat()]}))
    caption = words(asset.caption_zh, asset.caption_en) if asset.caption_zh or asset.caption_en else None
    return Described(
        url=outside(reverse("delivery:asset_manifest", args=[asset.pk])), label=label_of(asset), views=[view], summary=caption,
        credit=view.credit, rights=view.rights, provider=words(asset.unit.name_zh, asset.unit.name_en),
        provider_url=outside("/"), homepages=pages, metadata=metadata,
    )  # fmt: skip


def list_manifest(url: str, title: str, assets: Iterable[Asset], note: str = "") -> Described:
    """The manifest of assets in an order; what not anyone may have, or has no canvas, is left out."""
    views = [view for asset in assets if is_given_out(asset) and (view := view_of(asset))]
    return Described(
        url=url, label={"none": [title]}, views=views[:MOST_VIEWS], summary={"none": [note]} if note else None,
        credit="; ".join(dict.fromkeys(view.credit for view in views if view.credit)),
    )  # fmt: skip


def page_assets(page: Page) -> Sequence[Asset]:
    """The pictures that a page shows, in the order of its text."""
    kind = ContentType.objects.get_for_model(AssetImage)
    rows = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(page.pk), to_content_type=kind
    ).values_list("to_object_id", "model_path", "content_path")
    order = list(dict.fromkeys(int(row[0]) for row in sorted(rows, key=_place(page))))
    found = {asset.image_id: asset for asset in assets_with_files().filter(image_id__in=order[:MOST_VIEWS])}
    return [found[pk] for pk in order if pk in found]


def _place(page: Page) -> Callable[[tuple[str, str, str]], tuple[int, str]]:
    """Where a reference stands: the cover first, then by the blocks of the body, which are named by their ids."""
    blocks = [block.get("id") for block in getattr(getattr(page.specific, "body", None), "raw_data", [])]

    def place(row: tuple[str, str, str]) -> tuple[int, str]:
        parts = row[2].split(".")
        block = next((blocks.index(part) for part in parts if part in blocks), -1)
        return block, row[2]

    return place


def page_manifest(page: Page) -> Described | None:
    """The manifest of the pictures of a page that anyone may read; None where it shows none."""
    url = outside(reverse("delivery:page_manifest", args=[page.pk]))
    described = list_manifest(url, page.title, page_assets(page))
    if not described.views:
        return None
    address = page.full_url or outside("/")
    language = page.locale.language_code.replace("zh-hans", "zh-Hans")
    return Described(
        url=url, label={language: [page.title]}, views=described.views, credit=described.credit,
        homepages=[(address, language)],
    )  # fmt: skip
