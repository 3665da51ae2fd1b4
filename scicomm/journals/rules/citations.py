"""How an article is cited: BibTeX, RIS, GB/T 7714-2015 and a plain sentence; pure text, no database."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field

_HAN = re.compile(r"[\u3400-\u9fff]")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_NAMED = 3


@dataclass(frozen=True, slots=True)
class CitedAuthor:
    """An author: `family` and `given` for Latin names, `whole` for Chinese names and groups."""

    family: str = ""
    given: str = ""
    whole: str = ""

    @property
    def inverted(self) -> str:
        """``Zhang, Wei`` or ``张伟``."""
        if self.family:
            return f"{self.family}, {self.given}" if self.given else self.family
        return self.whole

    @property
    def plain(self) -> str:
        """``Zhang W`` or ``张伟``."""
        return f"{self.family} {self._initials}".strip() if self.family else self.whole

    @property
    def standard(self) -> str:
        """``ZHANG W`` or ``张伟``, as GB/T 7714 writes them."""
        return f"{self.family.upper()} {self._initials_spaced}".strip() if self.family else self.whole

    @property
    def _initials(self) -> str:
        return self._initials_spaced.replace(" ", "")

    @property
    def _initials_spaced(self) -> str:
        return " ".join(part[0].upper() for part in re.split(r"[\s.\-‐]+", self.given) if part)


@dataclass(frozen=True, slots=True)
class Citation:
    """What all styles are made from; every field may be empty but `doi` and `title`."""

    doi: str
    title: str
    authors: tuple[CitedAuthor, ...] = ()
    journal: str = ""
    published_on: dt.date | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    issn: str = ""
    publisher: str = ""
    language: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = field(default_factory=tuple)
    url: str = ""
    date_is_full: bool = True

    @property
    def year(self) -> str:
        return str(self.published_on.year) if self.published_on else ""

    @property
    def is_chinese(self) -> bool:
        return bool(_HAN.search(self.title))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _one_line(text))


def _key(citation: Citation) -> str:
    """``zhang2024band``; from the DOI where the name has no Latin letters."""
    first = citation.authors[0] if citation.authors else CitedAuthor()
    name = _latin(first.family)
    word = next((part for part in map(_latin, citation.title.split()) if len(part) > 3), "")
    if not name:
        return _latin(citation.doi.replace("/", "").replace(".", "")) or "article"
    return f"{name}{citation.year}{word}"


def _latin(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def bibtex(citation: Citation) -> str:
    """A BibTeX entry of type article, in UTF-8 with TeX's special characters escaped."""
    values = {
        "author": " and ".join(
            _tex(author.inverted) if author.family else f"{{{_tex(author.whole)}}}" for author in citation.authors
        ),
        "title": f"{{{_tex(citation.title)}}}",
        "journal": _tex(citation.journal),
        "year": citation.year,
        "volume": _tex(citation.volume),
        "number": _tex(citation.issue),
        "pages": _tex(citation.pages).replace("–", "--").replace("-", "--").replace("----", "--"),
        "issn": citation.issn,
        "publisher": _tex(citation.publisher),
        # Not escaped but stripped of braces: packages that print DOIs read them verbatim.
        "doi": re.sub(r"[{}\\]", "", citation.doi),
        "url": re.sub(r"[{}\\]", "", citation.url),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in values.items() if value)
    return f"@article{{{_key(citation)},\n{lines}\n}}\n"


def ris(citation: Citation) -> str:
    """A RIS record of type JOUR; lines end with CR LF as the format asks."""
    first, _dash, last = citation.pages.replace("–", "-").partition("-")
    rows = [("TY", "JOUR"), *(("AU", author.inverted) for author in citation.authors)]
    rows += [("TI", citation.title), ("JO", citation.journal), ("PY", citation.year)]
    if citation.published_on and citation.date_is_full:
        rows.append(("DA", citation.published_on.strftime("%Y/%m/%d")))
    rows += [("VL", citation.volume), ("IS", citation.issue), ("SP", first), ("EP", last), ("SN", citation.issn)]
    rows += [("PB", citation.publisher), ("AB", citation.abstract), *(("KW", word) for word in citation.keywords)]
    rows += [("LA", citation.language), ("DO", citation.doi), ("UR", citation.url)]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in rows if value) + "ER  - \r\n"


def gbt7714(citation: Citation) -> str:
    """The entry as GB/T 7714-2015 writes it: three authors named, then 等 or et al; marked [J], or [J/OL] with a DOI alone.

    Chinese titles take 等, others et al; punctuation is the half-width one of the standard.
    """
    names = [author.standard for author in citation.authors[:_NAMED] if author.standard]
    if len(citation.authors) > _NAMED:
        names.append("等" if citation.is_chinese else "et al")
    place = ", ".join(part for part in (citation.journal, citation.year) if part)
    if citation.volume or citation.issue:
        place += f", {citation.volume}" + (f"({citation.issue})" if citation.issue else "")
    if citation.pages:
        place += f": {citation.pages}"
    mark = "J" if citation.volume or citation.pages else "J/OL"
    parts = [", ".join(names), f"{_one_line(citation.title).rstrip('.')}[{mark}]", place, f"DOI:{citation.doi}"]
    return ". ".join(part for part in parts if part) + "."


def plain_text(citation: Citation) -> str:
    """One sentence for people: authors, title, journal, year, volume, pages, DOI as an address."""
    names = [author.plain for author in citation.authors[:_NAMED] if author.plain]
    if len(citation.authors) > _NAMED:
        names.append("等" if citation.is_chinese else "et al.")
    place = " ".join(part for part in (citation.journal, citation.year) if part)
    if citation.volume or citation.issue:
        place += f";{citation.volume}" + (f"({citation.issue})" if citation.issue else "")
    if citation.pages:
        place += f":{citation.pages}"
    joined = ("，" if citation.is_chinese else ", ").join(names)
    parts = [joined, _one_line(citation.title).rstrip("."), place, f"https://doi.org/{citation.doi}"]
    return ". ".join(part.rstrip(".") for part in parts if part)


STYLES = {"bibtex": bibtex, "ris": ris, "gbt7714": gbt7714, "text": plain_text}
