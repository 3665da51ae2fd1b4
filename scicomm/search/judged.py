"""Judged sets: documents, queries and judgements read from files; a line that cannot be read is named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from scicomm.search.documents import SearchDocument


class BadSet(ValueError):
    """A judged set that cannot be used; the message says which file, which line and why."""


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """``queries`` are texts by id, ``grades`` how relevant each judged document is, by query and document.

    ``unjudged``: queries without a relevant document, which are not measured. ``unknown``: judgements of queries or
    documents that the set does not hold.
    """

    documents: list[SearchDocument]
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]
    unjudged: int
    unknown: int


def read_set(docs: Path, queries: Path, qrels: Path) -> JudgedSet:
    """Read the three files. Raises BadSet for what cannot be used."""
    documents = {}
    for place, row in _rows(docs):
        key = _identifier(place, row)
        if key in documents:
            raise BadSet(_("%(place)s: the id “%(id)s” stands twice.") % {"place": place, "id": key[:80]})
        documents[key] = _document(place, key, row)
    texts = {}
    for place, row in _rows(queries):
        key = _identifier(place, row)
        texts[key] = _text(place, row, "text")
    grades, unknown = _judgements(qrels, texts, documents)
    measured = {key: text for key, text in texts.items() if any(grade > 0 for grade in grades.get(key, {}).values())}
    if not documents or not measured:
        name = docs if not documents else qrels
        raise BadSet(
            _("%(file)s holds nothing to measure: no documents, or no query with a relevant one.") % {"file": name}
        )
    return JudgedSet(list(documents.values()), measured, grades, len(texts) - len(measured), unknown)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines that are not empty, each with its place in words."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _("%(file)s, line %(number)s") % {"file": path, "number": number}, line
    except OSError as error:
        raise BadSet(_("%(file)s cannot be read: %(error)s") % {"file": path, "error": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise BadSet(_("%(file)s is not a text in UTF-8.") % {"file": path}) from error


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadSet(_("%(place)s is not JSON: %(error)s") % {"place": place, "error": error}) from error
        if not isinstance(row, dict):
            raise BadSet(_("%(place)s is not a JSON object.") % {"place": place})
        yield place, row


def _identifier(place: str, row: Mapping[str, Any]) -> str:
    key = row.get("id", row.get("_id"))
    if isinstance(key, bool) or not isinstance(key, (str, int)) or not str(key).strip():
        raise BadSet(_("%(place)s has no “id”.") % {"place": place})
    return str(key).strip()


def _text(place: str, row: Mapping[str, Any], name: str) -> str:
    text = row.get(name) or ""
    if not isinstance(text, str):
        raise BadSet(_("%(place)s: “%(name)s” is not a text.") % {"place": place, "name": name})
    return text


def _document(place: str, key: str, row: Mapping[str, Any]) -> SearchDocument:
    title, text, language = (_text(place, row, name) for name in ("title", "text", "lang"))
    if not (title.strip() or text.strip()):
        # Judged sets hold empty documents (Cranfield has two); they are indexed and never found, as everywhere.
        title = text = ""
    return SearchDocument(key=key, kind="article", url="/", title=title, language=language, summary=text)


def _judgements(
    path: Path, queries: Mapping[str, str], documents: Mapping[str, SearchDocument]
) -> tuple[dict[str, dict[str, int]], int]:
    """TREC judgements: query, iteration (not used), document, grade. Of two for one pair the later one counts."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    unknown = 0
    for place, line in _lines(path):
        parts = line.split()
        try:
            query, _iteration, document, grade = parts[0], parts[1], parts[2], int(parts[3])
        except (IndexError, ValueError) as error:
            raise BadSet(
                _("%(place)s is not a judgement; write: query 0 document grade.") % {"place": place}
            ) from error
        if len(parts) > 4:
            raise BadSet(_("%(place)s is not a judgement; write: query 0 document grade.") % {"place": place})
        unknown += query not in queries or document not in documents
        grades[query][document] = grade
    return dict(grades), unknown
