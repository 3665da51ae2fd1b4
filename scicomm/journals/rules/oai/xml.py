"""XML written as text: escaped, and without the characters that XML 1.0 does not allow (its production 2, Char)."""

from __future__ import annotations

import re

# Legal: tab, line feed, carriage return, and all from the space on but the surrogates and the last two of the plane.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def is_legal(text: str) -> bool:
    """Whether XML 1.0 can hold all characters of a text."""
    return _ILLEGAL.search(text) is None


def legal(text: str) -> str:
    """The text with each character that XML cannot hold replaced, so that one can see that something stood there."""
    return _ILLEGAL.sub("\ufffd", text)


def escaped(text: str) -> str:
    """The text as content of an element or of an attribute in double quotes."""
    return legal(text).translate(_MARKUP)


def element(name: str, text: str, **attributes: str) -> str:
    """An element with text in it; attributes with an empty value are left out, `xml_lang` is `xml:lang`."""
    said = "".join(f' {key.replace("_", ":")}="{escaped(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{said}>{escaped(text)}</{name}>"
