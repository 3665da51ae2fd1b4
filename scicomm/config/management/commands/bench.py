"""`scicomm bench`: measures the promises and writes docs/benchmarks.md and docs/benchmarks.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.benchmarks import (  # noqa: F401 - reading a module registers its benchmarks
    article,
    import_assets,
    ingest,
    links,
    listening_day,
    mail,
    matching,
    near_duplicates,
    reading,
    search_latency,
    search_quality,
    story,
    watches,
)
from scicomm.config.benchmarks.academy import seeded
from scicomm.config.benchmarks.results import ALONE, BENCHMARKS, write


class Command(BaseCommand):
    help = gettext_lazy("Measure speed on a seeded academy and write docs/benchmarks.md and .json.")  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", choices=sorted(BENCHMARKS), help=_("one benchmark only"))
        parser.add_argument(
            "--home", type=Path, default=Path(".venv/bench"), help=_("where the seeded academy is kept")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = [options["name"]] if options["name"] else sorted(BENCHMARKS)
        home = options["home"].resolve() / "academy"
        if not ALONE.issuperset(names):
            seeded(home.parent)
        failed = []
        for name in names:
            results = BENCHMARKS[name](home)
            write(results)
            for result in results:
                self.stdout.write(f"{result.name}: {result.value:g} {result.unit}")
                if not result.holds:
                    failed.append(f"{result.name}: {result.value:g} {result.unit}, bound {result.bound:g}")
        if failed:
            raise CommandError(_("Bounds not met: %(figures)s") % {"figures": "; ".join(failed)})
