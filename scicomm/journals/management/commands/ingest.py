"""`scicomm ingest`: takes in JATS files, packages or folders of them; every broken one is refused by itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.progress import Progress, TerminalProgress, terminal_language
from scicomm.journals.actions import Intake, Outcome, scratch_folder, take_in
from scicomm.journals.rules.packages.reading import read_package
from scicomm.journals.rules.parallel import read_all
from scicomm.journals.rules.reading import UNOPENED, ReadFile, Refusal, files_in, kind_of, shown_name
from scicomm.organisation.models import Unit

# Articles in one transaction: enough to spare the disk, few enough that others can write in between.
BATCH_FILES = 20
BATCH_BYTES = 8_000_000


class Command(BaseCommand):
    help = gettext_lazy(  # type: ignore[assignment]
        "Take in articles from JATS files, zip packages or folders; again and again, without doing anything twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help=str(_("an XML file, a zip package, or a folder of them"))
        )
        parser.add_argument(
            "--unit", metavar="SLUG", help=str(_("the unit that new journals belong to (default: the academy)"))
        )
        parser.add_argument("--json", action="store_true", help=str(_("print what became of each file as JSON")))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            unit = self.unit(options["unit"])
            found = [one for path in options["paths"] for one in files_in(Path(path))]
            if not found:
                raise CommandError(_("There is no XML file and no package there."))
            began = time.monotonic()
            outcomes = list(self.take_all(found, unit))
            self.tell(outcomes, time.monotonic() - began, as_json=options["json"])
            if all(one.refusal and one.refusal.reason_code in UNOPENED for one in outcomes):
                raise CommandError(_("None of the files could be read."))

    def unit(self, slug: str | None) -> Unit:
        """The unit that new journals are made under."""
        unit = Unit.objects.filter(slug=slug).first() if slug else Unit.objects.filter(depth=1).first()
        if unit is not None:
            return unit
        if slug:
            raise CommandError(_("There is no unit “%(slug)s”.") % {"slug": slug})
        raise CommandError(_("There is no unit yet. Run scicomm up once, or create the academy first."))

    def take_all(self, found: list[Path | Refusal], unit: Unit) -> Iterator[Outcome]:
        """Reads and stores batch by batch, with a bar; each refusal is said as soon as it is known."""
        shared = Intake()
        with TerminalProgress(cast(TextIO, self.stderr._out)).task(_("Taking in articles"), total=len(found)) as bar:
            for packaged, some in groupby(found, _is_package):
                if packaged:
                    yield from self.take_packages([one for one in some if isinstance(one, Path)], unit, shared, bar)
                    continue
                for batch in batches(read_all(list(some))):
                    yield from self.take_batch(batch, unit, shared)
                    bar.advance(len(batch), batch[-1].file)

    def take_batch(self, batch: list[ReadFile | Refusal], unit: Unit, shared: Intake) -> Iterator[Outcome]:
        """One transaction for a handful."""
        for outcome in take_in(batch, default_unit=unit, shared=shared):
            if outcome.refusal:
                self.refuse(outcome.refusal)
            yield outcome

    def take_packages(self, paths: list[Path], unit: Unit, shared: Intake, bar: Progress) -> Iterator[Outcome]:
        """A transaction for each article of a package: its parts may be large."""
        for path in paths:
            for read in read_package(path, shown_name(path), scratch=scratch_folder()):
                yield from self.take_batch([read], unit, shared)
                bar.beat(read.file)
            bar.advance()

    def refuse(self, refusal: Refusal) -> None:
        place = f"{refusal.file}:{refusal.line}" if refusal.line else refusal.file
        self.stderr.write(f"{place}: {refusal.reason_code}: {refusal.reason}")

    def tell(self, outcomes: list[Outcome], seconds: float, *, as_json: bool) -> None:
        """The result on stdout: JSON, or one line of figures."""
        report = report_of(outcomes, seconds)
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        words = _(
            "%(accepted)d accepted, %(updated)d updated, %(unchanged)d unchanged, %(quarantined)d refused; "
            "%(seconds).1f seconds, %(rate).0f a second"
        )
        counts = {state: len(report[state]) for state in ("accepted", "updated", "unchanged", "quarantined")}
        self.stdout.write(words % {**counts, "seconds": seconds, "rate": report["per_second"]})


def _is_package(one: Path | Refusal) -> bool:
    return isinstance(one, Path) and one.is_file() and kind_of(one) == "package"


def batches(files: Iterable[ReadFile | Refusal]) -> Iterator[list[ReadFile | Refusal]]:
    """The files in handfuls limited by number and size, so that a folder of any size needs little memory."""
    batch: list[ReadFile | Refusal] = []
    size = 0
    for read in files:
        batch.append(read)
        size += len(read.source) if isinstance(read, ReadFile) else 0
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def report_of(outcomes: list[Outcome], seconds: float) -> dict[str, Any]:
    """What `--json` prints: each file under what became of it, with its DOI or with line and reason."""
    report: dict[str, Any] = {"accepted": [], "unchanged": [], "updated": [], "quarantined": []}
    for one in outcomes:
        refusal = one.refusal
        if refusal is None:
            report[one.state].append({"file": one.file, "doi": one.doi, "version": one.version, "files": one.files})
        else:
            report["quarantined"].append(
                {
                    "file": refusal.file,
                    "line": refusal.line or None,
                    "reason_code": refusal.reason_code,
                    "reason": refusal.reason,
                }
            )
    return report | {
        "seconds": round(seconds, 3),
        "per_second": round(len(outcomes) / seconds, 1) if seconds else 0.0,
    }
