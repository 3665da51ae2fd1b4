"""PNG chunks (PNG 3rd edition: eXIf, iTXt with XMP) and WebP's RIFF chunks (EXIF, XMP), read and put back; pixels stay."""

from __future__ import annotations

import struct
import zlib

from scicomm.assets.rules.metadata.blocks import MOST_BLOCK, MOST_PARTS, Blocks, Malformed, without_head

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = b"XML:com.adobe.xmp"
_WEBP_ALPHA, _WEBP_EXIF, _WEBP_XMP = 0x10, 0x08, 0x04


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG file as (type, content)."""
    chunks: list[tuple[bytes, bytes]] = []
    place = len(PNG_HEAD)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        if place + 12 + length > len(data) or len(chunks) > MOST_PARTS:
            raise Malformed("a PNG chunk is longer than the file")
        chunks.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
        if chunks[-1][0] == b"IEND":
            break
    return chunks


def read_png(data: bytes) -> Blocks:
    """EXIF and XMP of a PNG file."""
    exif, packets = b"", []
    for name, content in png_chunks(data):
        if name == b"eXIf":
            exif = without_head(content)
        elif name == b"iTXt" and content.startswith(XMP_KEYWORD + b"\0"):
            packets.append(_text(content[len(XMP_KEYWORD) + 1 :]))
    return Blocks(exif=exif, xmp=tuple(packets))


def _text(rest: bytes) -> bytes:
    """The text of an iTXt chunk after its keyword; unpacked within the limit when it is packed."""
    packed = rest[:1] == b"\1"
    parts = rest[2:].split(b"\0", 2)
    if len(parts) != 3:
        raise Malformed("a PNG text is cut short")
    if not packed:
        return parts[2]
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(parts[2], MOST_BLOCK)
    except zlib.error as error:
        raise Malformed("a packed PNG text cannot be unpacked") from error
    if unpacker.unconsumed_tail:
        raise Malformed("a packed PNG text is too large")
    return text


def write_png(data: bytes, blocks: Blocks) -> bytes:
    """The same PNG with these blocks; they stand before the picture data, where readers expect them."""
    made = []
    if blocks.exif:
        made.append((b"eXIf", blocks.exif))
    if blocks.xmp:
        made.append((b"iTXt", XMP_KEYWORD + b"\0\0\0\0\0" + blocks.xmp[0]))
    kept = [
        (name, content)
        for name, content in png_chunks(data)
        if name != b"eXIf" and not (name == b"iTXt" and content.startswith(XMP_KEYWORD + b"\0"))
    ]
    first = next((number for number, (name, _content) in enumerate(kept) if name == b"IDAT"), len(kept))
    chunks = [*kept[:first], *made, *kept[first:]]
    return PNG_HEAD + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def webp_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a WebP file as (name, content)."""
    chunks: list[tuple[bytes, bytes]] = []
    place = 12
    while place + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, place)
        if place + 8 + length > len(data) or len(chunks) > MOST_PARTS:
            raise Malformed("a WebP chunk is longer than the file")
        chunks.append((name, data[place + 8 : place + 8 + length]))
        place += 8 + length + length % 2
    return chunks


def read_webp(data: bytes) -> Blocks:
    """EXIF and XMP of a WebP file."""
    chunks = dict(webp_chunks(data))
    packet = chunks.get(b"XMP ", b"")
    return Blocks(exif=without_head(chunks.get(b"EXIF", b"")), xmp=(packet,) if packet else ())


def write_webp(data: bytes, blocks: Blocks) -> bytes:
    """The same WebP with these blocks; a simple file gets the header that says there are some (RFC 9649, 2.7)."""
    chunks = [(name, content) for name, content in webp_chunks(data) if name not in {b"EXIF", b"XMP "}]
    flags = (_WEBP_EXIF if blocks.exif else 0) | (_WEBP_XMP if blocks.xmp else 0)
    if chunks and chunks[0][0] == b"VP8X":
        head = chunks[0][1]
        chunks[0] = (b"VP8X", bytes([head[0] & ~(_WEBP_EXIF | _WEBP_XMP) | flags]) + head[1:])
    elif flags:
        chunks.insert(0, (b"VP8X", _webp_head(chunks, flags)))
    if blocks.exif:
        chunks.append((b"EXIF", blocks.exif))
    if blocks.xmp:
        chunks.append((b"XMP ", blocks.xmp[0]))
    body = b"".join(
        name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2) for name, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_head(chunks: list[tuple[bytes, bytes]], flags: int) -> bytes:
    """The extended header of a simple file: size and transparency stand in its only bitstream (RFC 9649, 2.5 and 2.6)."""
    name, content = chunks[0] if chunks else (b"", b"")
    if name == b"VP8L" and len(content) >= 5:
        (bits,) = struct.unpack_from("<I", content, 1)
        width, height = bits & 0x3FFF, bits >> 14 & 0x3FFF
        flags |= _WEBP_ALPHA if bits >> 28 & 1 else 0
    elif name == b"VP8 " and len(content) >= 10:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", content, 6))
        width, height = width - 1, height - 1
    else:
        raise Malformed("a WebP file has no picture")
    return bytes([flags, 0, 0, 0]) + struct.pack("<I", width)[:3] + struct.pack("<I", height)[:3]
