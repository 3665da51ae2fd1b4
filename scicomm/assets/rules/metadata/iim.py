"""IPTC IIM 4.2 records and the Photoshop resources that carry them: read with their character set, merged, written in UTF-8."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping, Sequence

from scicomm.assets.rules.metadata.blocks import MOST_PARTS, Malformed

UTF8 = b"\x1b%G"
IPTC_RESOURCE, DIGEST_RESOURCE = 0x0404, 0x0425
Record = tuple[int, int, bytes]

# IIM 4.2, chapter 6: number -> (name, may be repeated, most octets). Names are those of the standard, with hyphens.
DATASETS: dict[int, tuple[str, bool, int]] = {
    3: ("ObjectTypeReference", False, 67),
    4: ("ObjectAttributeReference", True, 68),
    5: ("ObjectName", False, 64),
    7: ("EditStatus", False, 64),
    8: ("EditorialUpdate", False, 2),
    10: ("Urgency", False, 1),
    12: ("SubjectReference", True, 236),
    15: ("Category", False, 3),
    20: ("SupplementalCategories", True, 32),
    22: ("FixtureIdentifier", False, 32),
    25: ("Keywords", True, 64),
    26: ("ContentLocationCode", True, 3),
    27: ("ContentLocationName", True, 64),
    30: ("ReleaseDate", False, 8),
    35: ("ReleaseTime", False, 11),
    37: ("ExpirationDate", False, 8),
    38: ("ExpirationTime", False, 11),
    40: ("SpecialInstructions", False, 256),
    42: ("ActionAdvised", False, 2),
    45: ("ReferenceService", True, 10),
    47: ("ReferenceDate", True, 8),
    50: ("ReferenceNumber", True, 8),
    55: ("DateCreated", False, 8),
    60: ("TimeCreated", False, 11),
    62: ("DigitalCreationDate", False, 8),
    63: ("DigitalCreationTime", False, 11),
    65: ("OriginatingProgram", False, 32),
    70: ("ProgramVersion", False, 10),
    75: ("ObjectCycle", False, 1),
    80: ("By-line", True, 32),
    85: ("By-lineTitle", True, 32),
    90: ("City", False, 32),
    92: ("Sub-location", False, 32),
    95: ("Province-State", False, 32),
    100: ("Country-PrimaryLocationCode", False, 3),
    101: ("Country-PrimaryLocationName", False, 64),
    103: ("OriginalTransmissionReference", False, 32),
    105: ("Headline", False, 256),
    110: ("Credit", False, 32),
    115: ("Source", False, 32),
    116: ("CopyrightNotice", False, 128),
    118: ("Contact", True, 128),
    120: ("Caption-Abstract", False, 2000),
    122: ("Writer-Editor", True, 32),
    130: ("ImageType", False, 2),
    131: ("ImageOrientation", False, 1),
    135: ("LanguageIdentifier", False, 3),
}
NUMBERS = {name: number for number, (name, _many, _most) in DATASETS.items()}
Values = dict[str, str | list[str] | int]


def resources(photoshop: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Photoshop's image resources as (id, name as it stands, content)."""
    place = 0
    while place + 12 <= len(photoshop):
        if photoshop[place : place + 4] != b"8BIM":
            raise Malformed("a Photoshop resource has no mark")
        (number,) = struct.unpack_from(">H", photoshop, place + 4)
        name_length = photoshop[place + 6] + 1
        name_end = place + 6 + name_length + name_length % 2
        if name_end + 4 > len(photoshop):
            raise Malformed("a Photoshop resource is cut short")
        (length,) = struct.unpack_from(">I", photoshop, name_end)
        if name_end + 4 + length > len(photoshop):
            raise Malformed("a Photoshop resource is longer than its segment")
        yield number, photoshop[place + 6 : name_end], photoshop[name_end + 4 : name_end + 4 + length]
        place = name_end + 4 + length + length % 2


