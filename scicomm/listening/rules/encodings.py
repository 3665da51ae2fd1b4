"""Bytes of a feed whose encoding is missing or wrong, turned into UTF-8; parsing is next door."""

from __future__ import annotations

import codecs
import math
import re
from functools import lru_cache

from scicomm.search import folding

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.I)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# The East Asian encodings, with the language whose characters speak for each.
_GUESSES = {"gb18030": "zh", "big5hkscs": "zh", "euc_kr": "ko", "shift_jis": "ja", "euc_jp": "ja"}
_SEEN = 1500
_STRANGE = -8.0
"""Weight (log10 of the share) of a character that the language hardly ever uses."""
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
    name = _likeliest(content)
    if name:
        text = content.decode(name)
        return _DECLARED.sub(b"<?xml version='1.0'", text.encode()), _CHARSET.sub("charset=utf-8", content_type)
    return content, content_type


def _likeliest(content: bytes) -> str:
    """The East Asian encoding whose reading of the bytes is made of the usual characters of its language; empty where none fits.

    Which bytes are allowed says little: nearly any pair is a character in several of them.
    """
    best, found = -math.inf, ""
    for name, language in _GUESSES.items():
        if _fits(content, name):
            text = content.decode(name)[: _SEEN * 20]
            # Traditional characters count as the simplified ones; Japanese is taken as it stands, for folding would make kana of
            # what only a wrong reading holds.
            signs = [sign for sign in (folding.fold(text) if language == "zh" else text) if not sign.isascii()][:_SEEN]
            weights = _usual(language)
            likely = sum(weights.get(sign, _STRANGE) for sign in signs) / max(len(signs), 1)
            if likely > best:
                best, found = likely, name
    return found


@lru_cache(maxsize=4)
def _usual(language: str) -> dict[str, float]:
    """How usual the characters of a language are: log10 of each one's share."""
    import wordfreq  # brings much with it: only who asks waits for that

    shares: dict[str, float] = {}
    for word, share in wordfreq.get_frequency_dict(language, "small").items():
        for sign in word:
            shares[sign] = shares.get(sign, 0.0) + share
    return {sign: math.log10(share) for sign, share in shares.items()} | dict.fromkeys(
        "，。、！？：；「」『』（）“”·…—〜", -2.0
    )


_META = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]+)""")


def page_text(content: bytes, content_type: str = "") -> str:
    """A web page's bytes as text: by its mark, what the server or the page declares where that fits, UTF-8, else the likeliest
    East Asian encoding; what fits none is read as UTF-8 with signs for what is broken."""
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(bom):
            return content.decode(encoding, "replace")
    meta = _META.search(content[:4096])
    declared = [_charset(content_type), meta.group(1).decode("ascii") if meta else None, "utf-8"]
    # A cut at the end of what was read may have parted a character: it says nothing about the rest.
    whole = content[:-4] if len(content) > 64 else content
    for name in declared:
        codec = _ALIASES.get(name.lower(), name) if name else ""
        if codec and _fits_nearly(whole, codec):
            return content.decode(codec, "replace")
    return content.decode(_likeliest(whole) or "utf-8", "replace")


def _fits_nearly(content: bytes, name: str) -> bool:
    """Whether bytes fit an encoding but for the last, cut off character."""
    try:
        codecs.getincrementaldecoder(name)().decode(content, final=False)
    except (LookupError, UnicodeDecodeError, ValueError):
        return False
    return True


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
