"""Files of the catalogue: what a file is by its content, how large it may be, and the name it goes out under. No database."""

from __future__ import annotations

import zipfile
from pathlib import Path

from scicomm.assets.rules.sniffing import NotTaken, plain_name, sniff

MOST_BYTES = 50 * 1024 * 1024
MOST_FILES = 30
# What readers can open everywhere: PDF, office files of both families, tables, plain text.
KINDS = frozenset({"pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "rtf", "csv", "txt"})
_OPEN_DOCUMENT = {b"spreadsheet": "ods", b"presentation": "odp", b"text": "odt"}
# Programs inside office files: Visual Basic of OOXML (ECMA-376), Basic and scripts of OpenDocument.
_PROGRAMS = ("vbaproject.bin", "basic/", "scripts/")


def file_kind(path: Path) -> str:
    """The extension a file deserves by its content. Raises NotTaken for what the catalogue does not give out.

    Codes beside those of the library: `kind` (something else), `macros` (a program inside), `too-large`.
    """
    if path.stat().st_size > MOST_BYTES:
        raise NotTaken("too-large")
    extension = sniff(path).extension
    if extension not in {"pdf", "rtf", "csv", "txt"}:
        extension = _office_kind(path, extension)
    if extension not in KINDS:
        raise NotTaken("kind")
    return extension


def _office_kind(path: Path, extension: str) -> str:
    """Which office file a zip is; nothing is unpacked but its few bytes of kind."""
    if not zipfile.is_zipfile(path):
        return extension
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
            kind = archive.read("mimetype")[:100] if _is_small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise NotTaken("broken") from error
    if any(name.startswith(_PROGRAMS) or name.endswith("/vbaproject.bin") for name in names):
        raise NotTaken("macros")
    return next((found for word, found in _OPEN_DOCUMENT.items() if b"opendocument." + word in kind), extension)


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return any(info.filename == name and info.file_size <= 100 for info in archive.infolist())


def given_name(name: str, extension: str) -> str:
    """The name a file goes out under: its own without paths and control characters, with the extension of its content."""
    plain = plain_name(name)
    stem = plain.rpartition(".")[0] or plain
    return f"{stem[: 190 - len(extension)]}.{extension}"
