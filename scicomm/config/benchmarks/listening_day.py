"""A day of listening: what a million public items cost, whether memory stays flat, and whether a killed worker loses anything.

Real processes, real actions: items are stored as from feeds, read, grouped by a worker that is killed (SIGKILL) again and again,
bursts are looked for each simulated hour, and hours are folded into days. `SCICOMM_BENCH_DAY` says how many items,
`SCICOMM_BENCH_DAY_KILLS` how many kills.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scicomm.config.benchmarks.academy import PROJECT, environment
from scicomm.config.benchmarks.ingest import _empty_home
from scicomm.config.benchmarks.results import Result, benchmark

ITEMS = int(os.environ.get("SCICOMM_BENCH_DAY", "1000000"))
KILLS = int(os.environ.get("SCICOMM_BENCH_DAY_KILLS", "10"))
GROWTH = 1.5
"""How much memory the worker may have at the end of the day against its first quarter: the engine holds what it heard lately, and
no more than so many topics. Below `FULL` items a day that store is still filling, and the figure is only reported."""
FULL = 500_000


@benchmark("listening-day", is_alone=True)
def listening_day(home: Path) -> list[Result]:
    """Items a second and the lag of grouping, memory at a quarter and at the end, what was lost or counted twice."""
    with tempfile.TemporaryDirectory() as scratch:
        measured = run_day(_empty_home(Path(scratch)), ITEMS, KILLS)
    return results(measured, ITEMS, KILLS)


def run_day(home: Path, items: int, kills: int, **extra: str) -> dict[str, Any]:
    """One simulated day on a home, in processes of its own; its figures."""
    command = [sys.executable, "-m", "scicomm.config.benchmarks.listening_day_process", str(items), str(kills)]
    done = subprocess.run(
        command,
        env=environment(home, SCICOMM_LOG_LEVEL="ERROR", **extra),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the day ended with {done.returncode}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def results(measured: dict[str, Any], items: int, kills: int) -> list[Result]:
    note = f"{items:,} items in 24 simulated hours, SQLite, one worker, {kills} times killed"
    # A day that goes by in minutes brings more in a second than a worker groups; what waits then waits for that.
    lag = f"from read to grouped, kills included; the day played in {measured['played']} minutes"
    growth = measured["memory_end"] / measured["memory_quarter"]
    return [
        Result("listening_day_stored", measured["stored_rate"], "items/s", None, "", f"{note}; with links and facts"),
        Result("listening_day_grouped", measured["grouped_rate"], "items/s CPU", 300, "at_least", note),
        Result("listening_day_lag_p50", measured["lag_p50"], "s", None, "", lag),
        Result("listening_day_lag_p99", measured["lag_p99"], "s", 60, "at_most", lag),
        Result("listening_day_memory_quarter", measured["memory_quarter"], "MB", None, "", "worker, at 25 % of the day"),
        Result("listening_day_memory", measured["memory_end"], "MB", 1500, "at_most", "worker, at the end of the day"),
        Result(
            "listening_day_growth", round(growth, 2), "times", GROWTH if items >= FULL else None, "at_most",
            "memory at the end against 25 %",
        ),
        Result("listening_day_lost", measured["lost"], "items", 0, "at_most", note),
        Result("listening_day_twice", measured["twice"], "items", 0, "at_most", "fed twice to the engine, or counted twice"),
        Result("listening_day_bursts", measured["bursts"], "bursts", None, "", f"{measured['topics']:,} topics"),
        Result("listening_day_burst_pass", measured["burst_pass"], "s", 30, "at_most", "the slowest look at all topics"),
    ]  # fmt: skip
