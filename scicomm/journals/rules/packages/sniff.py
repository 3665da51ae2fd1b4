"""What a file is by its first bytes; what its name or its sender says is only asked where the bytes leave it open."""

from __future__ import annotations

import re

HEAD = 4096
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"%!PS", "application/postscript"),
    (b"\xc5\xd0\xd3\xc6", "application/postscript"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf'\x1c", "application/x-7z-compressed"),
    (b"Rar!", "application/vnd.rar"),
    (b"{\\rtf", "application/rtf"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = {
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "epub": "application/epub+zip",
}
_COMPOUND = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
_TEXTS = {"csv": "text/csv", "json": "application/json", "tex": "text/x-tex"}
_MARKUP = re.compile(rb"<(?:!doctype\s+)?([a-z][\w.-]*:)?([a-z][\w.-]*)", re.IGNORECASE)
_NOT_CONTENT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
UNKNOWN = "application/octet-stream"
# Shown by browsers inside a page without help.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"})


def sniffed(head: bytes, name: str) -> str:
    """The media type of a file with these first bytes."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    ending = name.rpartition(".")[2].lower()
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], UNKNOWN)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _ZIPPED.get(ending, "application/zip")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _COMPOUND.get(ending, "application/x-ole-storage")
    if head[4:8] == b"ftyp":
        return _media_file(head[8:12])
    return _text(head, ending)


def _media_file(brand: bytes) -> str:
    if brand in {b"avif", b"avis"}:
        return "image/avif"
    if brand.startswith(b"qt"):
        return "video/quicktime"
    return "audio/mp4" if brand.startswith(b"M4A") else "video/mp4"


def _text(head: bytes, ending: str) -> str:
    if b"\x00" in head:
        return UNKNOWN
    start = _NOT_CONTENT.sub(b"", head.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if start.lstrip().startswith(b"<") and (found := _MARKUP.search(start)):
        tag = found[2].lower()
        if tag == b"svg":
            return "image/svg+xml"
        return "text/html" if tag in {b"html", b"head", b"body", b"script"} else "application/xml"
    try:
        head[:-4].decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 8:
            return UNKNOWN
    return _TEXTS.get(ending, "text/plain")


def root_name(head: bytes) -> str:
    """The local name of the first element of an XML file; empty when none is in sight."""
    for mark, coding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"<\x00", "utf-16-le"),
        (b"\x00<", "utf-16-be"),
    ):
        if head.startswith(mark):
            head = head.decode(coding, "ignore").encode()
            break
    text = _NOT_CONTENT.sub(b"", head)
    found = re.search(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", text)
    return found[1].decode("ascii", "replace") if found else ""
