"""The whole article with its journal, its subjects and the articles inside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from scicomm.journals.rules.jats.model.dates import ArticleDate, PartialDate
from scicomm.journals.rules.jats.model.people import Affiliation, Contributor
from scicomm.journals.rules.jats.model.rights import Award, Copyright, Licence, RelatedArticle, SelfUri
from scicomm.journals.rules.jats.model.text import Abstract, Conservation, FullText, Reference, RichText


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal as the article names it; ``issns`` by medium (``print``, ``electronic``, ``linking``, empty).

    ``cn_number`` is the Chinese serial number (GB/T 9999.1), ``CN 11-1234/Q``."""

    titles: Mapping[str, str]
    abbreviations: tuple[str, ...] = ()
    issns: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    publisher: str = ""
    publisher_place: str = ""
    cn_number: str = ""


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """A heading group; ``path`` runs from the widest subject to the narrowest."""

    kind: str
    path: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class JatsNote:
    """Something doubtful that did not stop the reading: ``code`` is stable, ``detail`` quotes the source."""

    code: str
    line: int
    detail: str


@dataclass(frozen=True, slots=True)
class SubArticle:
    """A translation, decision letter, reply or response inside the article."""

    kind: str
    language: str
    doi: str
    title: RichText
    contributors: tuple[Contributor, ...]
    abstracts: Mapping[str, Abstract]
    plain_summaries: Mapping[str, Abstract]
    keywords: Mapping[str, tuple[str, ...]]
    full_text: FullText
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """Everything read from one JATS article; languages are keys such as ``zh``, ``en``, ``zh-hant``."""

    doi: str
    ids: Mapping[str, str]
    language: str
    article_type: str
    jats_version: str
    titles: Mapping[str, str]
    titles_html: Mapping[str, str]
    subtitles: Mapping[str, str]
    abstracts: Mapping[str, Abstract]
    plain_summaries: Mapping[str, Abstract]
    other_abstracts: tuple[Abstract, ...]
    keywords: Mapping[str, tuple[str, ...]]
    subjects: tuple[SubjectGroup, ...]
    classification: Mapping[str, list[str]]
    contributors: tuple[Contributor, ...]
    affiliations: tuple[Affiliation, ...]
    correspondence: tuple[str, ...]
    author_notes_html: str
    journal: Journal
    volume: str
    issue: str
    first_page: str
    last_page: str
    elocation: str
    dates: tuple[ArticleDate, ...]
    received: PartialDate | None
    accepted: PartialDate | None
    published: PartialDate | None
    licence: Licence | None
    copyright: Copyright
    awards: tuple[Award, ...]
    funding_statement: str
    related: tuple[RelatedArticle, ...]
    self_uris: tuple[SelfUri, ...]
    references: tuple[Reference, ...]
    full_text: FullText
    sub_articles: tuple[SubArticle, ...]
    notes: tuple[JatsNote, ...]
    unknown_elements: Counter[str]

    @property
    def body_html(self) -> str:
        """Safe semantic HTML of the body."""
        return self.full_text.body_html

    @property
    def back_html(self) -> str:
        """Safe semantic HTML of acknowledgements, appendices, notes and the like, without the references."""
        return self.full_text.back_html

    @property
    def body_text(self) -> str:
        """Plain text of body and back matter, one block a line, for search."""
        return self.full_text.text

    @property
    def conservation(self) -> Conservation:
        """How much of the main text survived; see :class:`Conservation`."""
        return self.full_text.conservation
