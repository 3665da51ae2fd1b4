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
from scicomm.search.highlight import Marks, highlight, marks_for, snippet
from scicomm.search.matching import Matcher, filters_for, restrict
from scicomm.search.query import parse
from scicomm.search.suggestions import completions, did_you_mean
from scicomm.search.tree import And, Node, ParsedQuery, Term

logger = logging.getLogger(__name__)

MAX_LIMIT = 200
MAX_OFFSET = 10_000
_BUCKETS = 100
_QUESTION_WORDS = 6
_QUESTION_HITS = 10


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
    everything, newest first.
    """

    text: str = ""
    index: str = "public"
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = schema.FACETS
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
    """The answer. ``relaxed``: too little had all the words, so most have some. ``problems``: remarks for the reader.

    ``facets`` counts each field's values under the filters of the other fields. ``available`` is False while no index
    has been built.
    """

    query: ParsedQuery
    hits: tuple[Hit, ...] = ()
    total: int = 0
    relaxed: bool = False
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    took_ms: float = 0.0
    did_you_mean: str | None = None
    suggestions: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    available: bool = True


@dataclass(slots=True)
class _Reader:
    """An open index and the commit it shows."""

    directory: Path
    index: tantivy.Index
    commit: tuple[int, int]


_readers: dict[Path, _Reader] = {}
_lock = threading.Lock()


def _stamp(directory: Path) -> tuple[int, int]:
    status = (directory / "meta.json").stat()
    return status.st_mtime_ns, status.st_ino


def _searcher(index: str) -> tantivy.Searcher | None:
    """A view of the newest commit, or None when there is no index yet. One open index per process is kept."""
    root = storage.index_root(index)
    with _lock:
        try:
            directory = storage.current_directory(index)
            if directory is None:
                return None
            commit = _stamp(directory)
            reader = _readers.get(root)
            if reader is None or reader.directory != directory:
                reader = _readers[root] = _Reader(directory, storage.open_index(directory), commit)
            if reader.commit != commit:
                reader.index.reload()
                reader.commit = commit
        except (OSError, ValueError):
            # A page without its search box's answer is better than no page; the worker or `reindex` repairs it.
            logger.exception("The search index %s cannot be read.", index)
            _readers.pop(root, None)
            return None
        return reader.index.searcher()


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
    searcher = _searcher(spec.index)
    if searcher is None:
        return Results(
            parsed, problems=(_("The search index is being built. Please try again soon."),), available=False
        )
    filters = filters_for({name: spec.filters.get(name, ()) for name in schema.FACETS}, allowed)
    query = Matcher().build(parsed.node)
    found = _find(searcher, query, filters, spec, parsed)
    better = did_you_mean(searcher, parsed, filters.get("units")) if found.count == 0 and parsed.node else None
    relaxed = False
    if parsed.node is not None and found.count < _enough(parsed.node):
        # What has all the words stays among these, and counts twice, so that it comes first.
        looser = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, Matcher(relaxed=True).build(parsed.node)), (tantivy.Occur.Should, query)]
        )
        again = _find(searcher, looser, filters, spec, parsed)
        if again.count > found.count:
            query, found, relaxed = looser, again, True
    marks = marks_for(parsed, parts=relaxed)
    return Results(
        query=parsed,
        hits=tuple(_hit(searcher, score, address, marks) for score, address in found.hits),
        total=found.count,
        relaxed=relaxed,
        facets=_facets(searcher, query, filters, spec.facets),
        did_you_mean=better,
        suggestions=tuple(completions(searcher, spec.text, filters.get("units"), limit=5)) if spec.text else (),
        problems=parsed.problems,
        took_ms=(time.perf_counter() - started) * 1000,
    )


def suggest(text: str, *, index: str = "public", allowed_units: Wall = NotGiven.NOT_GIVEN, limit: int = 8) -> list[str]:
    """Completions of what is being typed, for the box's list; the same wall as `search`."""
    allowed = _wall(index, allowed_units)
    searcher = _searcher(index)
    if searcher is None or not text.strip():
        return []
    return completions(searcher, text, filters_for({}, allowed).get("units"), limit)


def _enough(node: Node) -> int:
    """How many hits with all the words are enough not to look for hits with some of them.

    A whole question is seldom answered in its own words, so it takes more; phrases and fields are never loosened.
    """
    if isinstance(node, And) and len(node.nodes) >= _QUESTION_WORDS:
        return _QUESTION_HITS if all(isinstance(part, Term) and part.field is None for part in node.nodes) else 1
    return 1


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


def _hit(searcher: tantivy.Searcher, score: float | None, address: tantivy.DocAddress, marks: Marks) -> Hit:
    document = schema.from_row(searcher.doc(address))
    return Hit(
        document=document,
        score=float(score or 0.0),
        title_html=highlight(document.title, marks),
        title_other_html=highlight(document.title_other, marks),
        snippet_html=snippet((document.summary, document.body), marks),
    )


def _facets(
    searcher: tantivy.Searcher, query: tantivy.Query, filters: Mapping[str, tantivy.Query], fields: Collection[str]
) -> dict[str, list[tuple[str, int]]]:
    """Counts per value. A field's own filter does not narrow its own counts, so that a second value can be chosen."""
    wanted = [name for name in schema.FACETS if name in fields]
    counted: dict[str, list[tuple[str, int]]] = {}
    groups = [[name] for name in wanted if name in filters]
    groups.append([name for name in wanted if name not in filters])
    for group in groups:
        if not group:
            continue
        others = [narrowing for name, narrowing in filters.items() if name not in group]
        asked = {name: {"terms": {"field": name, "size": _BUCKETS}} for name in group}
        answer = searcher.aggregate(restrict(query, others), asked)
        for name in group:
            counted[name] = _values(name, answer[name]["buckets"])
    return {name: counted[name] for name in wanted}


def _values(name: str, buckets: list[dict[str, Any]]) -> list[tuple[str, int]]:
    if name == "year":
        years = sorted(((int(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets), reverse=True)
        return [(str(year), count) for year, count in years]
    values = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return sorted(values, key=lambda pair: (-pair[1], pair[0]))
