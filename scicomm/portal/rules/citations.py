"""An article as others cite and index it: GB/T 7714-2015, BibTeX, RIS, Highwire tags, schema.org; no database here."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

_HAN = re.compile(r"[\u3400-\u9fff]")
_TEX = {
    "\\": r"\textbackslash{}",
    **{mark: "\\" + mark for mark in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Author:
    """A name in parts, or whole (`literal`) where it has none: Chinese names and groups."""

    family: str = ""
    given: str = ""
    literal: str = ""
    orcid: str = ""

    @classmethod
    def from_latin(cls, name: str, orcid: str = "") -> Author:
        """A Latin name in its usual order: the last word is the family name."""
        given, _, family = name.strip().rpartition(" ")
        return cls(family, given, orcid=orcid) if given else cls(literal=name.strip(), orcid=orcid)

    @property
    def reversed(self) -> str:
        """`Gu, Huaiyuan`."""
        return self.literal or f"{self.family}, {self.given}".rstrip(", ")

    @property
    def gbt(self) -> str:
        """`GU H Y`: family name in capitals, initials without points (GB/T 7714-2015, 8.1)."""
        if self.literal:
            return self.literal
        initials = " ".join(part[0].upper() for part in re.split(r"[\s-]+", self.given) if part)
        return f"{self.family.upper()} {initials}".strip()


@dataclass(frozen=True, slots=True)
class Work:
    """What a citation is made of."""

    doi: str
    title: str
    authors: tuple[Author, ...]
    journal: str
    day: dt.date
    issn: str = ""
    publisher: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    language: str = "en"
    url: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    licence_url: str = ""
    is_open: bool = False

    @property
    def first_page(self) -> str:
        return re.split(r"[-–—]", self.pages)[0].strip()

    @property
    def last_page(self) -> str:
        parts = re.split(r"[-–—]", self.pages)
        return parts[1].strip() if len(parts) > 1 else ""


def gbt7714(work: Work) -> str:
    """The citation of GB/T 7714-2015 for a journal article; three authors, then "et al" or 等."""
    names = [author.gbt for author in work.authors]
    shown = ", ".join(names[:3])
    if len(names) > 3:
        shown += ", 等" if work.language == "zh" else ", et al"
    place = str(work.day.year)
    if work.volume:
        place += f", {work.volume}"
    if work.issue:
        place += f"({work.issue})" if work.volume else f", ({work.issue})"
    if work.pages:
        place += f": {re.sub('[–—]', '-', work.pages)}"
    return f"{shown + '. ' if shown else ''}{work.title}[J]. {work.journal}, {place}. DOI:{work.doi}."


def _tex(text: str) -> str:
    return "".join(_TEX.get(mark, mark) for mark in text)


def bibtex(work: Work) -> str:
    """A BibTeX entry; the key is the first author's name, the year and the DOI's last letters."""
    first = work.authors[0] if work.authors else Author(literal="anon")
    name = re.sub(r"[^a-z]", "", (first.family or first.literal).lower()) or "work"
    key = f"{name}{work.day.year}{re.sub(r'[^a-z0-9]', '', work.doi.lower())[-6:]}"
    fields = {
        "author": " and ".join(
            f"{{{_tex(author.literal)}}}" if author.literal else _tex(author.reversed) for author in work.authors
        ),
        "title": f"{{{_tex(work.title)}}}",
        "journal": _tex(work.journal),
        "year": str(work.day.year),
        "volume": _tex(work.volume),
        "number": _tex(work.issue),
        "pages": _tex(re.sub("[-–—]", "--", work.pages)),
        "issn": _tex(work.issn),
        "doi": work.doi,
        "url": work.url,
    }
    lines = ",\n".join(f"  {field} = {{{value}}}" for field, value in fields.items() if value)
    return f"@article{{{key},\n{lines}\n}}"


def _line(text: str) -> str:
    return " ".join(text.split())


def ris(work: Work) -> str:
    """A RIS record."""
    rows = [("TY", "JOUR")]
    rows += [("AU", author.reversed) for author in work.authors]
    rows += [
        ("TI", work.title),
        ("T2", work.journal),
        ("PY", str(work.day.year)),
        ("DA", work.day.strftime("%Y/%m/%d")),
        ("VL", work.volume),
        ("IS", work.issue),
        ("SP", work.first_page),
        ("EP", work.last_page),
        ("SN", work.issn),
        ("PB", work.publisher),
        ("LA", work.language),
        ("DO", work.doi),
        ("UR", work.url),
        ("AB", work.abstract),
    ]
    rows += [("KW", word) for word in work.keywords]
    return "\n".join(f"{tag}  - {_line(value)}" for tag, value in [*rows, ("ER", "")] if value or tag == "ER")


def highwire(work: Work) -> list[tuple[str, str]]:
    """The citation_* tags that Google Scholar and reference managers read, in reading order."""
    tags = [("citation_title", work.title)]
    for author in work.authors:
        tags.append(("citation_author", author.reversed))
        if author.orcid:
            tags.append(("citation_author_orcid", f"https://orcid.org/{author.orcid}"))
    tags += [
        ("citation_publication_date", work.day.strftime("%Y/%m/%d")),
        ("citation_journal_title", work.journal),
        ("citation_issn", work.issn),
        ("citation_publisher", work.publisher),
        ("citation_volume", work.volume),
        ("citation_issue", work.issue),
        ("citation_firstpage", work.first_page),
        ("citation_lastpage", work.last_page),
        ("citation_doi", work.doi),
        ("citation_language", work.language),
        ("citation_keywords", "; ".join(work.keywords)),
        ("citation_abstract_html_url", work.url),
        ("citation_fulltext_html_url", work.url),
    ]
    return [(name, _line(value)) for name, value in tags if value]


def _person(author: Author) -> dict[str, Any]:
    name = author.literal or f"{author.given} {author.family}".strip()
    return {
        "@type": "Person", "name": name, **({"sameAs": f"https://orcid.org/{author.orcid}"} if author.orcid else {}),
    }  # fmt: skip


def schema_org(work: Work) -> dict[str, Any]:
    """The article as a schema.org ScholarlyArticle."""
    journal = {"@type": "Periodical", "name": work.journal, "issn": work.issn, "publisher": work.publisher}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": work.title,
        "author": [_person(author) for author in work.authors],
        "datePublished": work.day.isoformat(),
        "inLanguage": "zh-Hans" if work.language == "zh" else work.language,
        "isPartOf": {name: value for name, value in journal.items() if value},
        "identifier": {"@type": "PropertyValue", "propertyID": "DOI", "value": work.doi},
        "sameAs": f"https://doi.org/{work.doi}",
        "mainEntityOfPage": work.url,
        "abstract": work.abstract,
        "keywords": list(work.keywords),
        "license": work.licence_url,
        "isAccessibleForFree": work.is_open,
        "pagination": work.pages,
    }
    return {name: value for name, value in data.items() if value not in ("", [], {})}
