"""Bytes of a feed whose encoding is missing or wrong, turned into UTF-8; parsing is next door."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.I)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# In order: text that fits GB 2312's narrow ranges is hardly anything else; Big5 uses second bytes that GB 2312 never does;
# GB 18030 accepts nearly all pairs and therefore comes after it; then the other East Asian ones.
_GUESSES = ("gb2312", "big5", "gb18030", "euc_kr", "shift_jis")
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}


def mended(content: bytes, content_type: str = "") -> tuple[bytes, str]:
    """The bytes and the content type to parse with. Where neither the declared encoding nor UTF-8 can read the bytes, as happens
    with Chinese feeds, they are read as the likeliest East Asian encoding and written anew as UTF-8."""
    if content.startswith(_BOMS) or b"\x00" in content[:4]:
        return content, content_type
    for name in (_charset(content_type), _declared(content), "utf-8"):
        # What calls itself GB 2312 or Big5 mostly uses the larger sets that contain them.
        if name and _fits(content, _ALIASES.get(name.lower(), name)):
            return content, content_type
    for name in _GUESSES:
        if _fits(content, name):
            text = content.decode(_ALIASES.get(name, name))
            return _DECLARED.sub(b"<?xml version='1.0'", text.encode()), _CHARSET.sub("charset=utf-8", content_type)
    return content, content_type


def _charset(content_type: str) -> str | None:
    found = _CHARSET.search(content_type)
    return found.group(1) if found else None


def _declared(content: bytes) -> str | None:
    found = _DECLARED.match(content)
    return found.group(1).decode("ascii") if found else None


def _fits(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return False
    return True
