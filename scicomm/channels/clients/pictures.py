"""Pictures in the form a platform takes: converted, scaled, small enough, with their rights still written in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import typst
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from scicomm.assets.rules import metadata
from scicomm.channels.clients.outlets import ReadPicture
from scicomm.channels.rules.packages import Package, Picture
from scicomm.channels.rules.pictures import PictureRule

# Room for the rights that are written in after scaling.
_RIGHTS = 16_000
_QUALITIES = (90, 82, 74, 66, 58)
_SHRINK = 0.8
_LEAST = 200
_POINTS = 192
# A JPEG's own bound for one block is 65,533 bytes.
_BLOCK = 60_000


class UnfitPicture(Exception):
    """A picture that cannot be handed over; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class File:
    """A picture as it is handed over: bytes, type, name, size in pixels."""

    data: bytes
    mime: str
    width: int
    height: int
    stem: str = "picture"

    @property
    def name(self) -> str:
        return f"{self.stem}.{'jpg' if self.mime == 'image/jpeg' else self.mime.rpartition('/')[2]}"


def file_of(picture: Picture, package: Package, read: ReadPicture, rule: PictureRule) -> File:
    """The bytes of a package's picture as the platform takes them; a formula is drawn. Raises UnfitPicture."""
    source = package.fields.get(picture.key, "")
    try:
        data = formula(source) if picture.key.startswith("formula:") else read(picture)
        return fit(data, rule, picture)
    except (LookupError, OSError, ValueError, Image.DecompressionBombError, typst.TypstError) as error:
        raise UnfitPicture(_("its file cannot be read.")) from error


def fit(data: bytes, rule: PictureRule, picture: Picture) -> File:
    """The picture itself where the platform takes it as it is, or a JPEG of it that it takes. Raises UnfitPicture, OSError."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            form, mime = image.format or "", Image.MIME.get(image.format or "", "")
            if form in rule.formats and len(data) <= rule.most_bytes and rule.size(*image.size) == image.size:
                return File(data, mime, *image.size)
            plain, said = _flat(image), _said(image)
    except (UnidentifiedImageError, SyntaxError) as error:
        raise UnfitPicture(_("its file is not a picture that can be read.")) from error
    for made, size in _smaller(plain, rule, said):
        if len(made) <= rule.most_bytes - min(_RIGHTS, rule.most_bytes // 4):
            return File(_with_rights(made, rule, picture), "image/jpeg", *size)
    raise UnfitPicture(_("it cannot be made small enough."))


def _flat(image: Image.Image) -> Image.Image:
    """The picture upright, in colours that JPEG has, white where it was clear."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        ground = Image.new("RGBA", upright.size, "white")
        ground.alpha_composite(upright.convert("RGBA"))
        return ground.convert("RGB")
    return upright.convert("RGB")


def _said(image: Image.Image) -> dict[str, bytes]:
    """What the file says of itself (EXIF, XMP) as it goes into the copy; the place is taken out when the rights are written."""
    exif = image.getexif()
    exif.pop(ExifTags.Base.Orientation, None)
    exif.pop(ExifTags.IFD.GPSInfo, None)
    said = {"exif": exif.tobytes() if len(exif) else b"", "xmp": image.info.get("xmp") or b""}
    return {name: block for name, block in said.items() if isinstance(block, bytes) and 0 < len(block) < _BLOCK}


def _smaller(image: Image.Image, rule: PictureRule, said: dict[str, bytes]) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """JPEGs of the picture, each smaller than the one before: first coarser, then with fewer pixels."""
    size = rule.size(*image.size)
    while max(size) >= min(_LEAST, *image.size):
        picture = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True, **said)
            yield out.getvalue(), size
        size = max(1, int(size[0] * _SHRINK)), max(1, int(size[1] * _SHRINK))


def _with_rights(made: bytes, rule: PictureRule, picture: Picture) -> bytes:
    """The copy with what the story says of its rights beside what the file said; as it is where that cannot be written."""
    rights = metadata.Rights(credit=picture.credit, usage_terms=picture.licence)
    try:
        marked = metadata.write_rights(made, "jpeg", rights)
    except metadata.Malformed:
        return made
    return marked if len(marked) <= rule.most_bytes else made


def formula(source: str) -> bytes:
    """A formula as a PNG, from the source that rules/formulas.py made."""
    made = typst.compile(source.encode(), format="png", ppi=_POINTS)
    return made if isinstance(made, bytes) else bytes(made[0] if made else b"")


def plain_cover(title: str) -> File:
    """A cover without a picture: bands in our ink and malachite whose widths the title decides, so that two articles differ."""
    picture = Image.new("RGB", (900, 383), "#133a5e")
    place = 0
    for index, letter in enumerate(title or "-"):
        width = 12 + ord(letter) % 48
        picture.paste(("#133a5e", "#0d4337", "#1a252e", "#17528f")[index % 4], (place, 0, place + width, 383))
        place += width
    picture.paste("#13866d", (0, 300, 900, 304))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return File(out.getvalue(), "image/png", 900, 383)
