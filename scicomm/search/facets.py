"""Counting the values of facets beside the hits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import tantivy

from scicomm.search import schema
from scicomm.search.matching import restrict

_BUCKETS = 60
_SEGMENT_BUCKETS = 120


def counted(
    searcher: tantivy.Searcher, query: tantivy.Query, filters: Mapping[str, tantivy.Query], fields: Collection[str]
) -> dict[str, list[tuple[str, int]]]:
    """Counts per value. A field's own filter does not narrow its own counts, so that a second value can be chosen."""
    wanted = [name for name in schema.FACETS if name in fields]
    found: dict[str, list[tuple[str, int]]] = {}
    groups = [[name] for name in wanted if name in filters]
    groups.append([name for name in wanted if name not in filters])
    for group in groups:
        if not group:
            continue
        others = [narrowing for name, narrowing in filters.items() if name not in group]
        asked = {name: {"terms": {"field": name, "size": _BUCKETS, "segment_size": _SEGMENT_BUCKETS}} for name in group}
        answer = searcher.aggregate(restrict(query, others), asked)
        for name in group:
            found[name] = _values(name, answer[name]["buckets"])
    return {name: found[name] for name in wanted}


def _values(name: str, buckets: list[dict[str, Any]]) -> list[tuple[str, int]]:
    if name == "year":
        years = sorted(((int(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets), reverse=True)
        return [(str(year), count) for year, count in years]
    values = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return sorted(values, key=lambda pair: (-pair[1], pair[0]))
