"""Terms, owners and funders of an article, and the addresses it points to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """Terms of use; ``code`` such as ``cc-by-4.0`` when it is a Creative Commons licence or CC0."""

    url: str
    text: str
    code: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Copyright:
    """Who holds the copyright since when, and the printed statement."""

    statement: str = ""
    year: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """Money from one funder: award numbers, funder identifier (Funder Registry or ROR) and recipients."""

    funder: str
    funder_id: str = ""
    numbers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """A link to another article; ``kind`` as in JATS (``corrected-article``, ``retracted-article``...)."""

    kind: str
    doi: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class SelfUri:
    """Another form of this article, such as its PDF; ``href`` is never fetched here."""

    href: str
    content_type: str
