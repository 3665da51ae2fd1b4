"""Every rendition and copy says whose the picture is; the file fills the record and a person settles contradictions."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images import get_image_model

from scicomm.assets import actions, queries
from scicomm.assets.models import Asset, Provenance
from scicomm.assets.rules import metadata
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.organisation.enums import Role
from tests.assets.test_embedded_metadata import REFERENCE, RIGHTS, gps_exif, iim_of, jpeg_with, picture
from tests.factories.assets import make_asset, picture_bytes
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db
HERE = metadata.with_values(
    RIGHTS, latitude=48.5, longitude=16.25, keep_gps=True, keywords=("湖", "晨雾"), persons=("王五",)
)


def xmp_of(field: Any) -> dict[str, Any]:
    with field.open("rb") as file:
        return dict(metadata.read(file.read()).xmp)


@pytest.mark.parametrize("fmt", ["jpeg", "png", "webp", "avif"])
def test_every_rendition_says_whose_it_is_and_not_where_exactly(fmt: str, academy: Academy) -> None:
    asset = make_asset(academy.north_lake, data=picture_bytes(rights=HERE))
    before_reading = asset.image.get_rendition(f"max-30x30|format-{fmt}")
    actions.read_asset(asset)
    asset.refresh_from_db()
    assert (asset.latitude, asset.longitude) == (48.5, 16.25)
    image = get_image_model().objects.get(pk=asset.image_id)
    made = image.get_rendition(f"width-60|format-{fmt}")
    for rendition in (before_reading, made):
        read = xmp_of(rendition.file)
        assert read["dc:creator"] == ["张三", "Li, Na"]
        assert read["dc:rights"] == {"x-default": "© 2026 North Lake Institute"}
        assert read["xmpRights:WebStatement"] == RIGHTS.web_statement
        assert read["plus:Licensor"][0]["plus:LicensorURL"] == RIGHTS.licensor_url
        assert read["plus:DataMining"] == RIGHTS.data_mining
        assert read["Iptc4xmpExt:DigitalSourceType"] == RIGHTS.digital_source_type
        assert read["Iptc4xmpCore:AltTextAccessibility"]["zh-Hans"] == "湖面上的雾"
        assert read["dc:description"]["en"] == "The lake at dawn"
        assert read["photoshop:Credit"] == "科传 / North Lake"
        assert not any("GPS" in name for name in read)
        assert "Iptc4xmpExt:PersonInImage" not in read, "whom it shows is for those who read the record"
    with made.file.open("rb") as file, Image.open(io.BytesIO(file.read())) as independent:
        assert independent.size == (60, 40)
        assert independent.getxmp()["xmpmeta"]["RDF"]["Description"]["Credit"] == "科传 / North Lake"


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the sample pictures are not here")
@pytest.mark.parametrize("fmt", ["jpeg", "png", "webp", "avif"])
def test_renditions_of_the_reference_picture_keep_every_rights_field(fmt: str, academy: Academy) -> None:
    data = REFERENCE.read_bytes()
    asset = make_asset(academy.north_lake, data=data)
    actions.read_asset(asset)
    rendition = get_image_model().objects.get(pk=asset.image_id).get_rendition(f"width-200|format-{fmt}")
    original: dict[str, Any] = dict(metadata.read(data).xmp)
    copy = xmp_of(rendition.file)
    carried = metadata.carried_from(original)
    assert len(carried) >= 25
    ours = {"Iptc4xmpCore:AltTextAccessibility", "dc:description"}
    assert {name: copy.get(name) for name in carried.keys() - ours} == {
        name: carried[name] for name in carried.keys() - ours
    }
    assert copy["dc:description"]["x-default"] == original["dc:description"]["x-default"]


def test_what_changes_in_the_record_is_soon_in_every_rendition_under_the_same_address(academy: Academy) -> None:
    asset = make_asset(academy.north_lake)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    rendition = asset.image.get_rendition("width-50")
    actions.change_asset(asset, acting_user=officer, creator="赵六", credit="新华", copyright_notice="© 赵六")
    actions.change_asset(asset, acting_user=officer, creator="赵六", credit="新华", copyright_notice="© 赵六")
    assert FactRecord.objects.filter(name="assets.asset_changed").count() == 1, "saying the same again states nothing"
    Worker().drain()
    read = xmp_of(rendition.file)
    assert (read["dc:creator"], read["photoshop:Credit"]) == (["赵六"], "新华")
    with pytest.raises(PermissionDenied):
        actions.change_asset(asset, acting_user=academy.user(Role.COORDINATOR, academy.north), credit="other")


def test_a_file_fills_what_is_empty_and_nothing_a_person_wrote(academy: Academy) -> None:
    data = picture_bytes(rights=HERE)
    asset = make_asset(academy.north_lake, data=data, title="north-lake", name="north-lake.jpg", caption_zh="我写的")
    actions.read_asset(asset)
    found = Asset.objects.get(pk=asset.pk)
    assert (found.title, found.caption_zh, found.caption_en) == ("北湖", "我写的", "The lake at dawn")
    assert (found.creator, found.persons_named, found.digital_source) == ("张三; Li, Na", "王五", "digitalCapture")
    assert sorted(tag.name for tag in found.image.tags.all()) == ["晨雾", "湖"]
    assert actions.read_new_files() == 0, "read once; a replaced file is read again"
    found.image.file = ContentFile(picture("jpeg", exif_block=gps_exif()), name="another.jpg")
    found.image.save()
    assert actions.read_new_files() == 1
    assert Provenance.objects.get(asset=found).state == "none"


def test_contradictions_in_a_file_are_shown_and_a_person_chooses(academy: Academy) -> None:
    data = jpeg_with(iim_block=iim_of((2, 80, b"By IIM")), properties={"dc:creator": ["By XMP"]}, artist="By EXIF")
    asset = make_asset(academy.north_lake, data=data)
    actions.read_asset(asset)
    asset = Asset.objects.select_related("embedded").get(pk=asset.pk)
    assert asset.creator == "By EXIF"
    (difference,) = queries.differences_of(asset.embedded)
    assert [(one.standard, one.text) for one in difference.sayings] == [
        ("EXIF", "By EXIF"),
        ("XMP", "By XMP"),
        ("IIM", "By IIM"),
    ]
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    actions.choose_saying(asset, field="creator", standard="IIM", acting_user=officer)
    asset = Asset.objects.select_related("embedded").get(pk=asset.pk)
    assert asset.creator == "By IIM"
    assert queries.differences_of(asset.embedded)[0].chosen == "IIM"
    with pytest.raises(ValidationError):
        actions.choose_saying(asset, field="creator", standard="ID3", acting_user=officer)


def test_a_copy_on_request_says_all_the_record_knows_and_leaves_the_original_alone(academy: Academy) -> None:
    data = picture_bytes(
        rights=metadata.Rights(copyright_notice="old", credit="old", carried={"photoshop:Instructions": "Keep"})
    )
    asset = make_asset(
        academy.north_lake, data=data, latitude=1.5, longitude=2.5, persons_named="王五；赵六", copyright_notice="new"
    )
    copy, name = queries.copy_with_metadata(asset)
    read = metadata.read(copy)
    assert name.endswith(".jpg")
    assert read.xmp["Iptc4xmpExt:PersonInImage"] == ["王五", "赵六"]
    assert read.xmp["photoshop:Instructions"] == "Keep"
    assert (read.iim["CopyrightNotice"], read.exif["Copyright"]) == ("new", "new")
    assert metadata.fields_of(read)["gps"].chosen.text == "1.5,2.5"
    with asset.image.file.open("rb") as file:
        assert file.read() == data
