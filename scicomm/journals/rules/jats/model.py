"""What a JATS file says, as frozen dataclasses of plain values; no parsing, no database and no HTML building here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precise as the source gave it; ``month`` and ``day`` are None when the source was silent."""

    year: int
    month: int | None = None
    day: int | None = None
    season: str = ""

    @property
    def precision(self) -> str:
        """``day``, ``month`` or ``year``."""
        if self.day is not None:
            return "day"
        return "month" if self.month is not None else "year"

    @property
    def iso(self) -> str:
        """ISO 8601 with reduced precision: ``2024``, ``2024-05`` or ``2024-05-17``."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
            if self.day is not None:
                text += f"-{self.day:02d}"
        return text


@dataclass(frozen=True, slots=True)
class ArticleDate:
    """One dated event: ``kind`` as in JATS (``received``, ``accepted``, ``epub``, ``collection``...)."""

    kind: str
    date: PartialDate
    medium: str = ""


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
class PersonName:
    """One spelling of a person's name; ``family_first`` tells which way it is read."""

    family: str
    given: str
    whole: str
    language: str
    family_first: bool = False
    prefix: str = ""
    suffix: str = ""

    @property
    def display(self) -> str:
        """The name as readers of that script expect it: 张伟, Zhang Wei (eastern style), Wei Zhang."""
        if not (self.family and self.given):
            return self.whole or self.family or self.given
        if self.family_first:
            core = self.family + self.given if self.language.startswith("zh") else f"{self.family} {self.given}"
        else:
            core = f"{self.given} {self.family}"
        return " ".join(part for part in (self.prefix, core, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Role:
    """What a contributor did; ``credit`` is the CRediT term slug (ANSI/NISO Z39.104) when the role is one of the 14."""

    text: str
    credit: str = ""
    degree: str = ""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An address of contributors; ``texts`` by language, ``country`` ISO 3166 alpha-2 when given, ``ror`` as URL."""

    key: str
    label: str
    texts: Mapping[str, str]
    institutions: tuple[str, ...] = ()
    city: str = ""
    country: str = ""
    country_code: str = ""
    ror: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person or group, in the order of the source; ``affiliations`` are keys of ``ParsedArticle.affiliations``."""

    order: int
    kind: str
    names: tuple[PersonName, ...]
    group_name: str = ""
    member_of: str = ""
    orcid: str = ""
    affiliations: tuple[str, ...] = ()
    corresponding: bool = False
    equal_contribution: bool = False
    deceased: bool = False
    emails: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    biography_html: str = ""

    def display(self, language: str = "") -> str:
        """The name in ``language`` when the source has it, else the first spelling; never empty for a named person."""
        for name in self.names:
            if language and name.language == language:
                return name.display
        return self.names[0].display if self.names else self.group_name


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


@dataclass(frozen=True, slots=True)
class MediaLink:
    """A file the text shows or offers; ``kind`` is ``graphic``, ``inline``, ``media`` or ``supplement``."""

    href: str
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """A heading group; ``path`` runs from the widest subject to the narrowest."""

    kind: str
    path: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Reference:
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
class JatsNote:
    """Something doubtful that did not stop the reading: ``code`` is stable, ``detail`` quotes the source."""

    code: str
    line: int
    detail: str


@dataclass(frozen=True, slots=True)
class FullText:
    """Body and back matter as safe HTML, plain text, the files they name and the count of what was kept."""

    body_html: str
    back_html: str
    text: str
    media: tuple[MediaLink, ...]
    conservation: Conservation


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
