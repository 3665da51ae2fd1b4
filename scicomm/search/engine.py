"""Searching: one specification in, hits with marks, counts and suggestions out; reads the index, never writes it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Literal

import tantivy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from scicomm.search import schema, storage
from scicomm.search.documents import SearchDocument
from scicomm.search.facets import counted
from scicomm.search.highlight import Marks, highlight, marks_for, snippet
from scicomm.search.loosening import COMMON_NUMBER, COMMON_SHARE, ENOUGH, loosen
from scicomm.search.matching import Matcher, filters_for, restrict
from scicomm.search.query import parse
from scicomm.search.suggestions import completions, did_you_mean
from scicomm.search.tree import ParsedQuery
from scicomm.search.writing import open_index

logger = logging.getLogger(__name__)

MAX_LIMIT = 200
MAX_OFFSET = 10_000
_MISSPELT_BELOW = 1_000
NOBODY_COUNTED = -1


class NotGiven(Enum):
    """Stands for "nobody said which units may be seen", which the staff index refuses."""

    NOT_GIVEN = "not given"


class UnitWallMissing(ValueError):
    """The staff index was asked without saying which units may be seen."""

    def __init__(self) -> None:
        super().__init__("Searching the staff index needs allowed_units: unit slugs, or None for everything.")


Sort = Literal["relevance", "newest", "oldest"]
Wall = Collection[str] | None | NotGiven


@dataclass(frozen=True, slots=True)
class QuerySpec:
    """What to search for.

    ``filters`` narrows by facet: ``{"kind": ["article"], "year": ["2024"]}``; several values of one field mean any of
    them. ``allowed_units`` must be given for the staff index: slugs, or None for everything. An empty ``text`` means
    everything, newest first. Without ``marked`` titles come unmarked and without a snippet, for whoever needs only the order.
    """

    text: str = ""
    index: str = "public"
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = schema.FACETS
    marked: bool = True
    allowed_units: Wall = NotGiven.NOT_GIVEN


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. The ``_html`` fields are escaped and marked; everything else is as the room handed it in."""

    document: SearchDocument
    score: float
    title_html: SafeString
    title_other_html: SafeString
    snippet_html: SafeString

    @property
    def key(self) -> str:
        return self.document.key

    @property
    def kind(self) -> str:
        return self.document.kind

    @property
    def url(self) -> str:
        return self.document.url

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def extra(self) -> dict[str, str]:
        return self.document.extra


@dataclass(frozen=True, slots=True)
class Results:
    """The answer. ``exact`` of the ``total`` have all the words; ``relaxed``: the others have only some of them.
    ``question``: it was long enough to be ranked by most of its words; nobody counted what has all of them.

    ``problems`` are remarks for the reader.

    ``facets`` counts each field's values under the filters of the other fields. ``available`` is False while no index
    has been built.
    """

    query: ParsedQuery
    hits: tuple[Hit, ...] = ()
    total: int = 0
    exact: int = 0
    relaxed: bool = False
    question: bool = False
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    took_ms: float = 0.0
    did_you_mean: str | None = None
    problems: tuple[str, ...] = ()
    available: bool = True


_Stamp = tuple[int, int]


@dataclass(slots=True)
class _Reader:
    """An open index, which build it is, and the commit it shows."""

    directory: Path
    index: tantivy.Index
    pointer: _Stamp
    commit: _Stamp


_readers: dict[Path, _Reader] = {}
_lock = threading.Lock()


def _stamp(path: Path) -> _Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_ino


def reader(index: str) -> tantivy.Searcher | None:
    """A view of the newest commit, or None when there is no index yet. One open index per process is kept."""
    root = storage.index_root(index)
    with _lock:
        try:
            kept = _opened(index, root)
        except (OSError, ValueError):
            # A page without its search box's answer is better than no page; the worker or `reindex` repairs it.
            logger.exception("The search index %s cannot be read.", index)
            _readers.pop(root, None)
            return None
        return kept.index.searcher() if kept is not None else None


def _opened(index: str, root: Path) -> _Reader | None:
    kept = _readers.get(root)
    try:
        pointer = _stamp(storage.pointer_of(root))
    except FileNotFoundError:
        return None
    if kept is None or kept.pointer != pointer:
        directory = storage.current_directory(index)
        if directory is None:
            return None
        commit = _stamp(directory / "meta.json")
        kept = _readers[root] = _Reader(directory, open_index(directory), pointer, commit)
    commit = _stamp(kept.directory / "meta.json")
    if kept.commit != commit:
        kept.index.reload()
        kept.commit = commit
    return kept


