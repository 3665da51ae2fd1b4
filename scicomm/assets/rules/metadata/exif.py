"""EXIF (CIPA DC-008) as plain values by Pillow; artist, copyright and description written, the exact place taken out."""

from __future__ import annotations

from typing import Any

from PIL import ExifTags, Image

from scicomm.assets.rules.metadata.blocks import MOST_BLOCK, Malformed

Values = dict[str, str | int | float | list[Any]]
ARTIST, COPYRIGHT, DESCRIPTION = 0x013B, 0x8298, 0x010E
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
# Pictures in pictures, maker's notes and pointers: no description of the picture.
_SKIPPED = {0x927C, EXIF_IFD, GPS_IFD, 0xA005, 0x0201, 0x0202, 0x02BC, 0x83BB, 0x8649, 0xC4A5}
_DIGITS = {"ExifVersion", "FlashpixVersion", "InteroperabilityVersion"}
# Pillow writes one name otherwise than the standard does.
_NAMES = ExifTags.TAGS | {0xA000: "FlashpixVersion"}
_COMMENT_CHARSETS = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}
_LONGEST = 4000


def opened(block: bytes) -> Image.Exif:
    """A block as Pillow reads it."""
    if len(block) > MOST_BLOCK:
        raise Malformed("an EXIF block is too large")
    exif = Image.Exif()
    if block:
        try:
            exif.load(b"Exif\0\0" + block)
        except Exception as error:
            raise Malformed("an EXIF block cannot be read") from error
    return exif


def values(block: bytes) -> Values:
    """The tags by their names; positions of a block's GPS part as signed degrees under GPSLatitude and GPSLongitude."""
    if not block:
        return {}
    exif = opened(block)
    try:
        read = _named(dict(exif)) | _named(dict(exif.get_ifd(EXIF_IFD)))
        gps = dict(exif.get_ifd(GPS_IFD))
    except Exception as error:
        raise Malformed("an EXIF block cannot be read") from error
    return read | _position(gps)


def _named(tags: dict[int, Any]) -> Values:
    read: Values = {}
    for number, raw in tags.items():
        if number not in _SKIPPED:
            name = _NAMES.get(number, f"0x{number:04x}")
            value = _plain(raw, name)
            if value not in ("", []):
                read[name] = value
    return read


def _plain(raw: Any, name: str) -> Any:
    if isinstance(raw, bytes):
        return _text(raw, name)
    if isinstance(raw, str):
        return _mended(raw)
    if isinstance(raw, tuple):
        return [_plain(one, name) for one in raw[:64]]
    if isinstance(raw, int):
        return raw
    try:
        number = float(raw)
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    if number != number or number in {float("inf"), float("-inf")}:
        return ""
    return int(number) if number.is_integer() else number


def _mended(text: str) -> str:
    """Text that was UTF-8 and was read as Latin-1, read as what it is (MWG 2.0, 5.1: EXIF text is written in UTF-8)."""
    try:
        return text.encode("latin-1").decode("utf-8").rstrip("\0")[:_LONGEST]
    except UnicodeError:
        return text.rstrip("\0")[:_LONGEST]


def _text(raw: bytes, name: str) -> str:
    if name in _DIGITS:
        return raw.decode("ascii", "replace")
    if name == "UserComment":
        return raw[8:].decode(_COMMENT_CHARSETS.get(raw[:8], "utf-8"), "replace").strip("\0 ")[:_LONGEST]
    if name.startswith("XP"):
        return raw.decode("utf-16-le", "replace").rstrip("\0")[:_LONGEST]
    return " ".join(str(one) for one in raw[:64])


def _position(gps: dict[int, Any]) -> Values:
    read: Values = {}
    for name, number, negative in (("GPSLatitude", 2, "S"), ("GPSLongitude", 4, "W")):
        try:
            degrees, minutes, seconds = (float(one) for one in gps[number])
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            continue
        value = degrees + minutes / 60 + seconds / 3600
        if value == value and value <= 180:
            read[name] = round(-value if str(gps.get(number - 1, "")).upper().startswith(negative) else value, 7)
    return read


def written(block: bytes, *, artist: str, copyright_notice: str, description: str, gps: bool) -> bytes:
    """The block with these three texts (empty: as it was) and, unless `gps`, without the exact place."""
    try:
        exif = opened(block)
    except Malformed:
        exif = Image.Exif()
    for number, text in ((ARTIST, artist), (COPYRIGHT, copyright_notice), (DESCRIPTION, description)):
        if text:
            # Bytes: Pillow would put question marks for what is not ASCII.
            exif[number] = text.encode()
    for number, kept in list(exif.items()):
        if isinstance(kept, str):
            exif[number] = kept.encode("latin-1", "replace")
    if not gps and GPS_IFD in exif:
        del exif[GPS_IFD]
    if not len(exif):
        return b""
    try:
        return exif.tobytes()[6:]
    except Exception as error:
        raise Malformed("an EXIF block cannot be written") from error
