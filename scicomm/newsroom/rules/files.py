"""Which files a lead may bring: kinds that are read and never run, known by their first bytes; pure."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

MOST_FILES = 10
MOST_BYTES = 20 * 1024 * 1024
MOST_BYTES_TOGETHER = 60 * 1024 * 1024

_OFFICE = "application/vnd.openxmlformats-officedocument"
# Extension to media type. Nothing here is a program, a page or a picture made of markup.
KINDS: dict[str, str] = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain",
    "md": "text/plain",
    "csv": "text/csv",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
}
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "webm": (b"\x1aE\xdf\xa3",),
}
_BOXES = frozenset({"heic", "m4a", "mp4", "mov"})
_RIFF = {"webp": b"WEBP", "wav": b"WAVE"}
_ZIPPED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
_WORDS = frozenset({"txt", "md", "csv"})
# What runs when a document is opened.
_MACROS = re.compile(r"vbaProject|(^|/)(Basic|Scripts)/|activeX", re.IGNORECASE)


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: its name and its bytes."""

    name: str
    data: bytes


def shown_name(name: str) -> str:
    """A file's own name without folders, control characters and marks that turn writing round."""
    base = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(char for char in unicodedata.normalize("NFC", base) if unicodedata.category(char)[0] != "C")
    stem, dot, ending = kept.strip(" .").rpartition(".")
    return f"{stem[:120]}{dot}{ending[:10]}" if dot else ending[:130]


def ending_of(name: str) -> str:
    return shown_name(name).rpartition(".")[2].lower() if "." in name else ""


def file_problem(file: Sent) -> str:
    """Why a file is not taken: `empty`, `large`, `kind` (not a kind that is taken), `content` (not what its name says), `macro`;
    nothing where it is good."""
    ending = ending_of(file.name)
    if not file.data:
        return "empty"
    if len(file.data) > MOST_BYTES:
        return "large"
    if ending not in KINDS:
        return "kind"
    return _content_problem(ending, file.data)


def _content_problem(ending: str, data: bytes) -> str:
    if ending in _ZIPPED:
        return _zip_problem(ending, data)
    if ending in _WORDS:
        good = b"\x00" not in data[:8192] and not data.lstrip()[:15].lower().startswith(
            (b"<!doctype", b"<html", b"<svg", b"#!")
        )
    elif ending in _BOXES:
        # ISO/IEC 14496-12: the first box of the file is its type.
        good = data[4:8] == b"ftyp"
    elif ending in _RIFF:
        good = data[:4] == b"RIFF" and data[8:12] == _RIFF[ending]
    else:
        good = data.startswith(_BEGINNINGS[ending])
    return "" if good else "content"


def _zip_problem(ending: str, data: bytes) -> str:
    """Office files are archives: only their list of names is read, nothing is unpacked but a short type."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            first = archive.read("mimetype")[:200].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return "content"
    if any(_MACROS.search(name) for name in names):
        return "macro"
    folder = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}.get(ending)
    good = any(name.startswith(folder) for name in names) if folder else first.strip() == KINDS[ending]
    return "" if good else "content"
