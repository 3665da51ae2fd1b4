"""The shape of the index: its fields and how a document becomes one row of them; nothing here reads or writes files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from itertools import chain
from typing import Any

import tantivy
from django.utils import timezone

from scicomm.search import analysis, folding, stemming
from scicomm.search.documents import SearchDocument

SCHEMA_NUMBER = 3
"""Raise it whenever a field or its analysis changes: every index is then built anew."""
SCHEMA_VERSION = f"v{SCHEMA_NUMBER}-{analysis.SEGMENTER}"

STEMMED = "scicomm_stem"
PLAIN = "scicomm_plain"
FACETS = ("kind", "journal", "year", "subject", "language", "article_type", "open_access", "unit", "state")
"""Fields whose values are counted beside the hits, and by which hits can be narrowed."""

_SEPARATOR = "\x1f"
_MAX_COMPLETION = 60
_RAW_FACETS = tuple(name for name in FACETS if name != "year")


@lru_cache(maxsize=1)
def build_schema() -> tantivy.Schema:
    """Fields: positional stemmed words, Chinese grams without positions, unstemmed words, raw facets, dates.

    Grams stand in a field of their own because overlapping tokens take successive positions and would break phrases.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    # The body apart, as it stands: as JSON it would be written and read at many times the cost.
    for name in ("payload", "body"):
        builder.add_bytes_field(name, stored=True)
    for name in ("text", "title", "journal_words", "keywords"):
        builder.add_text_field(name, tokenizer_name=STEMMED, index_option="position")
    builder.add_text_field("people", tokenizer_name=PLAIN, index_option="position")
    for name in ("grams", "title_grams", "journal_grams", "keyword_grams"):
        builder.add_text_field(name, tokenizer_name=PLAIN, index_option="freq")
    for name in ("terms", "title_terms"):
        builder.add_text_field(name, tokenizer_name=PLAIN, index_option="basic")
    for name in ("completions", "doi", "units"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _RAW_FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("year", indexed=True, fast=True)
    builder.add_date_field("date", indexed=True, fast=True)
    return builder.build()


def register_tokenizers(index: tantivy.Index) -> None:
    """Must follow every open of an index: the engine does not keep tokenisers with it."""
    index.register_tokenizer(STEMMED, stemming.stem_chain())
    index.register_tokenizer(PLAIN, stemming.plain_chain())


@dataclass(frozen=True, slots=True)
class _Analysed:
    """Parts of a document, each analysed once: one value for each part, because values keep a gap between them and no
    phrase may reach from one part into the next."""

    words: list[str]
    """Each part's words, with blanks between."""
    grams: list[list[str]]
    others: list[list[str]]
    """Other spellings of the words: values of their own, so that they stand in nobody's phrase."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> _Analysed:
        parts = [analysis.analyse(text) for text in texts if text]
        return cls([part.text for part in parts], [part.grams for part in parts], [part.others for part in parts])

    def __add__(self, other: _Analysed) -> _Analysed:
        return _Analysed(self.words + other.words, self.grams + other.grams, self.others + other.others)

    def values(self) -> list[str]:
        """What the field of words holds."""
        return [*self.parts(), *dict.fromkeys(chain.from_iterable(self.others))]

    def parts(self) -> list[str]:
        """The parts that have any word."""
        return [part for part in self.words if part and not part.isspace()]


def _values(parts: Iterable[list[str]]) -> list[str]:
    return [" ".join(part) for part in parts if part]


def _names(people: Iterable[str]) -> list[str]:
    """Each name by itself, and each other spelling by itself."""
    return _values(
        part
        for name in people
        for part in (analysis.name_tokens(name), *([other] for other in analysis.name_spellings(name)))
    )


def completion_term(text: str) -> str:
    """Normalised form to find by, original form to show, in one term."""
    return f"{folding.fold(text)}{_SEPARATOR}{text}"


def completion_text(term: str) -> str:
    """The form to show of a completion term."""
    return term.partition(_SEPARATOR)[2]


def language_of(tag: str) -> str:
    """The language of a tag without script and region: one choice for zh, zh-Hans and zh-CN."""
    return tag.strip().lower().partition("-")[0]


def to_row(document: SearchDocument) -> tantivy.Document:
    """The index row of a document. Built through the schema, never by keywords: an untyped number kills the writer."""
    title = _Analysed.of([document.title, document.title_other])
    keywords = _Analysed.of(document.keywords)
    journal = _Analysed.of([document.journal])
    everything = title + keywords + journal + _Analysed.of([*document.people, document.summary, document.body])
    row: dict[str, Any] = {
        "key": document.key,
        "payload": json.dumps(document.to_json() | {"body": ""}, ensure_ascii=False, separators=(",", ":")).encode(),
        "body": document.body.encode("utf-8", "surrogatepass"),
        "text": (words := everything.values()),
        "grams": _values(everything.grams),
        "terms": words,
        "title": title.values(),
        "title_grams": _values(title.grams),
        "title_terms": (title + keywords).parts(),
        "journal_words": journal.values(),
        "journal_grams": _values(journal.grams),
        "keywords": keywords.values(),
        "keyword_grams": _values(keywords.grams),
        "people": _names(document.people),
        "completions": [completion_term(word) for word in document.keywords if 0 < len(word) <= _MAX_COMPLETION],
        "doi": document.doi,
        "units": [slug for slug in {document.unit, *document.units} if slug],
        "kind": document.kind,
        "journal": document.journal,
        "subject": list(document.subjects),
        "language": language_of(document.language),
        "state": document.extra.get("state", ""),
        "article_type": document.article_type,
        "unit": document.unit,
    }
    if document.open_access is not None:
        row["open_access"] = "yes" if document.open_access else "no"
    if document.date is not None:
        # The year of the wall calendar: midnight on New Year's Day in Beijing is still the old year in UTC.
        local = timezone.localtime(document.date, timezone.get_default_timezone())
        row |= {"date": document.date.astimezone(UTC), "year": local.year}
    return tantivy.Document.from_dict({name: value for name, value in row.items() if value}, build_schema())


def from_row(row: tantivy.Document) -> SearchDocument:
    """The document a row was made from."""
    body = (row.get_first("body") or b"").decode("utf-8", "surrogatepass")
    return SearchDocument.from_json(json.loads(row.get_first("payload") or b"") | {"body": body})
