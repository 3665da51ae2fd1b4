"""Measuring the engine on a judged set: an index of its own, the product's schema, analysis and query path, then figures."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scicomm.search import measures, schema, storage
from scicomm.search.documents import SearchDocument
from scicomm.search.engine import QuerySpec, search
from scicomm.search.judged import JudgedSet
from scicomm.search.writing import IndexWriter

DEPTH = 100
PAGE = 10
Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of one judged set; the means are over the queries with a relevant document. Times in milliseconds.

    The time of a query is that of one page of ten with all facets and marks, as a reader waits for it.
    """

    documents: int
    queries: int
    unjudged_queries: int
    unknown_judgements: int
    ndcg_10: float
    map_100: float
    mrr: float
    recall_100: float
    without_result: int
    latency_p50_ms: float
    latency_p90_ms: float
    latency_p99_ms: float
    index_seconds: float

    def to_json(self) -> dict[str, Any]:
        """Plain values, rounded to what is meaningful."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def build(documents: Iterable[SearchDocument], step: Step = lambda: None) -> None:
    """An index of these documents in the place that `storage.elsewhere` gave."""
    directory = storage.create_directory("public")
    writer = IndexWriter(directory)
    try:
        for document in documents:
            writer.put(document.key, schema.to_row(document))
            step()
        writer.commit()
        writer.close()
    except BaseException:
        writer.abandon()
        raise
    storage.switch_to("public", directory)


def ranked(text: str, depth: int = DEPTH) -> list[str]:
    """The keys that a reader's query finds, best first."""
    return [hit.key for hit in search(QuerySpec(text, limit=depth, facets=(), marked=False)).hits]


def evaluate(judged: JudgedSet, step: Step = lambda: None) -> Quality:
    """Index the documents in a temporary place, ask every query, and measure. ``step`` is called once for each of both."""
    with tempfile.TemporaryDirectory(prefix="scicomm-evaluate-") as folder, storage.elsewhere(Path(folder)):
        began = time.perf_counter()
        build(judged.documents, step)
        index_seconds = time.perf_counter() - began
        runs: dict[str, list[str]] = {}
        times: list[float] = []
        search(QuerySpec("warm"))  # what is loaded once in the life of a process is no reader's wait
        for key, text in judged.queries.items():
            began = time.perf_counter()
            search(QuerySpec(text, limit=PAGE))
            times.append((time.perf_counter() - began) * 1000)
            runs[key] = ranked(text)
            step()
    return _figures(judged, runs, times, index_seconds)


def _figures(judged: JudgedSet, runs: dict[str, list[str]], times: list[float], index_seconds: float) -> Quality:
    def mean(measure: Callable[[list[str], dict[str, int]], float]) -> float:
        return sum(measure(run, judged.grades[key]) for key, run in runs.items()) / len(runs)

    return Quality(
        documents=len(judged.documents),
        queries=len(runs),
        unjudged_queries=judged.unjudged,
        unknown_judgements=judged.unknown,
        ndcg_10=mean(measures.ndcg),
        map_100=mean(measures.average_precision),
        mrr=mean(measures.reciprocal_rank),
        recall_100=mean(measures.recall),
        without_result=sum(not run for run in runs.values()),
        latency_p50_ms=measures.percentile(times, 50),
        latency_p90_ms=measures.percentile(times, 90),
        latency_p99_ms=measures.percentile(times, 99),
        index_seconds=index_seconds,
    )
