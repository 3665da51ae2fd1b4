"""Links and DOIs of a story: well-formed, and alive when they were last asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from scicomm.newsroom.rules.checks.findings import Finding, Severity

_HREF = re.compile(r"<a\s[^>]*?href=[\"']([^\"']+)[\"']", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s\"'<>，。；、（）]+", re.IGNORECASE)
_DOI = re.compile(r"\b(?:doi:?\s*)?(10\.\d{4,9}/[^\s\"'<>，。；、（）]+)", re.IGNORECASE)
_DEAD = frozenset({404, 410})


def links_in(html: str) -> list[str]:
    """The web addresses a text links to or writes out, DOIs as their resolver's address; once each, in order."""
    found = [unescape(link) for link in _HREF.findall(html)]
    text = re.sub(r"<[^>]+>", " ", html)
    found += [link.rstrip(".,;:)]}") for link in _BARE.findall(text)]
    # A DOI in a printed address is that address already.
    bare = _BARE.sub(" ", text)
    found += [f"https://doi.org/{doi.rstrip('.,;:)]}')}" for doi in _DOI.findall(bare)]
    return list(dict.fromkeys(link for link in found if link.startswith(("http://", "https://"))))


def link_findings(places: Sequence[tuple[str, str]], answers: Mapping[str, int | None]) -> list[Finding]:
    """What stands against the links: `places` are pairs of a block and an address, `answers` the last answer of
    an address: an HTTP status, 0 when nobody answered. An address nobody asked yet is a warning of its own."""
    findings = []
    for block, link in places:
        status = answers.get(link)
        values: dict[str, str | int] = {"link": link}
        if status is None:
            findings.append(Finding("link-unasked", Severity.WARNING, block, link, values))
        elif status in _DEAD:
            findings.append(Finding("link-dead", Severity.ERROR, block, link, {**values, "status": status}))
        elif status == 0 or status >= 500:
            findings.append(Finding("link-silent", Severity.WARNING, block, link, values))
    return findings
