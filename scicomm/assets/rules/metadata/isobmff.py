"""AVIF and HEIF (ISO/IEC 14496-12 and 23008-12): EXIF and XMP as items, read and put back without touching pixels.

Only the `meta` box is rewritten. New contents stand in a box of their own at the end of the file; places of all other items move
by as many bytes as the `meta` box grew.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from scicomm.assets.rules.metadata.blocks import MOST_BLOCK, MOST_PARTS, Blocks, Malformed, without_head

_XMP_TYPE = b"application/rdf+xml"


@dataclass
class Item:
    """One item: its number, its type (with the media type of a `mime` item), and where its bytes stand."""

    number: int
    entry: bytes = b""
    kind: bytes = b""
    method: int = 0
    extents: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Box:
    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places."""
    seen = 0
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        size = end - start if size == 0 else size
        seen += 1
        if size < body - start or start + size > end or seen > MOST_PARTS:
            raise Malformed("a box is longer than what holds it")
        yield Box(kind, start, body, start + size)
        start += size


def _meta(data: bytes) -> tuple[Box, dict[bytes, Box]]:
    meta = next((box for box in boxes(data, 0, len(data)) if box.kind == b"meta"), None)
    if meta is None:
        raise Malformed("there is no meta box")
    return meta, {box.kind: box for box in boxes(data, meta.body + 4, meta.end)}


def _number(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "big")


def _items(data: bytes, inner: dict[bytes, Box]) -> dict[int, Item]:
    """The items that `iinf` lists, with their places from `iloc`."""
    found: dict[int, Item] = {}
    listed = inner.get(b"iinf")
    if listed is None:
        return found
    head = 6 if data[listed.body] == 0 else 8
    for box in boxes(data, listed.body + head, listed.end):
        version = data[box.body]
        if box.kind != b"infe" or version < 2:
            continue
        wide = 4 if version == 3 else 2
        number = _number(data, box.body + 4, wide)
        rest = data[box.body + 4 + wide + 2 : box.end]
        kind = rest[:4]
        if kind == b"mime":
            parts = rest[4:].split(b"\0")
            kind = parts[1] if len(parts) > 1 else b"mime"
        found[number] = Item(number, entry=data[box.start : box.end], kind=kind)
    if b"iloc" in inner:
        _places(data, inner[b"iloc"], found)
    return found


def _places(data: bytes, box: Box, items: dict[int, Item]) -> None:
    """Fill in where each item stands."""
    version = data[box.body]
    sizes = data[box.body + 4 : box.body + 6]
    of_offset, of_length, of_base = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    of_index = sizes[1] & 15 if version else 0
    wide = 4 if version == 2 else 2
    place = box.body + 6
    count = _number(data, place, wide)
    place += wide
    for _each in range(min(count, MOST_PARTS)):
        item = items.setdefault(_number(data, place, wide), Item(_number(data, place, wide)))
        place += wide
        if version:
            item.method = _number(data, place, 2) & 15
            place += 2
        base = _number(data, place + 2, of_base)
        place += 2 + of_base
        extents = _number(data, place, 2)
        place += 2
        for _extent in range(min(extents, MOST_PARTS)):
            offset = base + _number(data, place + of_index, of_offset)
            item.extents.append((offset, _number(data, place + of_index + of_offset, of_length)))
            place += of_index + of_offset + of_length
        if place > box.end:
            raise Malformed("the places of items are cut short")


def _content(data: bytes, item: Item, inner: dict[bytes, Box]) -> bytes:
    base = inner[b"idat"].body if item.method == 1 and b"idat" in inner else 0
    if sum(length for _offset, length in item.extents) > MOST_BLOCK:
        raise Malformed("an item is too large")
    return b"".join(data[base + offset : base + offset + length] for offset, length in item.extents)


def read(data: bytes) -> Blocks:
    """EXIF and XMP of an AVIF or HEIF file."""
    _box, inner = _meta(data)
    exif, packets = b"", []
    for item in _items(data, inner).values():
        if item.kind == b"Exif":
            content = _content(data, item, inner)
            skip = _number(content, 0, 4)
            exif = without_head(content[4:]) if skip <= 6 else content[4 + skip :]
        elif item.kind == _XMP_TYPE:
            packets.append(_content(data, item, inner))
    return Blocks(exif=exif, xmp=tuple(packets))


