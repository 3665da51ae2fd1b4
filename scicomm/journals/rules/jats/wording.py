"""Plain words out of elements: text, blanks, languages and scripts; no HTML and no meaning of single fields."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element as Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
MATHML = "{http://www.w3.org/1998/Math/MathML}"

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA = re.compile("[\u3040-\u30ff]")
_LETTER = re.compile(r"[^\W\d_]")
_ALPHANUMERIC = re.compile(r"[^\W_]+")
_ASCII = bytes(range(0x80))
_NO_ASCII_MARK = bytes(code for code in range(0x100) if code >= 0x80 or chr(code).isspace())
_NO_ASCII_ALPHANUMERIC = bytes(code for code in range(0x100) if code >= 0x80 or not chr(code).isalnum())
_THREE_LETTERS = {
    "chi": "zh", "zho": "zh", "eng": "en", "por": "pt", "spa": "es", "fra": "fr", "fre": "fr", "deu": "de",
    "ger": "de", "ita": "it", "rus": "ru", "jpn": "ja", "kor": "ko", "cn": "zh", "ara": "ar", "lat": "la",
}  # fmt: skip
# Pointers to notes are not part of a title or a name; of alternatives only the first readable form is.
_POINTERS = frozenset({"xref", "fn", "target", "object-id", "alt-text", "long-desc"})


def squeeze(text: str) -> str:
    """One blank for every run of blanks, none at the ends."""
    return " ".join(text.split())


def count(text: str) -> int:
    """Characters that are not blank."""
    data = text.encode("utf-8", "surrogatepass")
    return _marks(data, _beyond_ascii(data))


def alphanumerics(text: str) -> int:
    """Letters and digits of any script; marks and punctuation do not count."""
    data = text.encode("utf-8", "surrogatepass")
    return _letters(data, _beyond_ascii(data))


def counts(text: str) -> tuple[int, int]:
    """`count` and `alphanumerics` with one look at the text."""
    data = text.encode("utf-8", "surrogatepass")
    rest = _beyond_ascii(data)
    return _marks(data, rest), _letters(data, rest)


def _marks(data: bytes, rest: str) -> int:
    return len(data.translate(None, _NO_ASCII_MARK)) + sum(map(len, rest.split()))


def _letters(data: bytes, rest: str) -> int:
    return len(data.translate(None, _NO_ASCII_ALPHANUMERIC)) + sum(map(len, _ALPHANUMERIC.findall(rest)))


def _beyond_ascii(data: bytes) -> str:
    """The few characters of most articles that must be looked at one by one; the many others are counted as bytes."""
    return data.translate(None, _ASCII).decode("utf-8", "surrogatepass")


def line_of(element: Element) -> int:
    """The line of the file the element starts on; 0 when it is not known."""
    return int(getattr(element, "sourceline", 0) or 0)


def child_of(element: Element, tag: str) -> Element | None:
    """The first child of that name; a fourth of the time that ``find`` needs, which can do more."""
    return next(element.iterchildren(tag), None)


def raw_text(element: Element) -> str:
    """Every character below ``element`` as it stands, without what follows the element."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def all_text(element: Element | None) -> str:
    """Every character below ``element``, blanks squeezed; empty for None."""
    if element is None:
        return ""
    text = element.text if len(element) == 0 else raw_text(element)
    return " ".join(text.split()) if text else ""


def plain(element: Element | None) -> str:
    """The words a reader sees: notes and their marks are skipped, a break is a blank, alternatives count once."""
    if element is None:
        return ""
    if len(element) == 0:
        return squeeze(element.text or "")
    pieces: list[str] = []
    _collect(element, pieces)
    return squeeze("".join(pieces))


def _collect(element: Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        tag = child.tag
        if tag == "break":
            pieces.append(" ")
        elif tag == "alternatives":
            chosen = preferred(child)
            if chosen is not None:
                _collect(chosen, pieces)
        elif tag not in _POINTERS:
            _collect(child, pieces)
        pieces.append(child.tail or "")


_PREFERENCE = (MATHML + "math", "table", "textual-form", "tex-math", "inline-graphic", "graphic", "media")


def preferred(alternatives: Element) -> Element | None:
    """Of several forms of one thing the one browsers and readers get most from."""
    for tag in _PREFERENCE:
        found = alternatives.findall(tag)
        for one in found:
            if (one.get(XLINK_HREF) or "").lower().endswith((".svg", ".png", ".webp", ".jpg", ".jpeg", ".gif")):
                return one
        if found:
            return found[0]
    return alternatives[0] if len(alternatives) else None


def language_tag(value: str | None) -> str:
    """``zh``, ``zh-hant`` or the two-letter code for whatever the file wrote (zh-CN, chi, en_US); empty for none."""
    parts = re.split(r"[-_]", (value or "").strip().lower())
    first = _THREE_LETTERS.get(parts[0], parts[0])
    if not re.fullmatch(r"[a-z]{2,3}", first):
        return ""
    if first == "zh" and {"hant", "tw", "hk", "mo"} & set(parts[1:]):
        return "zh-hant"
    return first


def has_han(text: str) -> bool:
    """Whether any Chinese character stands in the text."""
    return not text.isascii() and _HAN.search(text) is not None


def language_of(text: str, *, stated: str = "", inherited: str = "") -> str:
    """The language of a piece of text: what it states itself, else its script, else what stands above it.

    Chinese publishers often leave the ``xml:lang="en"`` of their template on the article, so Chinese writing beats an
    inherited language; a language stated on the element itself is believed.
    """
    if stated:
        return stated
    if not has_han(text):
        return "en" if inherited.startswith("zh") and _LETTER.search(text) else inherited or "en"
    letters = len(_LETTER.findall(text))
    if letters and len(_HAN.findall(text)) / letters > 0.3 and _KANA.search(text) is None:
        return inherited if inherited.startswith(("zh", "ja")) else "zh"
    return inherited or "en"


def first_text(elements: Iterable[Element]) -> str:
    """The text of the first element that has any."""
    for element in elements:
        if text := plain(element):
            return text
    return ""
