"""What a picture file holds beside its pixels: the raw EXIF, IIM and XMP blocks, and the limits within which they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace

# What is larger is no description of a picture: it is not read, and a note says so.
MOST_FILE = 512 * 1024 * 1024
MOST_BLOCK = 8 * 1024 * 1024
MOST_PARTS = 20_000

# Formats in which blocks are found and written without touching a pixel.
FORMATS = ("jpeg", "png", "webp", "avif", "tiff", "gif")


class Malformed(ValueError):
    """A file or a block is not built as its standard says."""


@dataclass(frozen=True)
class Blocks:
    """The raw blocks: `exif` begins with the TIFF header, `photoshop` is the run of 8BIM resources, `xmp` the packets."""

    exif: bytes = b""
    photoshop: bytes = b""
    iim: bytes = b""
    xmp: tuple[bytes, ...] = ()
    notes: tuple[str, ...] = ()

    def noting(self, note: str) -> Blocks:
        return replace(self, notes=(*self.notes, note))


def kind_of(data: bytes) -> str:
    """The format by the first bytes of a file, never by its name; "" when it is none of ours."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and any(brand in data[8:64] for brand in (b"avif", b"avis", b"mif1", b"heic", b"heix")):
        return "avif"
    if data[:4] in {b"II*\0", b"MM\0*"}:
        return "tiff"
    return "gif" if data[:6] in {b"GIF87a", b"GIF89a"} else ""


def without_head(exif: bytes) -> bytes:
    """EXIF as a TIFF stream, without the "Exif" mark that JPEG puts in front and that others put there by mistake."""
    return exif[6:] if exif.startswith(b"Exif\0") else exif