def write(data: bytes, blocks: Blocks) -> bytes:
    """The same picture with these blocks as items."""
    meta, inner = _meta(data)
    items = _items(data, inner)
    if b"pitm" not in inner or b"iloc" not in inner:
        raise Malformed("the picture has no main item")
    head = inner[b"pitm"]
    primary = _number(data, head.body + 4, 4 if data[head.body] else 2)
    old = {number for number, item in items.items() if item.kind in {b"Exif", _XMP_TYPE}}
    kept = [item for number, item in items.items() if number not in old]
    data = data[: _used(data, kept, meta.end)]
    contents = [(b"Exif\0", struct.pack(">I", 0) + blocks.exif)] if blocks.exif else []
    if blocks.xmp:
        contents.append((b"mime\0" + _XMP_TYPE + b"\0", blocks.xmp[0]))
    number = max(items, default=0)
    new = [
        Item(number + 1 + place, entry=_entry(number + 1 + place, kind)) for place, (kind, _c) in enumerate(contents)
    ]
    if number + len(new) > 0xFFFF:
        raise Malformed("the picture has too many items")
    refs = _references(data, inner.get(b"iref"), old, [item.number for item in new], primary)
    tail = _box(b"mdat", b"".join(content for _kind, content in contents)) if contents else b""
    bodies = {
        box.kind: data[box.start : box.end] for box in inner.values() if box.kind not in {b"iloc", b"iinf", b"iref"}
    }
    listing = _box(
        b"iinf", b"\0\0\0\0" + struct.pack(">H", len(kept) + len(new)) + b"".join(i.entry for i in [*kept, *new])
    )

    def made(shift: int) -> bytes:
        end = len(data) + shift + 8
        for (_kind, content), item in zip(contents, new, strict=True):
            item.extents = [(end, len(content))]
            end += len(content)
        places = _iloc(kept, new, meta.end, shift)
        return _box(b"meta", data[meta.body : meta.body + 4] + b"".join(bodies.values()) + listing + refs + places)

    grown = len(made(0)) - (meta.end - meta.start)
    return data[: meta.start] + made(grown) + data[meta.end :] + tail


def _used(data: bytes, kept: list[Item], meta_end: int) -> int:
    """Where the file ends without a last box that only the replaced items stood in."""
    last = list(boxes(data, 0, len(data)))[-1]
    needed = any(offset + length > last.start for item in kept if item.method == 0 for offset, length in item.extents)
    return len(data) if needed or last.kind != b"mdat" or last.start < meta_end else last.start


def _entry(number: int, kind: bytes) -> bytes:
    return _box(b"infe", b"\2\0\0\1" + struct.pack(">HH", number, 0) + (kind[:4] + b"\0" + kind[5:]))


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def _iloc(kept: list[Item], new: list[Item], meta_end: int, shift: int) -> bytes:
    """All places, with offsets of four bytes from the start of the file; items inside the meta box keep theirs."""
    body = b"\1\0\0\0\x44\0" + struct.pack(">H", len(kept) + len(new))
    for item in [*kept, *new]:
        moved = shift if item.method == 0 and item not in new else 0
        body += struct.pack(">HHHH", item.number, item.method, 0, len(item.extents))
        for offset, length in item.extents:
            body += struct.pack(">II", offset + (moved if offset >= meta_end else 0), length)
    return _box(b"iloc", body)


def _references(data: bytes, box: Box | None, old: set[int], new: list[int], primary: int) -> bytes:
    """Which item speaks of which: what spoke of the old items goes, the new ones describe the main picture."""
    version = data[box.body] if box else 0
    wide = 4 if version else 2
    kept = []
    for ref in boxes(data, box.body + 4, box.end) if box else ():
        if _number(data, ref.body, wide) not in old:
            kept.append(data[ref.start : ref.end])
    shape = ">IHI" if version else ">HHH"
    kept += [_box(b"cdsc", struct.pack(shape, number, 1, primary)) for number in new]
    return _box(b"iref", bytes([version, 0, 0, 0]) + b"".join(kept)) if kept else b""
