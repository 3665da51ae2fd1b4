"""Who made a picture, whose it is and what may be done with it, written into a copy of a file; the pixels stay as they are.

Properties are those of the IPTC Photo Metadata Standard 2023.1; JPEG also gets IIM records, and EXIF gets artist, copyright and
description, so that old programs see them too (MWG 2.0, 5).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scicomm.assets.rules.metadata import chunks, exif, iim, isobmff, jpeg, packet
from scicomm.assets.rules.metadata.blocks import Blocks, Malformed, kind_of
from scicomm.assets.rules.metadata.reading import blocks_of, iim_of
from scicomm.assets.rules.metadata.xmp import Value, Values, values

# Properties of the original that say who may do what with it: they go along into every copy, also those we have no field for.
CARRIED = (
    "dc:", "xmpRights:", "plus:", "photoshop:Credit", "photoshop:Source", "photoshop:Instructions", "photoshop:AuthorsPosition",
    "photoshop:Headline", "Iptc4xmpCore:AltTextAccessibility", "Iptc4xmpCore:ExtDescrAccessibility",
    "Iptc4xmpCore:CreatorContactInfo", "Iptc4xmpExt:DigitalSourceType", "Iptc4xmpExt:DigImageGUID", "Iptc4xmpExt:RegistryId",
    "Iptc4xmpExt:EmbdEncRightsExpr", "Iptc4xmpExt:LinkedEncRightsExpr", "Iptc4xmpExt:ArtworkOrObject", "Iptc4xmpExt:AI",
)  # fmt: skip
# Whom a picture shows and what they signed is not for every copy.
_NOT_CARRIED = ("dc:format", "plus:ModelReleaseID", "plus:MinorModelAgeDisclosure", "plus:PropertyReleaseID")


@dataclass(frozen=True)
class Rights:
    """What goes into a copy. Empty fields change nothing; `carried` are properties of the original by qualified name."""

    title: str = ""
    caption_zh: str = ""
    caption_en: str = ""
    alt_zh: str = ""
    alt_en: str = ""
    creator: tuple[str, ...] = ()
    credit: str = ""
    source: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    web_statement: str = ""
    licensor_name: str = ""
    licensor_url: str = ""
    digital_source_type: str = ""
    data_mining: str = ""
    provenance: str = ""
    keywords: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    place_zh: str = ""
    place_en: str = ""
    latitude: float | None = None
    longitude: float | None = None
    taken_at: dt.datetime | None = None
    keep_gps: bool = False
    carried: Values = field(default_factory=dict)

    def without_place(self) -> Rights:
        """The same without the exact place, for copies that anybody gets."""
        return dataclasses.replace(self, latitude=None, longitude=None, keep_gps=False)


def with_values(rights: Rights, **values: Any) -> Rights:
    """The same with these values; empty ones do not take the place of what is there, `carried` and `keep_gps` always do."""
    said = {key: value for key, value in values.items() if value or key in {"carried", "keep_gps"}}
    return dataclasses.replace(rights, **said)


def split_names(text: str) -> list[str]:
    """Names as people write them in one line. A comma parts no name: "Li, Na" is one person."""
    for mark in "；、\n":
        text = text.replace(mark, ";")
    return [name.strip() for name in text.split(";") if name.strip()]


def carried_from(properties: Values) -> Values:
    """Those of a file's own XMP properties that go along into every copy of it."""
    return {
        name: value
        for name, value in properties.items()
        if name.startswith(CARRIED) and not name.startswith(_NOT_CARRIED)
    }


def _alternatives(zh: str, en: str) -> Value:
    """A language alternative; the default is English where there is English, because all programs show the default."""
    found: dict[str, Value] = {"x-default": en or zh}
    if zh:
        found["zh-Hans"] = zh
    if en:
        found["en"] = en
    return found if en or zh else ""


def _default(text: str) -> Value:
    return {"x-default": text} if text else ""


def degrees(value: float, positive: str, negative: str) -> str:
    """A coordinate as XMP writes it: degrees, minutes with decimals, and the letter (XMP part 2, 1.2.7.4)."""
    whole, rest = divmod(abs(value), 1)
    return f"{int(whole)},{rest * 60:.6f}{positive if value >= 0 else negative}"


def with_known(new: Values, known: Values) -> Values:
    """New properties beside what a file said: where both say the same, further languages and further details stay."""
    return {name: _beside(value, known.get(name)) for name, value in new.items()}


def _beside(new: Value, known: Value | None) -> Value:
    if isinstance(new, dict) and isinstance(known, dict) and known.get("x-default") in new.values():
        return {**known, **new}
    if isinstance(new, list) and isinstance(known, list) and new and known:
        first, old = new[0], known[0]
        if isinstance(first, dict) and isinstance(old, dict) and first.items() <= old.items():
            return known
    return new


