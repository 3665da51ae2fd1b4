"""Under which letter a journal stands: the first one of its name, of its pinyin where the name is Chinese; no database here."""

from __future__ import annotations

import unicodedata

OTHER = "#"
# GB 2312 orders its 3,755 common characters by pinyin: where each letter begins. The 3,008 rarer ones are ordered by radical.
_STARTS = (
    ("A", 0xB0A1), ("B", 0xB0C5), ("C", 0xB2C1), ("D", 0xB4EE), ("E", 0xB6EA), ("F", 0xB7A2), ("G", 0xB8C1), ("H", 0xB9FE),
    ("J", 0xBBF7), ("K", 0xBFA6), ("L", 0xC0AC), ("M", 0xC2E8), ("N", 0xC4C3), ("O", 0xC5B6), ("P", 0xC5BE), ("Q", 0xC6DA),
    ("R", 0xC8BB), ("S", 0xC8F6), ("T", 0xCBFA), ("W", 0xCDDA), ("X", 0xCEF4), ("Y", 0xD1B9), ("Z", 0xD4D1),
)  # fmt: skip
_END = 0xD7F9
_ARTICLES = ("the ", "a ", "an ")


def letter_of(name: str) -> str:
    """`A` to `Z`, or `#` where there is no such letter: *The Journal of Lakes* stands under J, 湿地学报 under S."""
    text = name.strip().lstrip("《“\"'(（")
    for article in _ARTICLES:
        if text.lower().startswith(article):
            text = text[len(article) :].lstrip()
    first = text[:1]
    if "\u3400" <= first <= "\u9fff":
        return _pinyin(first)
    plain = unicodedata.normalize("NFKD", first)[:1].upper()
    return plain if "A" <= plain <= "Z" else OTHER


def _pinyin(character: str) -> str:
    try:
        code = int.from_bytes(character.encode("gb2312"))
    except UnicodeEncodeError:
        return OTHER
    if not _STARTS[0][1] <= code <= _END:
        return OTHER
    return next(letter for letter, start in reversed(_STARTS) if code >= start)


def sort_key(name: str) -> tuple[str, bytes]:
    """Names by letter, Chinese ones by pinyin inside of it."""
    return letter_of(name), name.lower().encode("gb18030", "replace")
