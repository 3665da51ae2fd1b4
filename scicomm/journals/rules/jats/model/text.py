"""The words of an article: abstracts, full text with its files and references, and how much of the source was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class RichText:
    """The same words twice: ``text`` plain, ``html`` safe inline or block markup."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Abstract:
    """An abstract or summary in one language; ``kind`` is the JATS abstract-type, empty for the usual abstract."""

    language: str
    kind: str
    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MediaLink:
    """A file the text shows or offers; ``kind`` is ``graphic``, ``inline``, ``media`` or ``supplement``."""

    href: str
    kind: str
    label: str = ""


class Reference(NamedTuple):
    """One entry of the list of references; ``anchor`` is where cross-references in the HTML point to."""

    anchor: str
    label: str
    text: str
    html: str
    kind: str = ""
    doi: str = ""
    pmid: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    year: str = ""
    source: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""
    url: str = ""
    list_title: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Conservation:
    """Characters (without blanks) in body and back of the source, and where they went.

    ``omitted`` names what is left out on purpose (the second form of a formula, alternative text kept as an
    attribute); ``added`` are characters we wrote ourselves. References are counted in letters and digits, since
    their punctuation is ours.
    """

    source: int
    html: int
    added: int
    omitted: Mapping[str, int]
    references_source: int = 0
    references_text: int = 0

    @property
    def lost(self) -> int:
        """Characters of the source that the result does not hold; 0 is the promise."""
        body = self.source - sum(self.omitted.values()) - (self.html - self.added)
        return max(0, body) + max(0, self.references_source - self.references_text)


@dataclass(frozen=True, slots=True)
class FullText:
    """Body and back matter as safe HTML, plain text, the files they name and the count of what was kept."""

    body_html: str
    back_html: str
    text: str
    media: tuple[MediaLink, ...]
    conservation: Conservation
