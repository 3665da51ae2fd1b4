"""What the benchmark of search runs in a process of its own, on a home of its own; prints its figures as JSON.

python -m scicomm.config.benchmarks.search_inside fill 200000
python -m scicomm.config.benchmarks.search_inside ask 1000
python -m scicomm.config.benchmarks.search_inside write 20
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import islice
from typing import Any

import django

FACETS = ("journal", "year", "subject", "language", "article_type")
_CHUNK = 2_000


def fill(count: int) -> dict[str, Any]:
    """Write so many entries into the database, as rooms would have done over the years."""
    from django.utils import timezone

    from scicomm.config.benchmarks.search_corpus import Corpus
    from scicomm.search.models import IndexEntry

    documents = Corpus().documents(count)
    began = time.perf_counter()
    while chunk := list(islice(documents, _CHUNK)):
        IndexEntry.objects.bulk_create(
            IndexEntry(index="public", key=one.key, payload=one.to_json(), state="done", changed_at=timezone.now())
            for one in chunk
        )
    return {"seconds": time.perf_counter() - began, "entries": IndexEntry.objects.count()}


def ask(count: int) -> dict[str, Any]:
    """Time so many queries, each with five facets and ten marked hits, after a few that warm up."""
    from scicomm.config.benchmarks.search_corpus import Corpus
    from scicomm.search import engine, storage
    from scicomm.search.measures import percentile

    queries = Corpus().queries(count + 50)
    times: dict[str, list[float]] = {"all": [], "cpu": [], "question": [], "words": []}
    empty = 0
    for number, text in enumerate(queries):
        spec = engine.QuerySpec(text, limit=10, facets=FACETS)
        began, worked = time.perf_counter(), time.thread_time()
        results = engine.search(spec)
        took, work = (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000
        if number >= 50:
            times["all"].append(took)
            times["cpu"].append(work)
            times["question" if number % 10 == 9 else "words"].append(took)
            empty += results.total == 0
    directory = storage.current_directory("public")
    searcher = engine.reader("public")
    if directory is None or searcher is None:
        raise RuntimeError("there is no index")
    figures = {
        f"{name}_{percent}": percentile(values, percent) for name, values in times.items() for percent in (50, 90, 99)
    }
    return {
        **figures,
        "without_result": empty,
        "segments": searcher.num_segments,
        "documents": searcher.num_docs,
        "disk_mb": sum(file.stat().st_size for file in directory.iterdir()) / 2**20,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def write(count: int) -> dict[str, Any]:
    """Time from the end of a writer's transaction until a reader sees it; somebody else's worker carries it."""
    from scicomm.search.actions import put_document
    from scicomm.search.documents import SearchDocument
    from scicomm.search.engine import QuerySpec, search

    waits = []
    for number in range(count + 1):
        word = f"freshword{number}x{time.time_ns()}"
        put_document(SearchDocument(key=f"bench.fresh:{number}", kind="article", url="/", title=word))
        began = time.perf_counter()
        while not search(QuerySpec(word, facets=())).exact:
            if time.perf_counter() - began > 60:
                raise RuntimeError("a write was not seen within a minute")
            time.sleep(0.02)
        if number:  # the first waits for a worker that is just starting
            waits.append(time.perf_counter() - began)
        time.sleep(0.13)  # not in step with the worker's second
    return {"median": sorted(waits)[len(waits) // 2], "worst": max(waits), "all": [round(wait, 2) for wait in waits]}


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"fill": fill, "ask": ask, "write": write}[sys.argv[1]](int(sys.argv[2]))))
