"""How fast search is at two hundred thousand articles: asking, writing, and building the index from the database."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from scicomm.config.benchmarks.academy import PROJECT, environment, running, scicomm
from scicomm.config.benchmarks.results import Result, benchmark

ARTICLES = int(os.environ.get("SCICOMM_BENCH_ARTICLES", "200000"))
QUERIES, RUNS, WRITES = 1000, 3, 20


def _inside(home: Path, verb: str, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "scicomm.config.benchmarks.search_inside", verb, str(count)]
    done = subprocess.run(command, env=environment(home), cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{verb} failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _filled(folder: Path) -> Path:
    """A home whose database holds the articles; kept between runs."""
    home = folder / f"search-{ARTICLES}"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        scicomm(home, "migrate", "--verbosity", "0")
        _inside(home, "fill", ARTICLES)
        (home / "complete").touch()
    # One that an earlier version of the program filled has its tables, which may lack an index.
    scicomm(home, "migrate", "--verbosity", "0")
    return home


@benchmark("search-latency")
def search_latency(academy: Path) -> list[Result]:
    """Rebuild, then ask in three processes one after the other (the median of each figure counts), then write."""
    home = _filled(academy.parent)
    began = time.perf_counter()
    scicomm(home, "reindex", "--index", "public", "--from-record")
    seconds = time.perf_counter() - began
    runs = [_inside(home, "ask", QUERIES) for _ in range(RUNS)]
    asked = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    with running(home):
        written = _inside(home, "write", WRITES)
    size = f"{ARTICLES:,} articles"
    note = f"{size}, five facets and ten marked hits, {QUERIES} queries, median of {RUNS} processes"
    return [
        Result("search_p50", round(asked["all_50"], 2), "ms", 5, "at_most", note),
        Result("search_p99", round(asked["all_99"], 2), "ms", 20, "at_most", note),
        Result("search_cpu_p50", round(asked["cpu_50"], 2), "ms", None, "", "processor time of the same queries"),
        Result("search_cpu_p99", round(asked["cpu_99"], 2), "ms", None, "", "processor time of the same queries"),
        Result("search_question_p50", round(asked["question_50"], 2), "ms", None, "", "questions of a dozen words"),
        Result("search_write_seen", round(written["worst"], 2), "s", 2, "at_most", f"worst of {WRITES}, {size}"),
        Result(
            "search_rebuild",
            round(ARTICLES / seconds),
            "articles/s",
            None,
            "",
            f"scicomm reindex, {size}, whole process",
        ),
        Result("search_disk", round(asked["disk_mb"]), "MB", None, "", f"{size}, {asked['segments']:.0f} segments"),
        Result("search_memory", round(asked["memory_mb"]), "MB", None, "", "greatest size of the asking process"),
    ]
