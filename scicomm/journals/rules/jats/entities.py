"""Named characters of the JATS and NLM DTDs turned into numbers without a DTD; declared entities are not handled."""

from __future__ import annotations

import html.entities
import re

# ISOgrk1 is in the DTDs and not in the HTML table: Greek letters as text, in alphabetical order of Greek.
_GREEK_NAMES = [
    "a",
    "b",
    "g",
    "d",
    "e",
    "z",
    "ee",
    "th",
    "i",
    "k",
    "l",
    "m",
    "n",
    "x",
    "o",
    "p",
    "r",
    "sf",
    "s",
    "t",
    "u",
    "ph",
    "kh",
    "ps",
    "oh",
]
_GREEK = {f"{name}gr": chr(0x3B1 + place) for place, name in enumerate(_GREEK_NAMES)}
_GREEK |= {f"{name[0].upper()}{name[1:]}gr": chr(0x391 + i) for i, name in enumerate(_GREEK_NAMES) if name != "sf"}
# Capital letters with two-letter names are written both ways (PSgr, Psgr).
_GREEK |= {f"{name.upper()}gr": chr(0x391 + i) for i, name in enumerate(_GREEK_NAMES) if name not in {"sf"}}

_NUMBERED = {
    name[:-1]: "".join(f"&#{ord(char)};" for char in value)
    for name, value in (html.entities.html5 | {f"{key};": value for key, value in _GREEK.items()}).items()
    if name.endswith(";") and name not in {"amp;", "lt;", "gt;", "quot;", "apos;"}
}
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ANY_NAMED = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#)[A-Za-z_:]")
_NEXT = re.compile(r"<!--|<!\[CDATA\[|<\?|&([A-Za-z_:][\w.:-]{0,63});")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}


class UnknownEntity(ValueError):
    """A name that no DTD of the family knows; ``offset`` is its place in the text."""

    def __init__(self, name: str, offset: int) -> None:
        super().__init__(name)
        self.name = name
        self.offset = offset


def number_entities(text: str) -> str:
    """Replace ``&alpha;`` by ``&#945;`` outside comments, CDATA and processing instructions.

    Numbers, not characters, are written, so a name that stands for ``<`` or ``&`` can never make markup. The scan is
    linear in the length of the text whatever it contains. Raises UnknownEntity.
    """
    if _ANY_NAMED.search(text) is None:
        return text
    pieces: list[str] = []
    copied = position = 0
    while (match := _NEXT.search(text, position)) is not None:
        name = match.group(1)
        if name is None:
            end = text.find(_ENDS[match.group()], match.end())
            if end < 0:
                break  # never closed: the XML parser says where
            position = end
            continue
        position = match.end()
        if name in _PREDEFINED:
            continue
        if name not in _NUMBERED:
            raise UnknownEntity(name, match.start())
        pieces += (text[copied : match.start()], _NUMBERED[name])
        copied = position
    pieces.append(text[copied:])
    return "".join(pieces)
