"""All that a picture file says of itself: EXIF, IIM and XMP as plain values. Broken parts are noted, never raised."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PIL import Image

from scicomm.assets.rules.metadata import chunks, exif, iim, isobmff, jpeg, xmp
from scicomm.assets.rules.metadata.blocks import MOST_FILE, Blocks, Malformed, kind_of, without_head

_XMP_TAG, _IPTC_TAG, _PHOTOSHOP_TAG = 700, 33723, 34377
_READERS: dict[str, Callable[[bytes], Blocks]] = {
    "jpeg": jpeg.read,
    "png": chunks.read_png,
    "webp": chunks.read_webp,
    "avif": isobmff.read,
}


@dataclass(frozen=True)
class Embedded:
    """What was read. `digest` says whether IIM was changed after XMP: `same`, `changed`, or empty when nothing tells."""

    kind: str = ""
    exif: exif.Values = field(default_factory=dict)
    iim: iim.Values = field(default_factory=dict)
    xmp: xmp.Values = field(default_factory=dict)
    digest: str = ""
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The values as they are kept on a row."""
        return {"kind": self.kind, "exif": self.exif, "iim": self.iim, "xmp": self.xmp, "digest": self.digest}

    @classmethod
    def from_json(cls, kept: dict[str, Any], notes: tuple[str, ...] = ()) -> Embedded:
        known = {key: kept[key] for key in ("kind", "exif", "iim", "xmp", "digest") if key in kept}
        return cls(notes=notes, **known)


def blocks_of(data: bytes) -> Blocks:
    """The raw blocks of a file; what is broken is left out and noted."""
    kind = kind_of(data)
    if len(data) > MOST_FILE:
        return Blocks(notes=("the file is too large to be read",))
    reader = _READERS.get(kind, _with_pillow if kind else None)
    if reader is None:
        return Blocks(notes=("the file is no picture of a known format",))
    try:
        return reader(data)
    except (Malformed, IndexError, ValueError, OverflowError) as error:
        return Blocks(notes=(str(error),))
    except Exception as error:  # noqa: BLE001 - struct and Pillow raise whatever their parts raise on broken files
        return Blocks(notes=(f"the file is broken: {type(error).__name__}",))


def _with_pillow(data: bytes) -> Blocks:
    """TIFF and GIF as far as Pillow gives their blocks."""
    with Image.open(io.BytesIO(data)) as picture:
        tags: Any = getattr(picture, "tag_v2", {})
        packet = picture.info.get("xmp") or tags.get(_XMP_TAG, b"")
        block = picture.info.get("exif", b"")
        if not block and tags:
            # The tags of a TIFF file are its EXIF.
            block = picture.getexif().tobytes()
        return Blocks(
            exif=without_head(block),
            photoshop=_raw(tags.get(_PHOTOSHOP_TAG)),
            iim=_raw(tags.get(_IPTC_TAG)),
            xmp=(packet,) if isinstance(packet, bytes) and packet else (),
        )


def _raw(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, tuple) and all(isinstance(one, int) for one in value):
        # Some writers keep the records as 32-bit numbers.
        return b"".join(one.to_bytes(4, "little") for one in value if 0 <= one < 1 << 32)
    return b""


def iim_of(blocks: Blocks) -> bytes:
    """The IIM records, wherever the format keeps them."""
    if blocks.iim:
        return blocks.iim
    return b"".join(
        content for number, _name, content in iim.resources(blocks.photoshop) if number == iim.IPTC_RESOURCE
    )


def read(data: bytes) -> Embedded:
    """Everything a file says of itself. Never raises: what cannot be read is noted."""
    blocks = blocks_of(data)
    notes = list(blocks.notes)

    def tried(part: Callable[[], Any], empty: Any) -> Any:
        try:
            return part()
        except Malformed as error:
            notes.append(str(error))
        except Exception as error:  # noqa: BLE001 - a broken part must not take the sound ones with it
            notes.append(f"a block is broken: {type(error).__name__}")
        return empty

    records = tried(lambda: iim_of(blocks), b"")
    packets: xmp.Values = {}
    for packet in blocks.xmp:
        packets = {**tried(partial(xmp.values, packet), {}), **packets}
    return Embedded(
        kind=kind_of(data),
        exif=tried(lambda: exif.values(blocks.exif), {}),
        iim=tried(lambda: iim.values(iim.records(records)), {}),
        xmp=packets,
        digest=tried(lambda: iim.digest_state(blocks.photoshop, records), ""),
        notes=tuple(notes),
    )
