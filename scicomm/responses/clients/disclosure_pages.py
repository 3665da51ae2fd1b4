"""The door to the typesetter for PDF files from outside: their pages as pictures, and a copy with parts really removed.

The copy is made of pictures with the boxes painted into their pixels: no text, no layers, no attachments and no history of the
original are carried over.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import typst
from PIL import Image, ImageDraw

from scicomm.responses.rules.disclosure_redaction import Box, CannotRedact

MOST_PAGES = 60
_DOTS = 130.0
_PAGE = "#set page(width: auto, height: auto, margin: 0pt)\n"


def page_picture(folder: Path, page: int) -> bytes:
    """One page of `original.pdf` in a folder as a PNG. Raises CannotRedact for what is no PDF and a page that is not there."""
    main = folder / "page.typ"
    main.write_text(f'{_PAGE}#image("original.pdf", page: {page})', encoding="utf-8")
    try:
        made = typst.compile(str(main), root=str(folder), format="png", ppi=_DOTS)
    except (typst.TypstError, ValueError, RuntimeError) as error:
        raise CannotRedact("pdf" if page == 1 else "page", str(page)) from error
    return bytes(made) if isinstance(made, bytes) else bytes(made[0])


def pages_of(pdf: bytes) -> list[bytes]:
    """All pages as PNG; at most sixty, so that one file cannot hold the machine."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "original.pdf").write_bytes(pdf)
        pages = [page_picture(folder, 1)]
        while len(pages) <= MOST_PAGES:
            try:
                pages.append(page_picture(folder, len(pages) + 1))
            except CannotRedact:
                return pages
    raise CannotRedact("long", str(MOST_PAGES))


def _blackened(png: bytes, boxes: list[Box]) -> Image.Image:
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    draw, (wide, high) = ImageDraw.Draw(picture), picture.size
    for box in boxes:
        left, top = box.left * wide / 100, box.top * high / 100
        right, bottom = (box.left + box.width) * wide / 100, (box.top + box.height) * high / 100
        draw.rectangle((left, top, right, bottom), fill=(0, 0, 0))
    return picture


def redact_pdf(pdf: bytes, boxes: list[Box]) -> bytes:
    """A new PDF of pictures with the boxes black. Raises CannotRedact for a box on a page that is not there."""
    pages = pages_of(pdf)
    for box in boxes:
        if not 1 <= box.page <= len(pages):
            raise CannotRedact("page", str(box.page))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        lines = []
        for number, png in enumerate(pages, 1):
            picture = _blackened(png, [box for box in boxes if box.page == number])
            picture.save(folder / f"p{number}.png")
            lines.append(f'#image("p{number}.png", width: {picture.size[0] * 72 / _DOTS:.2f}pt)')
        main = folder / "main.typ"
        main.write_text(_PAGE + "\n#pagebreak()\n".join(lines), encoding="utf-8")
        return bytes(typst.compile(str(main), root=str(folder)))
