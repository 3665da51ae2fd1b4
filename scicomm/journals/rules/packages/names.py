"""Names of entries of a package: decoded from what the archive says, and made sure to stay inside it."""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
import zlib

UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075
_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# What a Chinese name may hold: anything else that GBK would make of bytes is a name in another encoding.
_CHINESE = re.compile(
    r"[\x20-\x7e\u00b7\u2010-\u2027\u2030-\u205e\u2160-\u217f\u3000-\u303f\u3400-\u9fff\uff01-\uffee]+"
)
LONGEST = 500


class UnsafeName(ValueError):
    """A name that leads out of its package or is none; `str()` is the name as it can be shown."""


def decoded_name(info: zipfile.ZipInfo) -> str:
    """The entry's name: UTF-8 where flagged or where the bytes are, else the Unicode extra field, GBK, code page 437.

    Windows programs in China write GBK without saying so; APPNOTE 6.3.10 (4.6.9) gives the extra field.
    """
    if info.flag_bits & UTF8_FLAG:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    if raw.isascii():
        return info.orig_filename
    if said := _unicode_field(info.extra, raw):
        return said
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        chinese = raw.decode("gb18030")
    except UnicodeDecodeError:
        return info.orig_filename
    return chinese if _is_chinese(chinese) else info.orig_filename


def _is_chinese(text: str) -> bool:
    """Whether a name read as GBK is one: mostly signs of GB/T 2312. Latin letters with accents, read so, give rare ones."""
    if not _CHINESE.fullmatch(text):
        return False
    signs = [sign for sign in text if not sign.isascii()]
    return sum(_is_common(sign) for sign in signs) * 2 > len(signs)


def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _unicode_field(extra: bytes, raw: bytes) -> str:
    """The name of the Info-ZIP Unicode path field, if it speaks of this very name."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
    return ""


def safe_name(name: str) -> str:
    """The name as a path below the package, with `/` between its parts; a Windows separator counts as one.

    Raises UnsafeName for `..`, absolute paths, drive letters, control characters, names of nothing and endless names.
    """
    shown = _CONTROL.sub("\ufffd", name)[:LONGEST]
    text = unicodedata.normalize("NFC", name).replace("\\", "/")
    if _CONTROL.search(text) or text.startswith("/") or _DRIVE.match(text) or len(text) > LONGEST:
        raise UnsafeName(shown)
    parts = [part for part in text.split("/") if part not in {"", "."}]
    if not parts or any(part == ".." or part.strip(" .") == "" or _DRIVE.match(part) for part in parts):
        raise UnsafeName(shown)
    return "/".join(parts)


def is_litter(path: str) -> bool:
    """Files that systems leave in archives and nobody sends: resource forks, thumbnails, folder settings."""
    first, last = path.partition("/")[0], path.rpartition("/")[2]
    return first == "__MACOSX" or last.startswith("._") or last.lower() in {".ds_store", "thumbs.db", "desktop.ini"}
