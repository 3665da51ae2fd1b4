"""How fast articles go in: `scicomm ingest` of six hundred JATS files into an empty SQLite database, as a whole process."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

from scicomm.config.benchmarks.academy import PROJECT, scicomm
from scicomm.config.benchmarks.results import Result, benchmark

COPIES = 10
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
        empty, files = Path(scratch) / "home", Path(scratch) / "files"
        empty.mkdir()
        files.mkdir()
        count = _files(files)
        scicomm(empty, "migrate", "--verbosity", "0")
        scicomm(
            empty, "create-academy", "--name-zh", "测量院", "--name-en", "Measured Academy", "--email", "a@demo.example"
        )
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
