"""DOI, ORCID, ISSN, ROR and web addresses brought to one spelling or refused; nothing is looked up."""

from __future__ import annotations

import re
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s<>\"]+")
_DOI_PREFIX = re.compile(r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:?\s*|info:doi/)", re.IGNORECASE)
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])\s*/?$")
_ISSN = re.compile(r"(\d{4})[-\u2010-\u2013]?(\d{3}[\dXx])")
_ROR = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/(0[a-hj-km-np-tv-z0-9]{6}\d{2})/?", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# PLOS and others name a figure by the DOI it has of its own.
_DOI_FILE = re.compile(r"^info:doi/10\.", re.IGNORECASE)
_WEB = re.compile(r"^(?:https?|ftp)://[^\s/?#]", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")
_LOCAL = r"[^@\s<>\"'(),;:\\/?&#%\[\]]"
_EMAIL = re.compile(rf"{_LOCAL}{{1,64}}@{_LOCAL}+\.[^@\s<>\"'(),;:\\/?&#%\[\].\d]{{2,}}")


def doi(value: str | None) -> str:
    """The DOI in lower case without resolver or ``doi:``; empty when it is none. DOIs do not depend on case."""
    text = _DOI_PREFIX.sub("", _UNSEEN.sub("", value or ""))
    if "%2f" in text.lower():
        text = unquote(text)
    match = _DOI.fullmatch(text)
    return match.group().lower() if match and len(text) <= 500 else ""


def doi_within(text: str) -> str:
    """The first DOI inside running text; a closing full stop, comma or bracket is not part of it."""
    match = _DOI.search(text)
    if match is None:
        return ""
    found = match.group().rstrip(".,;:'”’")
    while found.endswith((")", "]")) and found.count("(") < found.count(")") + found.count("]") - found.count("["):
        found = found[:-1]
    return doi(found)


def orcid(value: str | None) -> str:
    """``0000-0002-1825-0097``; empty unless the check digit of ISO 7064 MOD 11-2 is right."""
    match = _ORCID.search((value or "").strip())
    if match is None:
        return ""
    digits = "".join(match.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[-1] != ("X" if check == 10 else str(check)):
        return ""
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def issn(value: str | None) -> str:
    """``1234-567X``; empty unless the check digit (ISO 3297) is right."""
    match = _ISSN.fullmatch((value or "").strip())
    if match is None:
        return ""
    digits = "".join(match.groups()).upper()
    total = sum(int(digit) * (8 - place) for place, digit in enumerate(digits[:7]))
    check = (11 - total % 11) % 11
    return f"{digits[:4]}-{digits[4:]}" if digits[7] == ("X" if check == 10 else str(check)) else ""


def ror(value: str | None) -> str:
    """``https://ror.org/0...``; empty when it is not a ROR identifier."""
    match = _ROR.fullmatch((value or "").strip())
    return f"https://ror.org/{match.group(1).lower()}" if match else ""


def email(value: str | None) -> str:
    """The address when it looks like one, else empty."""
    text = _UNSEEN.sub("", value or "").removeprefix("mailto:").rstrip(".,;")
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else ""


def file_reference(value: str | None) -> str:
    """Name or address of a file the article names; empty for addresses that run or embed (``javascript:``, ``data:``).

    It may still be any relative path: whoever opens files by it must keep inside the package it came with.
    """
    text = _UNSEEN.sub("", value or "")
    if len(text) > 2000 or (_SCHEME.match(text) and not _WEB.match(text) and not _DOI_FILE.match(text)):
        return ""
    return (value or "").strip()


def web_address(value: str | None, kind: str = "") -> str:
    """An absolute address that is safe as a link, else empty.

    Only http, https, ftp and mailto pass; ``javascript:``, ``data:`` and names of local files do not. ``kind`` is the
    JATS ext-link-type, so that a bare DOI or PubMed number becomes its resolver's address.
    """
    text = _UNSEEN.sub("", value or "")
    if not text or len(text) > 4000:
        return ""
    if found := (doi(text) if kind == "doi" or text.startswith("10.") or text.lower().startswith("doi:") else ""):
        return f"https://doi.org/{found}"
    if _WEB.match(text):
        return text
    if text.lower().startswith("mailto:"):
        return f"mailto:{found}" if (found := email(text)) else ""
    if _SCHEME.match(text) and not text.lower().startswith("www."):
        return ""
    if kind in {"pmid", "pubmed"} and text.isdecimal():
        return f"https://pubmed.ncbi.nlm.nih.gov/{text}/"
    if kind in {"pmc", "pmcid"} and re.fullmatch(r"(?:PMC)?\d+", text):
        return f"https://www.ncbi.nlm.nih.gov/pmc/articles/PMC{text.removeprefix('PMC')}/"
    return f"https://{text}" if re.match(r"www\.[\w-]+\.", text, re.IGNORECASE) else ""
