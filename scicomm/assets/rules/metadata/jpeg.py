"""JPEG segments: EXIF and XMP in APP1 (XMP part 3, 1.1.3, with extended packets), Photoshop's resources in APP13."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from scicomm.assets.rules.metadata.blocks import MOST_BLOCK, Blocks, Malformed

APP1, APP13, SOS, EOI = 0xE1, 0xED, 0xDA, 0xD9
EXIF_HEAD = b"Exif\0\0"
XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
MORE_HEAD = b"http://ns.adobe.com/xmp/extension/\0"
PHOTOSHOP_HEAD = b"Photoshop 3.0\0"
MOST_IN_SEGMENT = 65_533
MOST_MAIN_PACKET = 65_502
_GUID = 32
# Markers without a length: TEM and the restart markers.
_BARE = {0x01, *range(0xD0, 0xD8)}


@dataclass(frozen=True)
class Segment:
    """One marker segment before the picture data; `payload` is without the two bytes of length."""

    marker: int
    payload: bytes

    def written(self) -> bytes:
        return b"\xff" + bytes([self.marker]) + struct.pack(">H", len(self.payload) + 2) + self.payload


def split(data: bytes) -> tuple[list[Segment], bytes]:
    """The segments before the first scan, and everything from the scan on, to the byte."""
    segments: list[Segment] = []
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise Malformed("a JPEG marker is missing")
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in {SOS, EOI}:
            return segments, data[place:]
        if marker in _BARE:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        if length < 2 or place + 2 + length > len(data):
            raise Malformed("a JPEG segment is longer than the file")
        segments.append(Segment(marker, data[place + 4 : place + 2 + length]))
        place += 2 + length
    raise Malformed("a JPEG file has no picture data")


def read(data: bytes) -> Blocks:
    """All blocks of a JPEG file: every EXIF, XMP and Photoshop segment, in order."""
    segments, _rest = split(data)
    ours = [one.payload for one in segments if one.marker == APP1]
    exif = next((one[len(EXIF_HEAD) :] for one in ours if one.startswith(EXIF_HEAD)), b"")
    main = [one[len(XMP_HEAD) :] for one in ours if one.startswith(XMP_HEAD)]
    resources = b"".join(
        one.payload[len(PHOTOSHOP_HEAD) :]
        for one in segments
        if one.marker == APP13 and one.payload.startswith(PHOTOSHOP_HEAD)
    )
    more, notes = _extended([one[len(MORE_HEAD) :] for one in ours if one.startswith(MORE_HEAD)], b"".join(main))
    return Blocks(exif=exif, photoshop=resources, xmp=(*main, *more), notes=notes)


def _extended(parts: list[bytes], main: bytes) -> tuple[list[bytes], tuple[str, ...]]:
    """Extended packets put together; only those that the main packet names by their MD5, as the standard asks."""
    packets: dict[bytes, bytearray] = {}
    for part in parts:
        if len(part) < _GUID + 8:
            return [], ("an extended XMP segment is too short",)
        guid = part[:_GUID]
        total, offset = struct.unpack_from(">II", part, _GUID)
        body = part[_GUID + 8 :]
        if total > MOST_BLOCK or offset + len(body) > total:
            return [], ("an extended XMP packet is too large",)
        packet = packets.setdefault(guid, bytearray(total))
        if len(packet) != total:
            return [], ("the parts of an extended XMP packet do not fit together",)
        packet[offset : offset + len(body)] = body
    named = [bytes(packet) for guid, packet in packets.items() if guid in main]
    unnamed = ("an extended XMP packet belongs to no packet here",) if len(named) < len(packets) else ()
    return named, unnamed


def write(data: bytes, blocks: Blocks) -> bytes:
    """The same picture with these blocks in place of those it had; pixels and other segments stay as they are."""
    segments, rest = split(data)
    kept = [one for one in segments if not _is_ours(one)]
    # JFIF's APP0 stays first, as JFIF demands; EXIF, XMP and Photoshop follow it.
    front = [one for one in kept if one.marker == 0xE0][:1]
    others = [one for one in kept if one not in front]
    made = _segments_of(blocks)
    return b"\xff\xd8" + b"".join(one.written() for one in [*front, *made, *others]) + rest


def _is_ours(segment: Segment) -> bool:
    heads = {APP1: (EXIF_HEAD, XMP_HEAD, MORE_HEAD), APP13: (PHOTOSHOP_HEAD,)}.get(segment.marker, ())
    return any(segment.payload.startswith(head) for head in heads)


def _segments_of(blocks: Blocks) -> list[Segment]:
    made = []
    if blocks.exif and len(blocks.exif) + len(EXIF_HEAD) <= MOST_IN_SEGMENT:
        made.append(Segment(APP1, EXIF_HEAD + blocks.exif))
    if blocks.xmp:
        made.append(Segment(APP1, XMP_HEAD + blocks.xmp[0]))
    for packet in blocks.xmp[1:]:
        made += _extension(packet)
    step = MOST_IN_SEGMENT - len(PHOTOSHOP_HEAD)
    for start in range(0, len(blocks.photoshop), step):
        made.append(Segment(APP13, PHOTOSHOP_HEAD + blocks.photoshop[start : start + step]))
    return made


def guid_of(packet: bytes) -> str:
    """The name by which a main packet points to its extension."""
    return hashlib.md5(packet, usedforsecurity=False).hexdigest().upper()


def _extension(packet: bytes) -> list[Segment]:
    head = MORE_HEAD + guid_of(packet).encode() + struct.pack(">I", len(packet))
    step = MOST_IN_SEGMENT - len(head) - 4
    return [
        Segment(APP1, head + struct.pack(">I", start) + packet[start : start + step])
        for start in range(0, len(packet), step)
    ]
