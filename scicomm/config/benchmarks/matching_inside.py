"""What the benchmark of matching runs in processes of their own; each prints its figures as JSON.

python -m scicomm.config.benchmarks.matching_inside fill 1000000
python -m scicomm.config.benchmarks.matching_inside snapshot 0
python -m scicomm.config.benchmarks.matching_inside kernel 1000000
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import replace
from typing import Any

import django
import numpy as np

from scicomm.config.benchmarks.matching_people import SUBJECTS, fill

STORIES, CANDIDATES, LIMIT = 200, 200, 50_000


def snapshot(_count: int) -> dict[str, Any]:
    """Read everything and build the arrays, as the worker does once a day."""
    from scicomm.audiences import actions
    from scicomm.core.progress import TerminalProgress

    began = time.perf_counter()
    actions.refresh_snapshot(TerminalProgress(), whole=True)
    seconds = time.perf_counter() - began
    found = _snapshot()
    return {"seconds": seconds, "peak": _peak(), "size": found.readers.nbytes / 1e6, "profiles": found.about.profiles,
            "interests": found.about.interests}  # fmt: skip


def kernel(_count: int) -> dict[str, Any]:
    """Stories and digests from the snapshot of the same home, after the code was compiled (that is timed apart)."""
    from scicomm.audiences.queries import compiled_folder
    from scicomm.audiences.rules import matching
    from scicomm.audiences.rules.matching import Engine

    found = _snapshot()
    readers, rng = found.readers, np.random.default_rng(5)
    degree = np.diff(readers.column_start)
    order = np.argsort(-degree)[:SUBJECTS]
    items = [_item(rng, n, order) for n in range(CANDIDATES)]
    arrays = matching.items_of(items, len(degree))
    options: dict[str, Any] = {"engine": Engine.COMPILED, "folder": compiled_folder()}
    began = time.perf_counter()
    matching.recipients(readers, items[0], LIMIT, **options)
    matching.digests(readers, arrays, 10, rows=np.arange(100), **options)
    compiled = time.perf_counter() - began
    times, postings, hits = [], [], []
    for item in items[:STORIES]:
        began = time.perf_counter()
        rows, _scores = matching.recipients(readers, item, LIMIT, **options)
        times.append((time.perf_counter() - began) * 1000)
        postings.append(int(degree[list(item.subjects)].sum()))
        hits.append(len(rows))
    figures = _worst(readers, items[0], degree, options)
    for name, some in (("all", None), ("due", matching.due_rows(readers))):
        for threads in (1, 2):
            walls, work = [], []
            for _run in range(3):
                began, before = time.perf_counter(), time.process_time()
                _rows, chosen, _scores = matching.digests(readers, arrays, 10, rows=some, threads=threads, **options)
                walls.append(time.perf_counter() - began)
                work.append(time.process_time() - before)
            figures |= {f"{name}_{threads}": float(np.median(walls)), f"{name}_cpu_{threads}": float(np.median(work))}
            figures[f"{name}_held"] = float((chosen >= 0).sum(axis=1).mean())
    return {
        "p50": float(np.percentile(times, 50)), "p99": float(np.percentile(times, 99)), "compiled": compiled,
        "postings": float(np.median(postings)), "hits": float(np.median(hits)), "peak": _peak(), **figures,
    }  # fmt: skip


def _worst(readers: Any, item: Any, degree: Any, options: dict[str, Any]) -> dict[str, float]:
    """A story filed under the six subjects that most readers have, offered to as many as possible."""
    from scicomm.audiences.rules import matching

    subjects = tuple(sorted(np.argsort(-degree)[:6].tolist()))
    worst, times, rows = replace(item, subjects=subjects, language=0, level=3, region=0, medium=0), [], np.zeros(0)
    for _run in range(9):
        began = time.perf_counter()
        rows, _scores = matching.recipients(readers, worst, LIMIT, **options)
        times.append((time.perf_counter() - began) * 1000)
    return {"worst": float(np.median(times)), "worst_postings": float(degree[list(subjects)].sum()),
            "worst_hits": float(len(rows))}  # fmt: skip


def _item(rng: Any, number: int, order: Any) -> Any:
    """Six subjects, the popular ones more often (by the root of Zipf's share)."""
    from scicomm.audiences.rules.matching import Item

    shares = 1 / np.sqrt(np.arange(1, len(order) + 1))
    drawn = np.unique(np.searchsorted(np.cumsum(shares / shares.sum()), rng.random(6)).clip(0, len(order) - 1))
    return Item(
        id=number, subjects=tuple(sorted(order[drawn].tolist())), language=int(rng.random() < 0.2),
        level=int(rng.integers(1, 6)), segments=int(rng.choice([0, 0, 1, 6])), region=int(rng.choice([0] * 9 + [110108])),
        medium=int(rng.integers(0, 7)), unit=int(rng.integers(0, 30)), freshness=int(rng.choice([100, 80, 60, 30])),
        popularity=int(rng.integers(0, 600)),
    )  # fmt: skip


def _snapshot() -> Any:
    from scicomm.audiences.queries import current_snapshot

    found = current_snapshot()
    if found is None:
        raise RuntimeError("There is no snapshot; run the verb snapshot before.")
    return found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    django.setup()
    verbs = {"fill": fill, "snapshot": snapshot, "kernel": kernel}
    print(json.dumps(verbs[sys.argv[1]](int(sys.argv[2]))))
