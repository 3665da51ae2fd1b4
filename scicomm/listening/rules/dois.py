"""Finding DOIs in text and links as the press writes them; whether we hold the article is not known here."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

# A registrant of four to nine digits, a slash, then anything up to a blank, a quote, a bracket of markup or a Chinese
# character; older suffixes may hold brackets and semicolons (DOI Handbook 2.2, Crossref's pattern).
_DOI = re.compile(r"(?<![\w.])10\.\d{4,9}(?:\.\d+)*/[^\s\"'<>\u2018-\u201f\u2026\u3000-\u9fff\uff00-\uffef]+", re.ASCII)
_TRAILING = ".,;:!?*_·"
_PAIRS = {")": "(", "]": "[", "}": "{"}
# What publishers' pages append to the DOI in their addresses.
_PAGE_PARTS = re.compile(
    r"(?:/(?:full|fulltext|abstract|abs|pdf|epdf|html|meta|references|figures)|\.(?:pdf|html?|full))+$", re.I
)


def dois_in(*texts: str) -> list[str]:
    """The DOIs in texts or links, in lower case (DOIs do not tell case apart), once each, in order.

    Escapes of HTML and of addresses are undone; punctuation that ends the sentence and closing brackets that were not opened
    inside are cut off. Where a publisher's address goes on after the DOI, both readings are given.
    """
    found: dict[str, None] = {}
    for text in texts:
        if "10" not in text:  # also where the point after it is escaped
            continue
        for match in _DOI.finditer(_unescaped(text)):
            for reading in _readings(match.group()):
                found.setdefault(reading)
    return list(found)


def _unescaped(text: str) -> str:
    plain = html.unescape(text) if "&" in text else text
    return unquote(plain) if "%" in plain and ("%2f" in plain.lower() or "%28" in plain) else plain


def _readings(raw: str) -> list[str]:
    whole = _trimmed(raw)
    readings = [whole]
    address = _trimmed(re.split(r"[?#&]", whole, maxsplit=1)[0])
    readings.append(address)
    readings.append(_trimmed(_PAGE_PARTS.sub("", address)))
    return [reading.lower() for reading in dict.fromkeys(readings) if not reading.endswith("/")]


def _trimmed(doi: str) -> str:
    """Without the punctuation of the sentence around it."""
    while doi:
        last = doi[-1]
        opening = _PAIRS.get(last)
        if last in _TRAILING or (opening and doi.count(last) > doi.count(opening)):
            doi = doi[:-1]
        else:
            break
    return doi
