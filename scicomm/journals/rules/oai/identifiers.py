"""Identifiers of records, `oai:<domain>:<DOI>`, by the guideline "Specification and XML Schema for the OAI Identifier Format"."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

# The guideline's form of a domain name: two labels at least, each beginning with a letter.
NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9\-]*(?:\.[A-Za-z][A-Za-z0-9\-]*)+")
# Stands for a site without a domain name, such as one on somebody's own machine.
NO_DOMAIN = "localhost.localdomain"
_SAFE = "-_.!~*'();/?:@&=+$,"


def namespace_of(wanted: str, site_url: str) -> str:
    """The domain that identifiers carry: the one wished for, else the site's host, else a placeholder."""
    for name in (wanted, urlsplit(site_url).hostname or ""):
        if NAMESPACE.fullmatch(name):
            return name.lower()
    return NO_DOMAIN


def identifier_of(namespace: str, doi: str) -> str:
    """The identifier of the article with a DOI; what a URI cannot hold is percent-encoded."""
    return f"oai:{namespace}:{quote(doi, safe=_SAFE)}"


def doi_of(namespace: str, identifier: str) -> str:
    """The DOI an identifier of ours stands for; empty for one that is not ours."""
    scheme, _colon, rest = identifier.partition(":")
    domain, _colon, local = rest.partition(":")
    if scheme != "oai" or domain.lower() != namespace:
        return ""
    return unquote(local, errors="replace").lower()
