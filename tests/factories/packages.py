"""Zip packages written for tests: honest ones, and ones that try tricks."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping

from PIL import Image


def zipped(entries: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def raw_named(name: bytes, data: bytes) -> bytes:
    """A zip of one file whose name is these very bytes, without the mark for UTF-8."""
    stand_in = "x" * len(name)
    return zipped({stand_in: data}).replace(stand_in.encode(), name)


def link_named(name: str, target: str) -> bytes:
    """A zip with a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, target)
    return out.getvalue()


def locked(entries: Mapping[str, bytes]) -> bytes:
    """A zip that says its files are encrypted."""
    data = bytearray(zipped(entries))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "#17528f") -> bytes:
    """A small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def figure(href: str, label: str = "Figure 1") -> str:
    """A figure that names a file."""
    return f'<fig id="f1"><label>{label}</label><caption><p>Bands</p></caption><graphic xlink:href="{href}"/></fig>'
