"""Draws what a IIIF plan asks for, from a picture or from the blocks of its pyramid; where these lie on disk is not here.

A pyramid is the picture at 1, 1/2, 1/4 …, each level cut into square blocks, so that a tile of a huge picture decodes a block or
two and never the whole.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from PIL import Image, ImageOps

from scicomm.assets.rules.iiif import Plan, Region

BLOCK = 1024
# Beyond this a picture is not decoded at all (Pillow's own guard stands at half of it, as a warning).
MOST_PIXELS = 400_000_000
BlockOf = Callable[[int, int, int], Image.Image]


class NotAPicture(ValueError):
    """The file cannot be read as a picture, or has more pixels than we decode."""


def open_picture(file: BinaryIO) -> Image.Image:
    """The picture of a file, its pixels not yet read."""
    # Pillow looks for its decoders only when asked by no name; the second time this does nothing.
    Image.init()
    try:
        # Formats are named, so that no rarely used decoder can be reached by a file's content.
        found = Image.open(file, formats=("AVIF", "GIF", "JPEG", "PNG", "TIFF", "WEBP"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error)) from error
    if found.width * found.height > MOST_PIXELS:
        raise NotAPicture(f"{found.width} x {found.height}")
    return found


def upright_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height as the picture is looked at, its EXIF orientation heeded; no pixel is decoded."""
    turned = picture.getexif().get(0x0112) in {5, 6, 7, 8}
    return (picture.height, picture.width) if turned else (picture.width, picture.height)


def decoded(picture: Image.Image) -> Image.Image:
    """The pixels, upright, in RGB, RGBA or L."""
    try:
        upright = ImageOps.exif_transpose(picture)
        if upright.mode in {"RGB", "RGBA", "L"}:
            return upright
        if upright.mode in {"LA", "PA"} or "transparency" in upright.info:
            return upright.convert("RGBA")
        return upright.convert("L" if upright.mode in {"1", "I;16", "I", "F"} else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error)) from error


def level_for(plan: Plan, sizes: list[tuple[int, int]], whole: tuple[int, int]) -> int:
    """The smallest level that still has every pixel that was asked for."""
    needed = max(plan.width / plan.region.width * whole[0], plan.height / plan.region.height * whole[1])
    return max((n for n, size in enumerate(sizes) if max(size) >= needed), default=0)


def level_sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes of the levels of a pyramid, largest first, down to a single block."""
    sizes = [(width, height)]
    while max(sizes[-1]) > BLOCK:
        wide, high = sizes[-1]
        sizes.append(((wide + 1) // 2, (high + 1) // 2))
    return sizes


def blocks_of(picture: Image.Image) -> Iterator[tuple[int, int, int, Image.Image]]:
    """Level, column, row and pixels of every block of a decoded picture's pyramid."""
    for level, size in enumerate(level_sizes(*picture.size)):
        if picture.size != size:
            picture = picture.resize(size, Image.Resampling.BOX)
        for row in range(-(-size[1] // BLOCK)):
            for column in range(-(-size[0] // BLOCK)):
                left, top = column * BLOCK, row * BLOCK
                box = (left, top, min(left + BLOCK, size[0]), min(top + BLOCK, size[1]))
                yield level, column, row, picture.crop(box)


def from_blocks(plan: Plan, sizes: list[tuple[int, int]], whole: tuple[int, int], block_of: BlockOf) -> Image.Image:
    """The region of a plan put together from blocks, before it gets its size."""
    level = level_for(plan, sizes, whole)
    wide, high = sizes[level]
    box = _scaled(plan.region, wide / whole[0], high / whole[1], wide, high)
    made: Image.Image | None = None
    for row in range(box[1] // BLOCK, -(-box[3] // BLOCK)):
        for column in range(box[0] // BLOCK, -(-box[2] // BLOCK)):
            block = block_of(level, column, row)
            if made is None:
                made = Image.new(block.mode, (box[2] - box[0], box[3] - box[1]))
            made.paste(block, (column * BLOCK - box[0], row * BLOCK - box[1]))
    if made is None:
        raise NotAPicture("no block")
    return made


def _scaled(region: Region, across: float, down: float, wide: int, high: int) -> tuple[int, int, int, int]:
    left, top = int(region.x * across), int(region.y * down)
    right, bottom = round((region.x + region.width) * across), round((region.y + region.height) * down)
    return left, top, min(max(right, left + 1), wide), min(max(bottom, top + 1), high)


def cut(picture: Image.Image, plan: Plan, whole: tuple[int, int]) -> Image.Image:
    """The region of a plan out of a decoded picture, which may be smaller than the whole (a JPEG read in draft mode)."""
    box = _scaled(plan.region, picture.width / whole[0], picture.height / whole[1], *picture.size)
    return picture if box == (0, 0, *picture.size) else picture.crop(box)


def finished(part: Image.Image, plan: Plan) -> bytes:
    """The region in its size, mirrored, turned, in its quality and format."""
    if part.size != (plan.width, plan.height):
        part = part.resize((plan.width, plan.height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if plan.mirrored:
        part = ImageOps.mirror(part)
    part = _turned(part, plan)
    if plan.quality != "default":
        part = _flat(part).convert("L")
    if plan.quality == "bitonal":
        part = part.point(lambda value: 255 if value >= 128 else 0)
    return encoded(part, plan.format)


def _turned(part: Image.Image, plan: Plan) -> Image.Image:
    """Clockwise; what no pixel covers is transparent where the format can be, white where it cannot."""
    quarter = {
        90.0: Image.Transpose.ROTATE_270, 180.0: Image.Transpose.ROTATE_180, 270.0: Image.Transpose.ROTATE_90,
    }.get(plan.degrees)  # fmt: skip
    if quarter is not None:
        return part.transpose(quarter)
    if not plan.degrees:
        return part
    return part.convert("RGBA").rotate(-plan.degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(0, 0, 0, 0))


def _flat(part: Image.Image) -> Image.Image:
    if part.mode != "RGBA":
        return part
    ground = Image.new("RGB", part.size, (255, 255, 255))
    ground.paste(part, mask=part.getchannel("A"))
    return ground


def encoded(part: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    write = part.save if form in {"png", "webp"} else _flat(part).save
    if form == "png":
        write(out, "PNG", compress_level=4)
    elif form == "webp":
        write(out, "WEBP", quality=82, method=3)
    else:
        write(out, "JPEG", quality=88, progressive=True)
    return out.getvalue()
