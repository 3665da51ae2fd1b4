"""IIIF: the standard's own validator passes against a running server; parts, limits, doors and caches are as promised."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.test import Client
from iiif_validator import validator
from PIL import Image

from scicomm.assets.actions import take_in_image
from scicomm.assets.models import Asset, AssetImage, BankEntry, Consent
from scicomm.assets.queries import iiif as kept
from scicomm.assets.rules.iiif import NotOffered, Unreadable, information, limits, read_plan
from scicomm.assets.tasks import prepare_pictures
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


def make_asset(
    unit: Any, picture: Image.Image, *, form: str = "PNG", licence: str = "cc-by-4.0", bank: bool = True
) -> Asset:
    out = io.BytesIO()
    picture.save(out, form)
    file = ImageFile(io.BytesIO(out.getvalue()), name=f"squares.{form.lower()}")
    image = AssetImage.objects.create(
        title="Squares", collection=unit.collection, licence=licence, credit="A. Painter", file=file
    )
    asset = take_in_image(image)
    if bank:
        BankEntry.objects.create(asset=asset)
    return asset


def squares() -> Image.Image:
    """The validator's reference picture: ten by ten squares of 100 pixels, column by column in its colours."""
    picture = Image.new("RGB", (1000, 1000))
    for column, colours in enumerate(validator.ValidationInfo().colorInfo):
        for row, colour in enumerate(colours):
            picture.paste(colour, (column * 100, row * 100, column * 100 + 100, row * 100 + 100))
    return picture


def test_the_validator_of_the_standard_passes_level_2_of_version_3(live_server: Any, settings: Any) -> None:
    settings.SITE_URL = live_server.url
    with transaction.atomic():
        asset = make_asset(Academy().north_lake, squares())
    tests = validator.TestSuite(validator.ValidationInfo()).list_tests("3.0")
    wanted = [name for name, about in tests.items() if about["level"] <= 2]
    assert len(wanted) >= 28
    wrong = []
    for name in wanted:
        result = validator.ImageAPI(
            str(asset.pk), urlsplit(live_server.url).netloc, "iiif/3", "http", "", "3.0", debug=False
        )
        validator.TestSuite(validator.ValidationInfo()).run_test(name, result)
        if result.exception:
            wrong.append(f"{name}: {result.urls} {vars(result.exception)}")
    assert not wrong, "\n".join(wrong)


def plan(region: str = "full", size: str = "max", rotation: str = "0", name: str = "default.jpg", **sizes: int) -> Any:
    quality, form = name.split(".")
    return read_plan(region, size, rotation, quality, form, **{"width": 1000, "height": 500, **sizes})


