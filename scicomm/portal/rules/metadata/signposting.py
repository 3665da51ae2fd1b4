"""Signposting, FAIR profile level 2: typed links in headers (RFC 8288) and as a linkset, JSON and text (RFC 9264).

The page says who wrote it, how it is cited, where it is described, which files it consists of, what it is and under which
licence; its files say to which page they belong. Headers name at most thirty authors; the linkset names all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from scicomm.portal.rules.metadata.described import Described, File, doi_url, orcid_url

MOST_AUTHORS = 30
KINDS = ("https://schema.org/AboutPage", "https://schema.org/ScholarlyArticle")


@dataclass(frozen=True, slots=True)
class Link:
    """One link: whose (`anchor`, empty for the page itself), how, where to, and the media type found there."""

    rel: str
    href: str
    media_type: str = ""
    anchor: str = ""

    def as_value(self) -> str:
        """As a header or a linkset in text names it."""
        parts = [f"<{self.href}>", f'rel="{self.rel}"']
        parts += [f'{name}="{value}"' for name, value in (("type", self.media_type), ("anchor", self.anchor)) if value]
        return "; ".join(parts)


def page_links(described: Described, *, most_authors: int | None = None) -> list[Link]:
    """The links of the article's page."""
    orcids = dict.fromkeys(one.author.orcid for one in described.contributors if one.author.orcid)
    links = [Link("author", orcid_url(orcid)) for orcid in list(orcids)[:most_authors]]
    links.append(Link("cite-as", doi_url(described.work.doi)))
    links += [Link("describedby", file.url, file.media_type) for file in described.descriptions]
    links += [Link("item", file.url, file.media_type) for file in described.items]
    links += [Link("type", kind) for kind in KINDS]
    if described.licence_url.startswith(("http://", "https://")):
        links.append(Link("license", _plain(described.licence_url)))
    if described.journal_url:
        links.append(Link("collection", described.journal_url, "text/html"))
    return links


def header(described: Described) -> str:
    """The Link header of the article's page, with the way to the linkset."""
    links = [
        *page_links(described, most_authors=MOST_AUTHORS),
        Link("linkset", described.linkset_json, "application/linkset+json"),
        Link("linkset", described.linkset_text, "application/linkset"),
    ]
    return ", ".join(link.as_value() for link in links)


def back_header(page_url: str, *, is_item: bool) -> str:
    """The Link header of a file: a form of the article belongs to its page, a description describes it."""
    return Link("collection" if is_item else "describes", page_url, "text/html").as_value()


def _all_links(described: Described) -> list[Link]:
    page = described.page_url
    links = [Link(one.rel, one.href, one.media_type, page) for one in page_links(described)]
    links += [_back(file, page, "collection") for file in described.items]
    links += [_back(file, page, "describes") for file in described.descriptions]
    return links


def _back(file: File, page: str, rel: str) -> Link:
    return Link(rel, page, "text/html", file.url)


def linkset_json(described: Described) -> str:
    """The linkset as application/linkset+json: links by anchor, then by relation."""
    contexts: dict[str, dict[str, Any]] = {}
    for link in _all_links(described):
        target = {"href": link.href, **({"type": link.media_type} if link.media_type else {})}
        contexts.setdefault(link.anchor, {"anchor": link.anchor}).setdefault(link.rel, []).append(target)
    return json.dumps({"linkset": list(contexts.values())}, ensure_ascii=False, indent=1) + "\n"


def linkset_text(described: Described) -> str:
    """The linkset as application/linkset: one link a line."""
    return ",\n".join(link.as_value() for link in _all_links(described)) + "\n"


def _plain(url: str) -> str:
    """An address that may stand between angles."""
    return "".join(letter for letter in url if letter.isascii() and letter not in '<>" \t\r\n')
