"""Article records for DOAJ (its native article XML): what may go in, and how it is written; no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lxml import etree
from lxml.etree import _Element as Element

from scicomm.journals.rules.crossref.wording import clean, cut
from scicomm.journals.rules.jats.identifiers import orcid as checked_orcid

# ISO 639-1 on the left, the bibliographic code of ISO 639-2 that DOAJ takes on the right.
_LANGUAGES = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "cze", "da": "dan", "de": "ger", "el": "gre", "en": "eng", "es": "spa",
    "et": "est", "eu": "baq", "fa": "per", "fi": "fin", "fr": "fre", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun",
    "id": "ind", "it": "ita", "ja": "jpn", "kk": "kaz", "ko": "kor", "lt": "lit", "lv": "lav", "mn": "mon", "ms": "may",
    "nl": "dut", "no": "nor", "pl": "pol", "pt": "por", "ro": "rum", "ru": "rus", "sk": "slo", "sl": "slv", "sr": "srp",
    "sv": "swe", "th": "tha", "tr": "tur", "ug": "uig", "uk": "ukr", "ur": "urd", "uz": "uzb", "vi": "vie", "bo": "tib",
    "zh": "chi",
}  # fmt: skip
_ISSN = re.compile(r"[0-9]{4}-?[0-9]{3}[0-9xX]")
_ADDRESS = re.compile(r"https?://([^/:\s]+\.[^\W\d_]{2,10}|([0-9]{1,3}\.){3}[0-9]{1,3})(:[0-9]+)?(/\S*)?")
MOST_ABSTRACT = 30_000


class DoajReason(StrEnum):
    """Why an article is left out."""

    NOT_OPEN = "not-open"
    RETRACTED = "retracted"
    NO_ISSN = "no-issn"
    NO_TITLE = "no-title"
    NO_JOURNAL_TITLE = "no-journal-title"
    NO_ADDRESS = "no-address"


REASONS: dict[DoajReason, str | Promise] = {
    DoajReason.NOT_OPEN: _("It is not open access, or its file names no open licence."),
    DoajReason.RETRACTED: _("It was retracted."),
    DoajReason.NO_ISSN: _("Its journal has no ISSN."),
    DoajReason.NO_TITLE: _("It has no title."),
    DoajReason.NO_JOURNAL_TITLE: _("Its journal has no title."),
    DoajReason.NO_ADDRESS: _("The site's address is not one that DOAJ takes."),
}


@dataclass(frozen=True, slots=True)
class DoajAuthor:
    """An author with affiliations by name."""

    name: str
    orcid: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoajArticle:
    """One record. Texts are plain, by language (ISO 639-1); `published` is ISO 8601 as precise as it is known."""

    doi: str
    address: str
    journal: str
    published: str
    titles: Mapping[str, str]
    language: str = ""
    publisher: str = ""
    issn: str = ""
    eissn: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""
    authors: tuple[DoajAuthor, ...] = ()
    abstracts: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_open: bool = False
    is_retracted: bool = False


def reason_to_leave_out(article: DoajArticle) -> DoajReason | None:
    """Why DOAJ would not take the record; None when it would."""
    wrong = {
        DoajReason.NOT_OPEN: not article.is_open,
        DoajReason.RETRACTED: article.is_retracted,
        DoajReason.NO_ISSN: not any(_ISSN.fullmatch(number) for number in (article.issn, article.eissn)),
        DoajReason.NO_TITLE: not any(clean(title) for title in article.titles.values()),
        DoajReason.NO_JOURNAL_TITLE: not clean(article.journal),
        DoajReason.NO_ADDRESS: not _ADDRESS.fullmatch(article.address),
    }
    return next((reason for reason, is_so in wrong.items() if is_so), None)


def build_records(articles: Iterable[DoajArticle]) -> bytes:
    """The records as UTF-8 XML, in the order of elements that DOAJ asks for."""
    root = etree.Element("records")
    for article in articles:
        _record(root, article)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def language_code(code: str) -> str:
    """`chi` for `zh-hant`; empty where there is none."""
    return _LANGUAGES.get(code.split("-")[0].lower(), "")


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    if words := clean(text):
        etree.SubElement(parent, name, {key: value for key, value in attributes.items() if value}).text = words


def _record(root: Element, one: DoajArticle) -> None:
    record = etree.SubElement(root, "record")
    _add(record, "language", language_code(one.language))
    _add(record, "publisher", one.publisher)
    _add(record, "journalTitle", one.journal)
    for name, number in (("issn", one.issn), ("eissn", one.eissn)):
        _add(record, name, number if _ISSN.fullmatch(number) else "")
    _add(record, "publicationDate", one.published)
    _add(record, "volume", one.volume)
    _add(record, "issue", one.issue)
    _add(record, "startPage", one.first_page)
    _add(record, "endPage", one.last_page)
    _add(record, "doi", one.doi)
    _add(record, "publisherRecordId", one.doi)
    _add(record, "documentType", "article")
    for code, title in one.titles.items():
        _add(record, "title", title, language=language_code(code))
    _people(record, one.authors)
    for code, text in one.abstracts.items():
        _add(record, "abstract", cut(text, MOST_ABSTRACT), language=language_code(code))
    etree.SubElement(record, "fullTextUrl", {"format": "html"}).text = one.address
    for code, words in one.keywords.items():
        if words:
            holder = etree.SubElement(record, "keywords", {"language": found} if (found := language_code(code)) else {})
            for word in words:
                _add(holder, "keyword", word)


def _people(record: Element, authors: tuple[DoajAuthor, ...]) -> None:
    """Authors name their affiliations by number; each affiliation stands once in the list."""
    known = [one for one in authors if clean(one.name)]
    if not known:
        return
    numbers: dict[str, str] = {}
    holder = etree.SubElement(record, "authors")
    for one in known:
        row = etree.SubElement(holder, "author")
        _add(row, "name", one.name)
        for place in dict.fromkeys(clean(place) for place in one.places):
            if place:
                _add(row, "affiliationId", numbers.setdefault(place, str(len(numbers) + 1)))
        if code := checked_orcid(one.orcid):
            _add(row, "orcid_id", f"https://orcid.org/{code}")
    if numbers:
        places = etree.SubElement(record, "affiliationsList")
        for place, number in numbers.items():
            _add(places, "affiliationName", place, affiliationId=number)
