"""Numbers of serials beside the ISSN: CN numbers and CODENs brought to one spelling or refused; nothing is looked up."""

from __future__ import annotations

import re
import unicodedata

# The first two digits of the division codes (GB/T 2260) under which numbers are given out; 10 is the central range.
_REGION_CODES = (
    "10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
)
_REGIONS = frozenset(_REGION_CODES.split())
# The class of the Chinese Library Classification: 22 letters, with a second letter or digits where a class is large.
_CN = re.compile(r"(?:CN)?(\d{2})-(\d{4})/([A-KN-VXZ](?:[A-Z]|\d{1,2})?)", re.IGNORECASE)
_CODEN = re.compile(r"[A-Z]{5}[A-Z2-9]")
_CODEN_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789"
_CODEN_WEIGHTS = (11, 7, 5, 3, 1)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")


def folded(value: str) -> str:
    """Full-width letters, digits and signs as plain ones, every dash as a hyphen, no blanks at the ends."""
    return unicodedata.normalize("NFKC", value).translate(_DASHES).strip()


def cn_number(value: str | None) -> str:
    """``CN 11-1234/Q`` (GB/T 9999): region, four digits, class; empty when it is none."""
    match = _CN.fullmatch(re.sub(r"\s+", "", folded(value or "")))
    if match is None or match[1] not in _REGIONS:
        return ""
    return f"CN {match[1]}-{match[2]}/{match[3].upper()}"


def coden(value: str | None) -> str:
    """A CODEN (ASTM E250) in capitals; empty unless its sixth character checks the other five."""
    text = folded(value or "").upper()
    if not _CODEN.fullmatch(text):
        return ""
    total = sum(
        weight * (_CODEN_ALPHABET.index(char) + 1) for weight, char in zip(_CODEN_WEIGHTS, text[:5], strict=True)
    )
    return text if _CODEN_ALPHABET[(total - 1) % 34] == text[5] else ""
