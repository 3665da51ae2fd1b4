"""Takes a folder of JATS files in from end to end in this one process and prints the figures as JSON.

Run by the benchmark next door as a process of its own on a migrated home: reading, references, HTML, database, and the
search index (as often as the worker carries to it), one after the other.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.urls import get_resolver

from scicomm.config.collector import loading


def measure(folder: Path) -> dict[str, Any]:
    """Seconds for the whole folder, the median of CPU milliseconds to read one file, and how much of the texts was kept."""
    # Django's rooms can be imported only once it is set up.
    from scicomm.core.progress import TerminalProgress
    from scicomm.journals.actions import Intake, take_in
    from scicomm.journals.rules.reading import ReadFile, read_file
    from scicomm.organisation.models import Unit
    from scicomm.search.actions import carrying, drain_pending

    unit = Unit.objects.get(depth=1)
    files, shared = sorted(folder.glob("*.xml")), Intake()
    costs: list[float] = []
    kept = lost = 0
    drain_pending()
    began = time.perf_counter()
    with TerminalProgress(sys.stderr).task("one process", total=len(files)) as bar, carrying() as carry:
        for batch in _handfuls(files):
            read = []
            for path in batch:
                before = time.thread_time()
                one = read_file(path)
                costs.append((time.thread_time() - before) * 1000)
                if isinstance(one, ReadFile):
                    counts = [one.parsed.conservation, *(sub.full_text.conservation for sub in one.parsed.sub_articles)]
                    kept += sum(count.source + count.references_source for count in counts)
                    lost += sum(count.lost for count in counts)
                read.append(one)
            if refused := [one for one in take_in(read, default_unit=unit, shared=shared) if one.article_id is None]:
                raise RuntimeError(f"{refused[0].file}: {refused[0].state}")
            carry()
            bar.advance(len(batch))
    drain_pending()
    return {
        "files": len(files),
        "seconds": time.perf_counter() - began,
        "read_ms": statistics.median(costs),
        "conserved": 100 * (1 - lost / kept),
    }


def _handfuls(files: list[Path], size: int = 20) -> Iterator[list[Path]]:
    for start in range(0, len(files), size):
        yield files[start : start + size]


if __name__ == "__main__":
    with loading():
        django.setup()
    # The first address of an article would wait for the import of all screens; that is the start of a process, not its work.
    get_resolver()._populate()
    print(json.dumps(measure(Path(sys.argv[1]))))
