"""BibTeX: one entry of type article, in UTF-8, with everything escaped that TeX would read as code."""

from __future__ import annotations

import re
import unicodedata

from scicomm.journals.rules.citations.work import Author, Work, one_line

_TEX = {
    "\\": r"\textbackslash{}",
    **{mark: "\\" + mark for mark in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SHORT = 3


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in one_line(text))


def _verbatim(text: str) -> str:
    """Not escaped but without braces and backslashes: packages that print DOIs and addresses read them as they are."""
    return re.sub(r"[{}\\\s]", "", text)


def _latin(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def key_of(work: Work) -> str:
    """``zhang2024band``; from the DOI where the first author has no Latin name."""
    first = work.authors[0] if work.authors else Author()
    name = _latin(first.family)
    if not name:
        return _latin(work.doi.replace("/", "").replace(".", "")) or "article"
    word = next((part for part in map(_latin, work.title.split()) if len(part) > _SHORT), "")
    return f"{name}{work.year}{word}"


def bibtex(work: Work) -> str:
    """The entry. Names without parts and the title stand in braces, so that nothing is taken apart or put in small letters."""
    day = work.published_on
    values = {
        "author": " and ".join(
            f"{{{_tex(author.whole)}}}" if author.whole else _tex(author.inverted) for author in work.authors
        ),
        "title": f"{{{_tex(work.marked_title)}}}",
        "journal": _tex(work.journal),
        "year": work.year,
        "month": str(day.month) if day and work.precision in {"day", "month"} else "",
        "volume": _tex(work.volume),
        "number": _tex(work.issue),
        "pages": _tex(work.page_range("--")),
        "issn": _tex(work.issn or work.eissn),
        "publisher": _tex(work.publisher),
        "doi": _verbatim(work.doi),
        "url": _verbatim(work.url),
        "language": "chinese" if work.is_chinese else "english" if work.language.startswith("en") else "",
        "keywords": _tex(", ".join(work.keywords)),
        "note": _tex(work.note),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in values.items() if value)
    return f"@article{{{key_of(work)},\n{lines}\n}}\n"
