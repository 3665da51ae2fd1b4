"""What a picture says of itself is read whole, written into every copy, and never brings the house down."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, IptcImagePlugin

from scicomm.assets.rules import metadata
from scicomm.assets.rules.metadata import blocks, exif, iim, jpeg, packet, reading, xmp
from tests.assets.exiftool_names import iim_as_exiftool, xmp_as_exiftool
from tests.conftest import SAMPLES

REFERENCE = SAMPLES / "images" / "IPTC-PhotometadataRef-Std2021.1.jpg"
FORMATS = ("jpeg", "png", "webp", "avif")

RIGHTS = metadata.Rights(
    title="北湖",
    caption_zh="清晨的北湖",
    caption_en="The lake at dawn",
    alt_zh="湖面上的雾",
    alt_en="Mist over a lake",
    creator=("张三", "Li, Na"),
    credit="科传 / North Lake",
    copyright_notice="© 2026 North Lake Institute",
    usage_terms="CC BY 4.0",
    web_statement="https://creativecommons.org/licenses/by/4.0/",
    licensor_url="https://lake.example/licences",
    digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING",
)


def picture(fmt: str, *, size: tuple[int, int] = (40, 20), exif_block: bytes = b"", alpha: bool = False) -> bytes:
    out = io.BytesIO()
    made = Image.new("RGBA" if alpha else "RGB", size, (200, 120, 40, 90) if alpha else (200, 120, 40))
    made.save(out, fmt, **({"exif": exif_block} if exif_block else {}))
    return out.getvalue()


def gps_exif() -> bytes:
    tags = Image.Exif()
    tags[0x8825] = {1: "N", 2: (48.0, 16.0, 30.0), 3: "E", 4: (16.0, 20.0, 16.8)}
    tags[0x010F] = "Lake camera"
    return tags.tobytes()


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the sample pictures are not here")
def test_every_field_of_the_iptc_reference_picture_is_read_as_an_independent_tool_reads_it() -> None:
    wanted = json.loads(REFERENCE.with_suffix(".jpg.json").read_text())[0]
    read = metadata.read(REFERENCE.read_bytes())
    assert read.notes == ()
    assert read.exif == wanted["EXIF"]
    assert iim_as_exiftool(read) == wanted["IPTC"]
    found = xmp_as_exiftool(read)
    assert set(found) == set(wanted["XMP"])
    assert {name: value for name, value in found.items() if value != wanted["XMP"][name]} == {}
    assert len(found) + len(read.exif) + len(read.iim) == 193


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the sample pictures are not here")
def test_the_reference_picture_fills_our_fields_without_a_conflict() -> None:
    found = metadata.fields_of(metadata.read(REFERENCE.read_bytes()))
    assert not [name for name, one in found.items() if one.disagree]
    assert found["creator"].chosen == metadata.Saying("EXIF", ("Creator1 (ref2021.1)",))
    assert found["persons"].chosen.texts == ("Person Shown 1 (ref2021.1)", "Person Shown 2 (ref2021.1)")
    assert found["gps"].chosen.text == "48.275,16.338"
    assert metadata.moment(found["taken_at"].chosen.text) == dt.datetime(2021, 10, 20, 21, 1, 1, tzinfo=dt.UTC)
    assert metadata.in_language(found["alt"].chosen, "en").startswith("This is the Alt Text")
    assert metadata.in_language(found["alt"].chosen, "zh") == ""


@pytest.mark.parametrize("fmt", FORMATS)
def test_rights_written_into_a_copy_are_read_back_by_us_and_by_pillow_and_no_pixel_changes(fmt: str) -> None:
    data = picture(fmt, exif_block=gps_exif())
    once = metadata.write_rights(data, fmt, RIGHTS)
    twice = metadata.write_rights(once, fmt, RIGHTS)
    assert abs(len(twice) - len(once)) < 40, "written again it must not grow"
    read: Any = metadata.read(twice)
    assert read.notes == ()
    assert read.xmp["dc:creator"] == ["张三", "Li, Na"]
    assert read.xmp["dc:description"] == {
        "x-default": "The lake at dawn",
        "zh-Hans": "清晨的北湖",
        "en": "The lake at dawn",
    }
    assert read.xmp["plus:Licensor"] == [{"plus:LicensorURL": "https://lake.example/licences"}]
    assert read.exif["Copyright"] == "© 2026 North Lake Institute"
    assert (read.exif["Artist"], read.exif["Make"]) == ("张三; Li, Na", "Lake camera")
    assert "GPSLatitude" not in read.exif
    with Image.open(io.BytesIO(twice)) as independent, Image.open(io.BytesIO(data)) as before:
        assert independent.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()
        said = independent.getxmp()["xmpmeta"]["RDF"]["Description"]
        assert said["WebStatement"] == "https://creativecommons.org/licenses/by/4.0/"
        assert said["DataMining"].endswith("DMI-PROHIBITED-AIMLTRAINING")
        assert said["creator"]["Seq"]["li"] == ["张三", "Li, Na"]
        if fmt == "jpeg":
            records = IptcImagePlugin.getiptcinfo(independent)
            assert records[(2, 80)] == ["张三".encode(), b"Li, Na"]
            assert records[(1, 90)] == b"\x1b%G"
            assert read.digest == "same"


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the sample pictures are not here")
def test_writing_into_the_reference_picture_keeps_what_we_have_no_field_for() -> None:
    data = REFERENCE.read_bytes()
    before: Any = metadata.read(data)
    after: Any = metadata.read(metadata.write_rights(data, "jpeg", RIGHTS))
    ours = {
        "dc:title",
        "dc:description",
        "dc:creator",
        "dc:rights",
        "photoshop:Credit",
        "xmpRights:UsageTerms",
        "plus:Licensor",
    }
    ours |= {"xmpRights:WebStatement", "Iptc4xmpCore:AltTextAccessibility", "Iptc4xmpExt:DigitalSourceType"}
    exact = {"Iptc4xmpExt:LocationCreated", "Iptc4xmpExt:LocationShown"}
    kept = set(before.xmp) - ours - exact
    assert {name: after.xmp.get(name) for name in kept} == {name: before.xmp[name] for name in kept}
    assert "GPSLatitude" not in json.dumps(after.xmp), "the exact place goes, its name stays"
    assert after.xmp["Iptc4xmpExt:LocationShown"][0]["Iptc4xmpExt:City"] == "City (Location shown1) (ref2021.1)"
    assert after.iim["Headline"] == before.iim["Headline"]
    assert data == REFERENCE.read_bytes()


def test_transparent_webp_and_a_large_packet_in_jpeg_survive() -> None:
    for fmt in ("webp", "png"):
        data = picture(fmt, alpha=True)
        with Image.open(io.BytesIO(metadata.write_rights(data, fmt, RIGHTS))) as made:
            assert made.getpixel((3, 3))[3] == 90
    long = metadata.with_values(RIGHTS, caption_zh="湖" * 60_000)
    written = metadata.write_rights(picture("jpeg"), "jpeg", long)
    assert written.count(jpeg.MORE_HEAD) >= 2
    read: Any = metadata.read(written)
    assert read.xmp["dc:description"]["zh-Hans"] == "湖" * 60_000
    assert read.xmp["dc:creator"] == ["张三", "Li, Na"]


def test_a_place_is_written_only_when_wanted() -> None:
    here = metadata.with_values(RIGHTS, latitude=-33.5, longitude=151.25, keep_gps=True)
    for fmt in FORMATS:
        found = metadata.fields_of(metadata.read(metadata.write_rights(picture(fmt), fmt, here)))
        assert found["gps"].chosen.text == "-33.5,151.25"
        again = metadata.write_rights(metadata.write_rights(picture(fmt), fmt, here), fmt, here.without_place())
        assert "gps" not in metadata.fields_of(metadata.read(again))


def iim_of(*records: tuple[int, int, bytes]) -> bytes:
    return b"".join(b"\x1c" + struct.pack(">BBH", record, number, len(text)) + text for record, number, text in records)


def jpeg_with(
    *, iim_block: bytes = b"", properties: dict[str, xmp.Value] | None = None, artist: str = "", digest: str = ""
) -> bytes:
    resources = iim.in_photoshop(b"", iim_block) if iim_block else b""
    if digest == "changed":
        resources = resources.replace(
            iim.DIGEST_RESOURCE.to_bytes(2, "big") + b"\0\0\0\0\0\x10",
            iim.DIGEST_RESOURCE.to_bytes(2, "big") + b"\0\0\0\0\0\x10",
            1,
        )
        place = resources.index(b"8BIM\x04\x25") + 12
        resources = resources[:place] + b"\0" * 16 + resources[place + 16 :]
    root = packet.opened([])
    packet.put(root, properties or {})
    made = exif.written(b"", artist=artist, copyright_notice="", description="", gps=False)
    return jpeg.write(picture("jpeg"), blocks.Blocks(exif=made, photoshop=resources, xmp=(packet.written(root),)))


def test_records_without_a_character_set_are_read_as_utf8_then_gb2312_then_latin1() -> None:
    for text, coded in (
        ("湖", "湖".encode()),
        ("湖光山色", "湖光山色".encode("gb2312")),
        ("Café", "Café".encode("latin-1")),
    ):
        read = metadata.read(jpeg_with(iim_block=iim_of((2, 105, coded))))
        assert read.iim["Headline"] == text


def test_who_goes_first_follows_the_guidelines_and_disagreement_is_shown() -> None:
    said: dict[str, xmp.Value] = {
        "dc:creator": ["In XMP"],
        "photoshop:Headline": "Of XMP",
        "photoshop:Credit": "A" * 40,
    }
    records = iim_of((1, 90, iim.UTF8), (2, 80, b"In IIM"), (2, 105, b"Of IIM"), (2, 110, b"A" * 32))
    found = metadata.fields_of(metadata.read(jpeg_with(iim_block=records, properties=said, artist="In EXIF")))
    assert [one.standard for one in (found["creator"].chosen, *found["creator"].others)] == ["EXIF", "XMP", "IIM"]
    assert found["creator"].disagree
    assert found["creator"].by("IIM").text == "In IIM"
    assert found["headline"].chosen.standard == "XMP"
    assert not found["credit"].disagree, "IIM holds 32 octets: the same, cut, is no disagreement"
    changed = metadata.fields_of(metadata.read(jpeg_with(iim_block=records, properties=said, digest="changed")))
    assert changed["headline"].chosen.standard == "IIM", "a program that knows no XMP changed the records later"
    junk = metadata.fields_of(metadata.read(jpeg_with(properties={"dc:description": {"x-default": "湖"}})))
    assert metadata.in_language(junk["caption"].chosen, "zh") == "湖"


@pytest.mark.parametrize(
    "evil",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b"<a>" * 5000,
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:a="urn:a">'
        + b'<a:b rdf:parseType="Resource">' * 60 + b"</a:b>" * 60 + b"</rdf:Description></rdf:RDF>",
    ],
)  # fmt: skip
def test_entities_document_types_and_deep_nesting_are_refused_and_noted(evil: bytes) -> None:
    read = metadata.read(jpeg.write(picture("jpeg"), blocks.Blocks(xmp=(evil,))))
    assert read.xmp == {}
    assert len(read.notes) == 1


def test_a_packed_text_that_swells_is_refused() -> None:
    bomb = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b" " * (blocks.MOST_BLOCK + 10))
    data = picture("png")
    chunk = struct.pack(">I", len(bomb)) + b"iTXt" + bomb + struct.pack(">I", zlib.crc32(b"iTXt" + bomb))
    read = metadata.read(data[:33] + chunk + data[33:])
    assert read.notes == ("a packed PNG text is too large",)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_broken_file_ever_raises() -> None:
    """A thousand files cut, turned and mixed at random, from a fixed seed: read() answers each, write_rights() says Malformed."""
    dice = random.Random(20260301)
    whole = [metadata.write_rights(picture(fmt, exif_block=gps_exif()), fmt, RIGHTS) for fmt in FORMATS]
    tiff = io.BytesIO()
    Image.new("L", (4, 4)).save(tiff, "TIFF")
    whole += [tiff.getvalue(), picture("gif")]
    for _round in range(1000):
        data = bytearray(dice.choice(whole))
        for _change in range(dice.randint(1, 12)):
            place = dice.randrange(min(len(data), dice.choice([60, 400, len(data)])))
            data[place] = dice.choice([0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)])
        broken = bytes(data[: dice.randint(1, len(data))] if dice.random() < 0.3 else data)
        read = metadata.read(broken)
        json.dumps(read.as_json())
        metadata.fields_of(read)
        try:
            metadata.write_rights(broken, blocks.kind_of(broken) or "jpeg", RIGHTS)
        except metadata.Malformed:
            continue
    assert metadata.read(b"").notes
    assert reading.blocks_of(b"GIF89a").notes