def test_requests_are_read_as_the_standard_says() -> None:
    for parts, canonical, size in (
        (("full", "max"), "full/max/0/default.jpg", (1000, 500)),
        (("pct:0,0,100,100", "pct:100", "360", "color.png"), "full/max/0/default.png", (1000, 500)),
        (("square", "!100,400"), "250,0,500,500/100,100/0/default.jpg", (100, 100)),
        (("900,400,500,500", "max", "!22.50"), "900,400,100,100/max/!22.5/default.jpg", (100, 100)),
        (("full", "^1500,", "90", "gray.webp"), "full/^1500,750/90/gray.webp", (1500, 750)),
        (("full", ",50"), "full/100,50/0/default.jpg", (100, 50)),
    ):
        found = plan(*parts)
        assert (found.canonical, (found.width, found.height)) == (canonical, size), parts
        again = found.canonical.split("/")
        assert plan(*again).canonical == canonical, "a canonical address must lead to itself"
    for parts in (
        ("1000,0,10,10",), ("0,0,0,10",), ("1,2,3",), ("pct:0,0,0,0",), ("-1,0,5,5",), ("١,0,5,5",), ("full", "2000,"),
        ("full", ","), ("full", "0,5"), ("full", "pct:0"), ("full", "full"), ("full", "!5,"), ("full", "^3000,"),
        ("full", "max", "361"), ("full", "max", "-90"), ("full", "max", "0", "sepia.jpg"), ("full", "max", "0", "default.exe"),
    ):  # fmt: skip
        with pytest.raises(Unreadable):
            plan(*parts)
    with pytest.raises(NotOffered):
        plan("full", "max", "0", "default.tif")
    with pytest.raises(Unreadable):
        plan("full", "7000,7000", width=10_000, height=10_000)
    assert limits(10_000, 10_000) == (4000, 4000)
    told = information("x", 10_000, 10_000)
    assert told["maxArea"] == 16_000_000 and "maxArea" not in information("x", 1000, 1000)
    assert told["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4, 8, 16, 32]}]


def test_large_pictures_come_from_a_pyramid_that_the_worker_makes(
    academy: Academy, client: Client, monkeypatch: Any
) -> None:
    picture = Image.effect_mandelbrot((2600, 1400), (-3, -2.5, 2, 2.5), 60).convert("RGB")
    picture.getexif()[0x0112] = 6
    exif = picture.getexif()
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=95)
    image = AssetImage.objects.create(
        title="Upright", collection=academy.north_lake.collection, licence="cc0-1.0",
        file=ImageFile(io.BytesIO(out.getvalue()), name="upright.jpg"),
    )  # fmt: skip
    asset = take_in_image(image)
    BankEntry.objects.create(asset=asset)
    told = json.loads(client.get(f"/iiif/3/{asset.pk}/info.json").content)
    assert (told["width"], told["height"]) == (1400, 2600), "EXIF says that it stands upright"
    address = f"/iiif/3/{asset.pk}/300,1500,700,700/200,/0/default.png"
    before = Image.open(io.BytesIO(client.get(address).content)).convert("RGB")
    monkeypatch.setattr(kept, "DIRECT_UP_TO", 1)
    other = f"/iiif/3/{asset.pk}/300,1500,700,700/199,/0/default.png"
    waits = client.get(other)
    assert (waits.status_code, waits["Retry-After"], waits["Cache-Control"]) == (503, "3", "no-store")
    prepare_pictures()
    assert not kept.make_pyramid(image), "made once"
    after = Image.open(io.BytesIO(client.get(other).content)).convert("RGB").resize(before.size)
    assert np.abs(np.asarray(before, float) - np.asarray(after, float)).mean() < 12, "the pyramid shows the same part"
    assert kept.trim(10**9) == 0 and kept.trim(1) > 0 and kept.trim(1) == 0


def test_who_may_have_a_picture_and_who_may_keep_it(academy: Academy, client: Client, client_for: Any) -> None:
    unit = academy.north_lake
    asset = make_asset(unit, Image.new("RGB", (2400, 1200), "teal"), licence="all-rights-reserved", bank=False)
    address = f"/iiif/3/{asset.pk}/full/240,/0/default.jpg"
    assert client.get(address).status_code == 404
    own = client_for(academy.user("communication_officer", unit)).get(address)
    assert (own.status_code, own["Cache-Control"]) == (200, "private, no-store")
    assert client_for(academy.user("communication_officer", academy.south_sea)).get(address).status_code == 404
    BankEntry.objects.create(asset=asset)
    shown = client.get(address)
    assert shown["Cache-Control"].startswith("public") and "Cookie" not in shown.get("Vary", "")
    assert client.get(address, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    told = json.loads(client.get(f"/iiif/3/{asset.pk}/info.json").content)
    assert told["width"] == 1920, "all rights reserved: no larger than pages show it"
    assert told["rights"] == "http://rightsstatements.org/vocab/InC/1.0/"
    Consent.objects.create(
        asset=asset, kind="model", name="Mei", given_on="2026-01-05", withdrawn_at="2026-02-01T00:00Z"
    )
    assert client.get(address).status_code == 404, "a consent was withdrawn"


def test_what_is_no_picture_harms_nobody(academy: Academy, client: Client) -> None:
    asset = make_asset(academy.north_lake, Image.new("RGB", (40, 40)))
    image = asset.image
    assert image is not None
    image.file.storage.delete(image.file.name)
    image.file.storage.save(image.file.name, ContentFile(b"GIF89a" + b"\xff" * 40))
    assert client.get(f"/iiif/3/{asset.pk}/full/max/0/default.jpg").status_code == 404
    assert client.options(f"/iiif/3/{asset.pk}/info.json")["Access-Control-Allow-Origin"] == "*"
    for name in ("0", "-1", "1e3", "٣", "9" * 30, "x"):
        assert client.get(f"/iiif/3/{name}/info.json").status_code == 404
