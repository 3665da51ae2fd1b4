"""What the public interface says of journals, articles, authors and refused files: shapes only."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from scicomm.core.api import Words
from scicomm.core.api import later as _


class SubjectOut(Schema):
    """A discipline of GB/T 13745-2009."""

    code: str
    name: Words


class JournalRef(Schema):
    """A journal as other things name it."""

    slug: str
    title: Words
    issn: str
    eissn: str


class JournalOut(JournalRef):
    """A journal."""

    unit: str = Field(description=_("Short address of the unit that publishes it"))
    publisher: str
    description: Words
    language: str
    subjects: list[SubjectOut]
    articles: int = Field(description=_("How many articles"))
    url: str


class IssueOut(Schema):
    """An issue of a journal, made up from its articles."""

    year: int
    volume: str
    issue: str
    articles: int
    published_from: dt.date
    published_until: dt.date


class IssuesOut(Schema):
    """The newest issues of a journal."""

    items: list[IssueOut]


class AuthorOut(Schema):
    """An author of an article, in the order of the line."""

    name: Words
    orcid: str
    is_corresponding: bool
    affiliations: list[Words]


class ArticleLine(Schema):
    """An article as lists show it."""

    doi: str
    title: Words
    type: str
    language: str
    state: str = Field(description=_("current, corrected, concern or retracted"))
    journal: JournalRef
    unit: str
    published_on: dt.date
    volume: str
    issue: str
    pages: str
    is_open_access: bool
    licence_url: str
    authors: list[Words] = Field(description=_("Names in the order of the line"))
    subjects: list[str] = Field(description=_("Codes of GB/T 13745-2009"))
    url: str
    changed_at: dt.datetime


class ReferenceOut(Schema):
    """An entry of the list of references."""

    label: str = ""
    text: str = ""
    title: str = ""
    source: str = ""
    year: str = ""
    doi: str = ""
    url: str = ""


class ArticleRef(Schema):
    """An article as other things name it."""

    doi: str
    title: Words
    type: str
    published_on: dt.date


class RelationOut(Schema):
    """What the source says of another article."""

    kind: str
    doi: str
    href: str
    text: str
    in_effect: bool = Field(description=_("Whether the notice it speaks of has been found and counts"))


class VersionOut(Schema):
    """A version of the source."""

    number: int
    received_at: dt.datetime


class Keywords(Schema):
    """Keywords in both languages; pairs where the source pairs them."""

    zh: list[str]
    en: list[str]


class Bodies(Schema):
    """Where the full text stands in each form."""

    html: str
    text: str
    jats: str


class FileOut(Schema):
    """A file that readers may have of an article."""

    name: str
    role: str = Field(description=_("pdf, figure, supplement or media"))
    title: str
    type: str = Field(description=_("Media type, told from the bytes"))
    size: int = Field(description=_("In bytes"))
    sha256: str
    url: str


class ArticleOut(ArticleLine):
    """An article with all that is known of it; the full text stands at the addresses in `bodies`."""

    abstract: Words = Field(description=_("Sanitised HTML"))
    summary: Words = Field(description=_("Plain-language summary"))
    keywords: Keywords
    line: list[AuthorOut] = Field(description=_("Authors with ORCID iDs and affiliations"))
    disciplines: list[SubjectOut]
    licence_text: str
    received: str
    accepted: str
    funding: str
    references: list[ReferenceOut]
    relations: list[RelationOut]
    notices: list[ArticleRef] = Field(description=_("Corrections, concerns and retractions that speak of it"))
    corrects: ArticleRef | None = Field(description=_("The article of which this one is a notice"))
    versions: list[VersionOut]
    files: list[FileOut] = Field(description=_("PDF, figures, supplements and media that came with the article"))
    bodies: Bodies


class PersonLine(Schema):
    """An author known by ORCID iD."""

    orcid: str
    name: Words
    articles: int
    url: str


class OutcomeOut(Schema):
    """What became of a file that was sent."""

    file: str
    state: str = Field(description=_("accepted (new), updated (a newer version) or unchanged (known already)"))
    doi: str
    title: str
    version: int
    article: str = Field(description=_("Where this interface shows the article"))


class QuarantinedOut(Schema):
    """A file that could not go in."""

    id: int
    file: str
    unit: str
    line: int | None
    rule: str
    reason: str = Field(description=_("In the language of the request"))
    state: str = Field(description=_("open (to be mended) or accepted (went in later)"))
    seen_at: dt.datetime