def records(iim: bytes) -> list[Record]:
    """The datasets of a run of records as (record, dataset, content); extended lengths are read too (IIM 1.5(b))."""
    found: list[Record] = []
    place = 0
    while place + 5 <= len(iim) and iim[place] == 0x1C:
        record, dataset, length = struct.unpack_from(">BBH", iim, place + 1)
        place += 5
        if length & 0x8000:
            wide = length & 0x7FFF
            if wide > 4:
                raise Malformed("an IIM dataset has an impossible length")
            length = int.from_bytes(iim[place : place + wide], "big")
            place += wide
        if place + length > len(iim) or len(found) > MOST_PARTS:
            raise Malformed("an IIM dataset is longer than its block")
        found.append((record, dataset, iim[place : place + length]))
        place += length
    return found


def text_of(content: bytes, *, declared: bool) -> str:
    """Text of a dataset. Where no character set is declared: UTF-8, else GB 2312 (what Chinese tools wrote), else Latin-1."""
    content = content.rstrip(b"\0")
    if declared:
        return content.decode("utf-8", "replace")
    for charset in ("utf-8", "gb2312"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def values(found: Sequence[Record]) -> Values:
    """The datasets by name: a list where the standard lets a dataset stand several times, text or a number elsewhere."""
    declared = any(record == 1 and dataset == 90 and content == UTF8 for record, dataset, content in found)
    read: Values = {}
    for record, dataset, content in found:
        if record != 2:
            continue
        if dataset == 0 and len(content) == 2:
            read["ApplicationRecordVersion"] = int.from_bytes(content, "big")
            continue
        name, many, _most = DATASETS.get(dataset, ("", False, 0))
        if not name:
            continue
        text = text_of(content, declared=declared)
        if many:
            known = read.setdefault(name, [])
            if isinstance(known, list):
                known.append(text)
        else:
            read.setdefault(name, text)
    return read


def cut(text: str, most: int) -> bytes:
    """Text in UTF-8 within that many octets, never cut inside a character."""
    return text.encode("utf-8")[:most].decode("utf-8", "ignore").encode("utf-8")


def merged(found: Sequence[Record], new: Mapping[str, str | Sequence[str]]) -> bytes:
    """The records in UTF-8 with these datasets in place of those of the same name; all others stay."""
    declared = any(record == 1 and dataset == 90 and content == UTF8 for record, dataset, content in found)
    replaced = {NUMBERS[name] for name in new}
    out: list[Record] = [(1, 90, UTF8), (2, 0, b"\0\4")]
    for record, dataset, content in found:
        if (record, dataset) in {(1, 90), (2, 0)} or (record == 2 and dataset in replaced):
            continue
        is_text = record == 2 and dataset in DATASETS
        out.append((record, dataset, text_of(content, declared=declared).encode() if is_text else content))
    for name, value in new.items():
        most = DATASETS[NUMBERS[name]][2]
        texts = [value] if isinstance(value, str) else value
        out += [(2, NUMBERS[name], cut(text, most)) for text in texts if text]
    out.sort(key=lambda one: one[:2])
    return b"".join(
        b"\x1c" + struct.pack(">BBH", *one[:2], len(one[2])) + one[2] for one in out if len(one[2]) < 0x8000
    )


def in_photoshop(photoshop: bytes, iim: bytes) -> bytes:
    """Photoshop's resources with these records and their digest, by which others see that they go with the XMP."""
    try:
        kept = [one for one in resources(photoshop) if one[0] not in {IPTC_RESOURCE, DIGEST_RESOURCE}]
    except Malformed:
        kept = []
    digest = hashlib.md5(iim, usedforsecurity=False).digest()
    all_of_them = [(IPTC_RESOURCE, b"\0\0", iim), (DIGEST_RESOURCE, b"\0\0", digest), *kept]
    return b"".join(
        b"8BIM"
        + struct.pack(">H", number)
        + name
        + struct.pack(">I", len(content))
        + content
        + b"\0" * (len(content) % 2)
        for number, name, content in all_of_them
    )


def digest_state(photoshop: bytes, iim: bytes) -> str:
    """`same` when the stored digest is that of the records, `changed` when not, `` when none is stored (MWG 2.0, 3.3)."""
    stored = next((content for number, _name, content in resources(photoshop) if number == DIGEST_RESOURCE), b"")
    if not stored:
        return ""
    return "same" if stored == hashlib.md5(iim, usedforsecurity=False).digest() else "changed"
