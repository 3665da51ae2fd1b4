"""How fast articles go in: `scicomm ingest` of six hundred JATS files into an empty SQLite database, as a whole process; and
files of other publishers from end to end in one process, the search index included."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from scicomm.config.benchmarks.academy import PROJECT, environment, scicomm
from scicomm.config.benchmarks.results import Result, benchmark

COPIES, RUNS = 10, 3
DEMO = PROJECT / "scicomm" / "config" / "demo" / "data"


def _files(folder: Path) -> int:
    """Each of our JATS files ten times, with a DOI of its own."""
    count = 0
    for source in sorted(DEMO.glob("part_*/jats/**/*.xml")):
        text = source.read_text(encoding="utf-8")
        found = re.search(r'<article-id pub-id-type="doi">([^<]+)</article-id>', text)
        if found is None:
            continue
        for copy in range(COPIES):
            (folder / f"{source.stem}-{copy}.xml").write_text(
                text.replace(found[1], f"{found[1]}.c{copy}"), encoding="utf-8"
            )
            count += 1
    return count


@benchmark("ingest")
def ingest_rate(home: Path) -> list[Result]:
    """Articles a second into an empty database; a second run must find them all unchanged."""
    with tempfile.TemporaryDirectory() as scratch:
        empty, files = _empty_home(Path(scratch)), Path(scratch) / "files"
        files.mkdir()
        count = _files(files)
        first = json.loads(scicomm(empty, "ingest", str(files), "--json"))
        again = json.loads(scicomm(empty, "ingest", str(files), "--json"))
    if len(first["accepted"]) != count or len(again["unchanged"]) != count:
        raise RuntimeError(
            f"of {count} files {len(first['accepted'])} went in and {len(again['unchanged'])} were known"
        )
    rate, known = count / first["seconds"], count / again["seconds"]
    note = f"{count} JATS files, SQLite"
    return [
        Result("ingest", round(rate, 1), "articles/s", 50, "at_least", note),
        Result("ingest_unchanged", round(known, 1), "articles/s", None, "", "the same files a second time"),
    ]


def _empty_home(scratch: Path) -> Path:
    """A home with one academy and nothing in it."""
    home = scratch / "home"
    home.mkdir()
    scicomm(home, "migrate", "--verbosity", "0")
    scicomm(home, "create-academy", "--name-zh", "测量院", "--name-en", "Measured Academy", "--email", "a@demo.example")
    return home


def _foreign_files(folder: Path) -> tuple[int, str]:
    """Whole articles of other publishers where they are at hand (SCICOMM_SAMPLES), else our own; ten of each."""
    samples = Path(os.environ.get("SCICOMM_SAMPLES") or PROJECT.parent / "shared" / "samples") / "jats"
    if not samples.is_dir():
        return _files(folder), "our own JATS files"
    count = 0
    for source in sorted(samples.glob("*.xml")):
        data = source.read_bytes()
        found = re.search(rb"""<article-id[^>]*pub-id-type=["']doi["'][^>]*>\s*([^<\s]+)""", data)
        if found is None:
            continue
        for copy in range(COPIES):
            (folder / f"{source.stem}-{copy}.xml").write_bytes(data.replace(found[1], found[1] + b".c%d" % copy))
            count += 1
    return count, "full articles of other publishers"


@benchmark("ingest-one-process")
def ingest_in_one_process(home: Path) -> list[Result]:
    """Metadata, references, HTML, database, index: articles a second on one core, and CPU milliseconds to read one; each the
    median of three processes on empty homes."""
    with tempfile.TemporaryDirectory() as scratch:
        empty, files = _empty_home(Path(scratch)), Path(scratch) / "files"
        files.mkdir()
        count, what = _foreign_files(files)
        runs = [_one_process(empty, Path(scratch) / f"run-{number}", files) for number in range(RUNS)]
    rate, read, kept = (median(run[name] for run in runs) for name in ("rate", "read_ms", "conserved"))
    note = f"{count} {what}, SQLite, one process, median of {RUNS}"
    return [
        Result("ingest_one_process", round(rate, 1), "articles/s", 60, "at_least", note),
        Result("read_article", round(read, 1), "ms CPU", 15, "at_most", f"median; {note}"),
        Result("text_conserved", round(kept, 3), "%", 99.9, "at_least", f"body and back; {note}"),
    ]


def _one_process(empty: Path, home: Path, files: Path) -> dict[str, float]:
    shutil.copytree(empty, home)
    command = [sys.executable, "-m", "scicomm.config.benchmarks.one_process", str(files)]
    done = subprocess.run(command, env=environment(home), cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ingest in one process failed:\n{done.stderr[-2000:]}")
    figures = json.loads(done.stdout.splitlines()[-1])
    return {**figures, "rate": figures["files"] / figures["seconds"]}
