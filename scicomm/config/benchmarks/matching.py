"""How fast a million profiles are matched: the snapshot from a real database, one story's readers, everybody's digest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from scicomm.config.benchmarks.academy import PROJECT, environment, scicomm
from scicomm.config.benchmarks.results import Result, benchmark

PROFILES = int(os.environ.get("SCICOMM_BENCH_PROFILES", "1000000"))


def _inside(home: Path, verb: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "scicomm.config.benchmarks.matching_inside", verb, str(PROFILES)]
    # What it says on standard error is its progress, and why it failed.
    done = subprocess.run(command, env=environment(home), cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{verb} failed; the reason stands above.")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _filled(folder: Path) -> Path:
    """A home whose database holds the profiles; kept between runs."""
    home = folder / f"matching-{PROFILES}"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        scicomm(home, "migrate", "--verbosity", "0")
        _inside(home, "fill")
        (home / "complete").touch()
    return home


@benchmark("matching", is_alone=True)
def matching(academy: Path) -> list[Result]:
    """Build the snapshot, then match from it in a process of its own."""
    home = _filled(academy.parent)
    built, matched = _inside(home, "snapshot"), _inside(home, "kernel")
    size = f"{built['profiles']:,} profiles, {built['interests'] / 1e6:.1f}M interests"
    story = f"{size}, six subjects, median {matched['postings']:,.0f} postings, {matched['hits']:,.0f} readers in order"
    worst = f"the six most popular subjects, {matched['worst_postings']:,.0f} postings, {matched['worst_hits']:,.0f} in order"
    held = f"200 candidates of six subjects, digests of 10 hold {matched['all_held']:.1f}"
    return [
        Result("matching_story_p50", round(matched["p50"], 2), "ms", 10, "at_most", story),
        Result("matching_story_p99", round(matched["p99"], 2), "ms", None, "", "the same 200 stories"),
        Result("matching_story_worst", round(matched["worst"], 1), "ms", None, "", worst),
        Result("matching_digests", round(matched["all_2"], 2), "s", 2, "at_most", f"2 threads, {size}, {held}"),
        Result("matching_digests_1", round(matched["all_1"], 2), "s", None, "", "the same in 1 thread"),
        Result(
            "matching_digests_cpu",
            round(matched["all_cpu_1"], 2),
            "s CPU",
            None,
            "",
            "of the process, the same in 1 thread",
        ),
        Result(
            "matching_digests_due", round(matched["due_2"], 2), "s", None, "", "2 threads, only who may get a mail now"
        ),
        Result(
            "matching_compile", round(matched["compiled"], 2), "s", None, "", "loading or compiling, once a process"
        ),
        Result("matching_memory", round(matched["peak"]), "MB", None, "", "greatest size of the matching process"),
        Result("matching_snapshot", round(built["seconds"], 1), "s", 60, "at_most", f"SQLite, {size}, whole"),
        Result(
            "matching_snapshot_memory", round(built["peak"]), "MB", None, "", "greatest size of the building process"
        ),
        Result("matching_snapshot_size", round(built["size"]), "MB", None, "", "arrays on disk, mapped by readers"),
    ]
