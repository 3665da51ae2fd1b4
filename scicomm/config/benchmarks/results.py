"""Results of benchmarks: what one is, and the two files that hold them."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils import timezone

DOCS = Path(__file__).resolve().parents[3] / "docs"


@dataclass(frozen=True)
class Result:
    """One figure: `bound` is what it must reach, `at_least` or `at_most`; both in `unit`."""

    name: str
    value: float
    unit: str
    bound: float | None
    direction: str
    note: str = ""

    @property
    def holds(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.direction == "at_least" else self.value <= self.bound


Benchmark = Callable[[Path], list[Result]]
BENCHMARKS: dict[str, Benchmark] = {}
# Those that make all they need themselves: the academy is not built for them.
ALONE: set[str] = set()


def benchmark(name: str, *, is_alone: bool = False) -> Callable[[Benchmark], Benchmark]:
    """Register a benchmark under the name that `make bench NAME=…` takes. It gets the folder of a seeded academy, which need
    not be there if it works alone."""

    def register(run: Benchmark) -> Benchmark:
        BENCHMARKS[name] = run
        if is_alone:
            ALONE.add(name)
        return run

    return register


def machine() -> str:
    """The machine in words: cores, memory, processor, Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor() or platform.machine(),
    )
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {model}, Python {platform.python_version()}"


def write(results: list[Result]) -> None:
    """Merge new results into the two files; figures that were not measured now stay."""
    path = DOCS / "benchmarks.json"
    kept = {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))} if path.exists() else {}
    for result in results:
        kept[result.name] = {**asdict(result), "machine": machine(), "date": timezone.localdate().isoformat()}
    rows = [kept[name] for name in sorted(kept)]
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [
        "# Benchmarks\n",
        "Measured with `make bench` (`make bench NAME=…` for one). Medians; read ratios, not digits.\n",
        "| figure | value | bound | machine | date | note |",
        "| --- | ---: | ---: | --- | --- | --- |",
    ]
    for row in rows:
        sign = {"at_least": "≥", "at_most": "≤"}.get(row["direction"], "")
        bound = "—" if row["bound"] is None else f"{sign} {row['bound']:g} {row['unit']}"
        lines.append(
            f"| {row['name']} | {row['value']:g} {row['unit']} | {bound} "
            f"| {row['machine']} | {row['date']} | {row['note']} |"
        )
    (DOCS / "benchmarks.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
