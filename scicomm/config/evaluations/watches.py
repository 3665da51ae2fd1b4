"""Measures the watches on any set: the real reader and matcher against wanted pairs, or against the plain evaluator."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from scicomm.listening.rules.watches import Item, Matcher, Node, QueryError, fits, parse
from scicomm.search.judged import BadSet

# So many disagreements and refused queries are listed; all are counted.
LISTED = 20
# Against the plain evaluator at most so many pairs of query and item are asked.
MOST_PAIRS = 2_000_000
TEXT_FIELDS = ("language", "source", "source_class", "host")


@dataclass(frozen=True)
class WatchSet:
    """Queries by id, the refused ones with the reason, items by id, and wanted pairs (query, item) or None."""

    queries: dict[str, Node]
    refused: list[tuple[str, str]]
    items: dict[str, Item]
    pairs: set[tuple[str, str]] | None
    unknown: int


@dataclass(frozen=True)
class Figures:
    queries: int
    refused: int
    items: int
    compared_with: str
    wanted: int
    found: int
    precision: float
    recall: float
    f1: float
    missing: list[tuple[str, str]]
    needless: list[tuple[str, str]]
    unknown_pairs: int
    docs_per_second: float
    add_seconds: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON lines of a file; blank ones are passed over."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSet(_("%(file)s cannot be read: %(reason)s") % {"file": path, "reason": error}) from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise BadSet(_("%(file)s, line %(number)s is no JSON object.") % {"file": path.name, "number": number})
        yield number, row


def _first(path: Path, number: int, row: dict[str, Any], *names: str) -> str:
    """The first of some fields that is there, as text."""
    for name in names:
        if row.get(name) not in {None, ""}:
            return str(row[name])
    raise BadSet(
        _("%(file)s, line %(number)s lacks “%(field)s”.") % {"file": path.name, "number": number, "field": names[0]}
    )


def read_watches(queries: Path, items: Path, pairs: Path | None) -> WatchSet:
    """Read a set. A query that cannot be read is kept with its reason, and finds nothing."""
    trees: dict[str, Node] = {}
    refused: list[tuple[str, str]] = []
    for number, row in _lines(queries):
        name = _first(queries, number, row, "id", "query_id")
        try:
            trees[name] = parse(str(row.get("query", row.get("text", ""))))
        except QueryError as error:
            refused.append((name, f"{error.sentence} [{error.start}:{error.end}]"))
    found: dict[str, Item] = {}
    for number, row in _lines(items):
        name = _first(items, number, row, "id", "item_id")
        found[name] = _item(row)
    if not found or not (trees or refused):
        raise BadSet(_("There are no queries or no items in the set."))
    wanted = unknown = None
    if pairs is not None:
        wanted = set()
        for number, row in _lines(pairs):
            wanted.add((_first(pairs, number, row, "query", "query_id"), _first(pairs, number, row, "item", "item_id")))
        known = {pair for pair in wanted if pair[1] in found and (pair[0] in trees or pair[0] in dict(refused))}
        unknown, wanted = len(wanted) - len(known), known
    return WatchSet(trees, refused, found, wanted, unknown or 0)


def _item(row: dict[str, Any]) -> Item:
    texts = {name: str(row.get(name) or "") for name in TEXT_FIELDS}
    dois = row.get("dois") or ([row["doi"]] if row.get("doi") else [])
    units = row.get("units") or ([row["unit"]] if row.get("unit") else [])
    return Item(
        title=str(row.get("title") or ""),
        text=str(row.get("text") or row.get("body") or ""),
        **texts,
        dois=[str(doi) for doi in dois],
        units=[str(unit) for unit in units],
        is_linked=bool(row.get("linked")),
        is_copy=bool(row.get("copy")),
    )


def evaluate(found: WatchSet, advance: Callable[[int], None] = lambda _step: None) -> Figures:
    """Match every item; the time is that of analysis and matching together."""
    names = list(found.queries)
    matcher = Matcher()
    began = time.perf_counter()
    for number, name in enumerate(names):
        matcher.add(number, found.queries[name])
    added = time.perf_counter() - began
    matches: set[tuple[str, str]] = set()
    spent = 0.0
    for name, item in found.items.items():
        began = time.perf_counter()
        hits = matcher.match(item)
        spent += time.perf_counter() - began
        matches.update((names[hit], name) for hit in hits)
        advance(1)
    wanted, asked = found.pairs, matches
    if wanted is None:
        items = dict(list(found.items.items())[: max(1, MOST_PAIRS // max(1, len(names)))])
        wanted = {(query, name) for name, item in items.items() for query in names if fits(found.queries[query], item)}
        asked = {pair for pair in matches if pair[1] in items}
    return _figures(found, wanted, asked, len(found.items) / max(spent, 1e-9), added)


def _figures(
    found: WatchSet, wanted: set[tuple[str, str]], asked: set[tuple[str, str]], speed: float, added: float
) -> Figures:
    right = len(wanted & asked)
    precision = right / len(asked) if asked else float(not wanted)
    recall = right / len(wanted) if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Figures(
        len(found.queries),
        len(found.refused),
        len(found.items),
        "pairs" if found.pairs is not None else "plain evaluator",
        len(wanted),
        len(asked),
        round(precision, 4),
        round(recall, 4),
        round(f1, 4),
        sorted(wanted - asked)[:LISTED],
        sorted(asked - wanted)[:LISTED],
        found.unknown,
        round(speed, 1),
        round(added, 3),
    )
