"""What every kind of metadata is made from: a work with its addresses, people, money and relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from scicomm.journals.rules.citations import Author, Work


def doi_url(doi: str) -> str:
    """Where a DOI resolves, as an address that may stand in a header: DOIs hold brackets and angles."""
    return f"https://doi.org/{quote(doi, safe='/:;().,-_~')}"


def orcid_url(orcid: str) -> str:
    return f"https://orcid.org/{orcid}"


@dataclass(frozen=True, slots=True)
class Place:
    """An affiliation: its words, and its ROR where it has one."""

    name: str
    ror: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """An author with affiliations."""

    author: Author
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A form of the article or a description of it: where, and its media type without parameters."""

    url: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction, concern or retraction that speaks of the article."""

    url: str
    doi: str
    title: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """An article for programs. Addresses are whole; `page_url` is the page in the language of the article's site.

    `items` are the article's own forms (XML, PDF), `descriptions` are files about it (RIS, BibTeX, CSL-JSON).
    """

    work: Work
    page_url: str
    contributors: tuple[Contributor, ...] = ()
    article_type: str = ""
    version: int = 1
    journal_url: str = ""
    issue_url: str = ""
    licence_url: str = ""
    is_open: bool = False
    items: tuple[File, ...] = ()
    descriptions: tuple[File, ...] = ()
    linkset_json: str = ""
    linkset_text: str = ""
    awards: Sequence[Mapping[str, Any]] = ()
    notices: tuple[Notice, ...] = ()
    speaks_of: str = ""
    """The DOI of the article that this one, a notice, speaks of."""
    subjects: tuple[str, ...] = ()
    image_url: str = ""
    site_name: str = ""

    @property
    def pdf_url(self) -> str:
        return next((item.url for item in self.items if item.media_type == "application/pdf"), "")

    @property
    def xml_url(self) -> str:
        return next((item.url for item in self.items if item.media_type.endswith("xml")), "")
