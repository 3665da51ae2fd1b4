"""What a deposit package is made from, as frozen dataclasses of plain values; nothing is written or checked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scicomm.journals.rules.jats.model.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Depositor:
    """Who deposits: name and mail address that answers go to, and the organisation that is responsible."""

    name: str
    email: str
    registrant: str


@dataclass(frozen=True, slots=True)
class DepositJournal:
    """The journal as Crossref knows it. `title` must stay the same in every deposit; `other_titles` are further full titles."""

    title: str
    other_titles: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    issn_print: str = ""
    issn_electronic: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class DepositTitle:
    """A title as inline HTML in one language, with a subtitle."""

    html: str
    language: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class DepositPlace:
    """An affiliation: the institution's name in each language, its ROR address, where it is."""

    names: tuple[str, ...]
    ror: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class DepositPerson:
    """A contributor in order. A person has `family` or `other_names`; a group has `group`."""

    role: str = "author"
    family: str = ""
    given: str = ""
    suffix: str = ""
    other_names: tuple[str, ...] = ()
    family_first: bool = False
    language: str = ""
    group: str = ""
    orcid: str = ""
    places: tuple[DepositPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class DepositAbstract:
    """An abstract as block HTML in one language; `kind` is `plain-language-summary` for a summary."""

    html: str
    language: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DepositCitation:
    """One reference. `kind` is one of Crossref's citation types, or empty."""

    key: str
    text: str = ""
    kind: str = ""
    doi: str = ""
    article_title: str = ""
    container: str = ""
    author: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""


@dataclass(frozen=True, slots=True)
class DepositFunder:
    """Money from one funder; `identifier` from the Funder Registry or a ROR address."""

    name: str
    identifier: str = ""
    awards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DepositUpdate:
    """This article is a notice about another one: which, of what kind (Crossmark update type), from which day (ISO 8601)."""

    doi: str
    kind: str
    date: str


@dataclass(frozen=True, slots=True)
class DepositRelation:
    """A link to another work: `intra` for another form of the same work (a translation), else between works."""

    kind: str
    identifier: str
    identifier_type: str = "doi"
    intra: bool = False


@dataclass(frozen=True, slots=True)
class DepositArticle:
    """One article of a package. `dates` by medium (`online`, `print`); `files` by media type, for text mining."""

    doi: str
    address: str
    journal: DepositJournal
    titles: tuple[DepositTitle, ...]
    language: str = ""
    people: tuple[DepositPerson, ...] = ()
    abstracts: tuple[DepositAbstract, ...] = ()
    dates: Mapping[str, PartialDate] = field(default_factory=dict)
    accepted: PartialDate | None = None
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""
    number: str = ""
    publisher_ids: Mapping[str, str] = field(default_factory=dict)
    funders: tuple[DepositFunder, ...] = ()
    licence: str = ""
    open_access: bool = False
    updates: tuple[DepositUpdate, ...] = ()
    crossmark_policy: str = ""
    crossmark_domain: str = ""
    relations: tuple[DepositRelation, ...] = ()
    archives: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    citations: tuple[DepositCitation, ...] = ()

    @property
    def prefix(self) -> str:
        """`10.5555` of `10.5555/abc`: Crossref takes one prefix a package."""
        return self.doi.partition("/")[0]

    @property
    def issue_key(self) -> tuple[str, ...]:
        """What must be equal for two articles to stand in one journal element."""
        years = (self.dates[medium].iso[:4] for medium in sorted(self.dates))
        return (
            self.journal.title,
            self.journal.issn_print,
            self.journal.issn_electronic,
            self.volume,
            self.issue,
            *years,
        )