def _wall(index: str, allowed_units: Wall) -> Collection[str] | None:
    if index == "public":
        return None
    if isinstance(allowed_units, NotGiven):
        raise UnitWallMissing
    return allowed_units


def search(spec: QuerySpec) -> Results:
    """Search one index. Bad input never raises; a staff search without ``allowed_units`` raises UnitWallMissing."""
    started = time.perf_counter()
    allowed = _wall(spec.index, spec.allowed_units)
    parsed = parse(spec.text)
    searcher = reader(spec.index)
    if searcher is None:
        return Results(
            parsed, problems=(_("The search index is being built. Please try again soon."),), available=False
        )
    filters = filters_for({name: spec.filters.get(name, ()) for name in schema.FACETS}, allowed)
    query, found, exact = _all_or_most(searcher, parsed, filters, spec)
    question = exact == NOBODY_COUNTED
    exact = max(exact, 0)
    relaxed = found.count > exact
    better = (
        did_you_mean(searcher, parsed, filters.get("units"))
        if exact == 0 and found.count < _MISSPELT_BELOW and parsed.node
        else None
    )
    marks = marks_for(parsed, parts=relaxed) if spec.marked else None
    return Results(
        query=parsed,
        hits=tuple(_hit(searcher, score, address, marks) for score, address in found.hits),
        total=found.count,
        exact=exact,
        relaxed=relaxed,
        question=question,
        facets=counted(searcher, query, filters, spec.facets),
        did_you_mean=better,
        problems=parsed.problems,
        took_ms=(time.perf_counter() - started) * 1000,
    )


def suggest(text: str, *, index: str = "public", allowed_units: Wall = NotGiven.NOT_GIVEN, limit: int = 8) -> list[str]:
    """Completions of what is being typed, for the box's list; the same wall as `search`."""
    allowed = _wall(index, allowed_units)
    searcher = reader(index)
    if searcher is None or not text.strip():
        return []
    return completions(searcher, text, filters_for({}, allowed).get("units"), limit)


def _all_or_most(
    searcher: tantivy.Searcher, parsed: ParsedQuery, filters: Mapping[str, tantivy.Query], spec: QuerySpec
) -> tuple[tantivy.Query, Any, int]:
    """The query that finds what the answer holds, the hits of its best, and how many of these have all the words.

    First what has all the words; where that is little, or a whole question was asked, what has most of them too.
    """
    limit = max(COMMON_NUMBER, COMMON_SHARE * searcher.num_docs)
    loose = loosen(parsed, lambda word: searcher.doc_freq("text", word) > limit)
    if loose is not None and loose.is_question:
        return loose.finding, _find(searcher, loose.query, filters, spec, parsed), NOBODY_COUNTED
    query = Matcher().build(parsed.node)
    found = _find(searcher, query, filters, spec, parsed)
    exact = found.count
    if loose is not None and exact < ENOUGH:
        # What has all the words stays among these, and counts twice, so that it comes first.
        both = tantivy.Query.boolean_query([(tantivy.Occur.Should, loose.query), (tantivy.Occur.Should, query)])
        again = _find(searcher, both, filters, spec, parsed)
        if again.count > exact:
            return (
                tantivy.Query.boolean_query([(tantivy.Occur.Should, loose.finding), (tantivy.Occur.Should, query)]),
                again,
                exact,
            )
    return query, found, exact


def _find(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    filters: Mapping[str, tantivy.Query],
    spec: QuerySpec,
    parsed: ParsedQuery,
) -> Any:
    by_date = spec.sort != "relevance" or parsed.node is None
    return searcher.search(
        restrict(query, filters.values()),
        limit=max(1, min(spec.limit, MAX_LIMIT)),
        offset=max(0, min(spec.offset, MAX_OFFSET)),
        order_by_field="date" if by_date else None,
        order=tantivy.Order.Asc if spec.sort == "oldest" else tantivy.Order.Desc,
    )


def _hit(searcher: tantivy.Searcher, score: float | None, address: tantivy.DocAddress, marks: Marks | None) -> Hit:
    document = schema.from_row(searcher.doc(address))
    texts = (document.summary, document.body) if marks is not None else ()
    marks = marks or Marks()
    return Hit(
        document=document,
        score=float(score or 0.0),
        title_html=highlight(document.title, marks),
        title_other_html=highlight(document.title_other, marks),
        snippet_html=snippet(texts, marks),
    )