def properties_of(rights: Rights) -> Values:
    """The XMP properties that say it; only those that have something to say."""
    licensor: Values = {"plus:LicensorName": rights.licensor_name, "plus:LicensorURL": rights.licensor_url}
    place: Values = {"Iptc4xmpExt:LocationName": _alternatives(rights.place_zh, rights.place_en)}
    said: Values = {
        "dc:title": _default(rights.title),
        "dc:description": _alternatives(rights.caption_zh, rights.caption_en),
        "dc:creator": list(rights.creator),
        "dc:rights": _default(rights.copyright_notice),
        "dc:subject": list(rights.keywords),
        "photoshop:Credit": rights.credit,
        "photoshop:Source": rights.source,
        "photoshop:DateCreated": rights.taken_at.isoformat() if rights.taken_at else "",
        "xmpRights:UsageTerms": _default(rights.usage_terms),
        "xmpRights:WebStatement": rights.web_statement,
        "xmpRights:Marked": "True" if rights.copyright_notice else "",
        "plus:Licensor": [{key: value for key, value in licensor.items() if value}] if rights.licensor_url else [],
        "plus:DataMining": rights.data_mining,
        # A rendition is another file, so that a C2PA manifest would not hold for it: it names what the original's says.
        "dcterms:provenance": rights.provenance,
        "Iptc4xmpCore:AltTextAccessibility": _alternatives(rights.alt_zh, rights.alt_en),
        "Iptc4xmpExt:DigitalSourceType": rights.digital_source_type,
        "Iptc4xmpExt:PersonInImage": list(rights.persons),
        "Iptc4xmpExt:LocationShown": [place] if rights.place_zh or rights.place_en else [],
    }
    if rights.latitude is not None and rights.longitude is not None and rights.keep_gps:
        said["exif:GPSLatitude"] = degrees(rights.latitude, "N", "S")
        said["exif:GPSLongitude"] = degrees(rights.longitude, "E", "W")
    return rights.carried | with_known({name: value for name, value in said.items() if value}, rights.carried)


def records_of(rights: Rights) -> dict[str, str | list[str]]:
    """The same as IIM datasets. IIM knows one language: Chinese where there is Chinese, for those who read it are there."""
    said: dict[str, str | list[str]] = {
        "ObjectName": rights.title,
        "Caption-Abstract": rights.caption_en or rights.caption_zh,
        "By-line": list(rights.creator),
        "Credit": rights.credit,
        "Source": rights.source,
        "CopyrightNotice": rights.copyright_notice,
        "Keywords": list(rights.keywords),
        "DateCreated": rights.taken_at.strftime("%Y%m%d") if rights.taken_at else "",
        "TimeCreated": rights.taken_at.strftime("%H%M%S%z") if rights.taken_at and rights.taken_at.tzinfo else "",
    }
    return {name: value for name, value in said.items() if value}


_WRITERS: dict[str, Callable[[bytes, Blocks], bytes]] = {
    "jpeg": jpeg.write,
    "png": chunks.write_png,
    "webp": chunks.write_webp,
    "avif": isobmff.write,
}
WRITTEN_FORMATS = frozenset(_WRITERS)


def write_rights(data: bytes, fmt: str, rights: Rights) -> bytes:
    """A copy of a picture that says whose it is. `fmt` is jpeg, png, webp or avif (jpg and heic are understood).

    What the file says otherwise stays; without `rights.keep_gps` the exact place is taken out everywhere. Raises Malformed when
    the bytes are not of that format or too broken to be put together again.
    """
    kind = {"jpg": "jpeg", "heic": "avif", "heif": "avif"}.get(fmt.lower().lstrip("."), fmt.lower().lstrip("."))
    if kind not in _WRITERS or kind_of(data) != kind:
        raise Malformed(f"rights cannot be written into this as {fmt}")
    old = blocks_of(data)
    if old.notes and not (old.exif or old.xmp or old.photoshop):
        raise Malformed(old.notes[0])
    root = packet.opened(old.xmp)
    packet.put(root, with_known(properties_of(rights), _known(old)))
    if not rights.keep_gps:
        packet.take_out_gps(root)
    new = Blocks(
        exif=_exif_of(old, rights),
        photoshop=_photoshop_of(old, rights) if kind == "jpeg" else b"",
        xmp=packet.for_jpeg(root) if kind == "jpeg" else (packet.written(root),),
    )
    try:
        return _WRITERS[kind](data, new)
    except Malformed:
        raise
    except Exception as error:
        raise Malformed(f"the file is broken: {type(error).__name__}") from error


def _known(old: Blocks) -> Values:
    try:
        return values(old.xmp[0]) if old.xmp else {}
    except Malformed:
        return {}


def _exif_of(old: Blocks, rights: Rights) -> bytes:
    artist = "; ".join(rights.creator)
    description = rights.caption_en or rights.caption_zh
    try:
        return exif.written(
            old.exif,
            artist=artist,
            copyright_notice=rights.copyright_notice,
            description=description,
            gps=rights.keep_gps,
        )
    except Malformed:
        return b""


def _photoshop_of(old: Blocks, rights: Rights) -> bytes:
    try:
        found = iim.records(iim_of(old))
    except (Malformed, IndexError, ValueError):
        found = []
    return iim.in_photoshop(old.photoshop, iim.merged(found, records_of(rights)))
