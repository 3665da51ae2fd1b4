"""How an article is cited: one `Work`, seven ways to write it; pure text, no database, no clock.

A style is a function from a work to text. `TEXTS` are the styles people paste into a list of references, `FORMATS` the files
that reference managers read. A retracted work says so in every one of them: before its title and in its notes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scicomm.journals.rules.citations.apa import apa
from scicomm.journals.rules.citations.bibtex import bibtex
from scicomm.journals.rules.citations.csl_json import csl_item, csl_json
from scicomm.journals.rules.citations.gbt7714 import gbt7714_2015, gbt7714_2025
from scicomm.journals.rules.citations.ris import ris
from scicomm.journals.rules.citations.work import Author, Work

Style = Callable[[Work], str]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file of one work: its media type and how it is written. The name it is asked by is the ending of its file name too."""

    media_type: str
    write: Style


TEXTS: dict[str, tuple[str, Style]] = {
    "gbt7714-2025": ("GB/T 7714—2025", gbt7714_2025),
    "gbt7714-2015": ("GB/T 7714—2015", gbt7714_2015),
    "apa": ("APA 7", apa),
}
"""The styles for people by the name that addresses use: their label and how they are written. The first is the usual one."""

FORMATS: dict[str, FileFormat] = {
    "ris": FileFormat("application/x-research-info-systems; charset=utf-8", ris),
    "bib": FileFormat("application/x-bibtex; charset=utf-8", bibtex),
    "json": FileFormat("application/vnd.citationstyles.csl+json", csl_json),
}
"""The files for reference managers. RIS and BibTeX have no registered media type; these are the ones in common use."""

__all__ = [
    "FORMATS",
    "TEXTS",
    "Author",
    "FileFormat",
    "Style",
    "Work",
    "apa",
    "bibtex",
    "csl_item",
    "csl_json",
    "gbt7714_2015",
    "gbt7714_2025",
    "ris",
]
