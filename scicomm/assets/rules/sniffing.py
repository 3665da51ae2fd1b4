"""What a file is, from its content and never from its name; what may come into the library, and how large."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

_HEAD = 4096
_MB = 1024 * 1024
MOST_DOCUMENT = 200 * _MB

# Brands of the ISO base media file format (ISO/IEC 14496-12) that are pictures, and those that are sound.
_AVIF, _AUDIO_BRANDS = {b"avif", b"avis"}, {b"M4A ", b"M4B "}
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", "image", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image", "png"),
    (b"GIF87a", "image", "gif"),
    (b"GIF89a", "image", "gif"),
    (b"%PDF-", "document", "pdf"),
    (b"{\\rtf", "document", "rtf"),
    (b"OggS", "audio", "ogg"),
    (b"fLaC", "audio", "flac"),
    (b"ID3", "audio", "mp3"),
    (b"glTF", "model", "glb"),
)
_ACTIVE = re.compile(rb"<\s*(svg|html|script|body|head|iframe|!doctype\s+(html|svg))", re.IGNORECASE)
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx", "Index/": "key"}


class NotTaken(ValueError):
    """A file that may not come in. `code` says why; the words stand in queries."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sniffed:
    """Kind of asset (image, document, video, audio, model) and the extension that its content deserves."""

    kind: str
    extension: str


def sniff(path: Path) -> Sniffed:
    """What the file is. Raises NotTaken for what the library does not take, whatever it is called."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise NotTaken("empty")
    found = _by_magic(head) or _by_container(head)
    if found is not None:
        return found
    if head.startswith(b"PK\x03\x04"):
        return Sniffed("document", _zip_kind(path))
    return _text(head, path)


def _by_magic(head: bytes) -> Sniffed | None:
    for magic, kind, extension in _MAGIC:
        if head.startswith(magic):
            return Sniffed(kind, extension)
    # MPEG audio without tags: eleven bits of synchronisation, layer III.
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return Sniffed("audio", "mp3")
    return None


def _by_container(head: bytes) -> Sniffed | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Sniffed("image", "webp")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Sniffed("audio", "wav")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _AVIF:
            return Sniffed("image", "avif")
        if brand in _AUDIO_BRANDS:
            return Sniffed("audio", "m4a")
        return Sniffed("video", "mov" if brand == b"qt  " else "mp4")
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return Sniffed("video", "webm")
    return None


def _zip_kind(path: Path) -> str:
    """Which kind of office file a zip is, from the names in it; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist()[:2000]]
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    return "odt" if b"opendocument.text" in file.read(100) else "zip"
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise NotTaken("broken") from error
    for beginning, extension in _OFFICE.items():
        if any(name.startswith(beginning) for name in names):
            return extension
    return "zip"


def _text(head: bytes, path: Path) -> Sniffed:
    """Plain text; what a browser would run is refused, an SVG too: it can carry scripts."""
    if _ACTIVE.search(head) or _ACTIVE.search(head.replace(b"\0", b"")):
        raise NotTaken("active")
    suffix = path.suffix.lower().lstrip(".")
    if b"\0" in head or suffix not in {"txt", "csv"}:
        raise NotTaken("unknown")
    return Sniffed("document", suffix)


def most_bytes(kind: str, *, image: int, recording: int) -> int:
    """How large a file of a kind may be."""
    return {"image": image, "document": MOST_DOCUMENT}.get(kind, recording)


def plain_name(name: str) -> str:
    """The name of a file as it may be kept and shown: its last part, without control characters, of a length that fits."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem, point, suffix = kept.rpartition(".")
    if not point or len(suffix) > 10:
        return kept[:200] or "file"
    return f"{stem[: 200 - len(suffix)] or 'file'}.{suffix}"


def title_of(name: str) -> str:
    """A title from a file's name, for what nobody has named yet."""
    stem = plain_name(name).rpartition(".")[0] or plain_name(name)
    return re.sub(r"[_\s]+", " ", stem).strip() or "file"
