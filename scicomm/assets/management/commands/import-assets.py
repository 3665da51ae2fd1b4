"""`scicomm import-assets`: takes a folder of pictures and other files into a unit's library; stopped anywhere, it goes on."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.assets import actions, queries
from scicomm.assets.enums.library import ItemState
from scicomm.assets.models import ImportRun
from scicomm.assets.rules.sheets import FILE, BadSheet, by_file, file_key, guessed, read_sheet
from scicomm.core.parallel import read_beside
from scicomm.core.progress import TerminalProgress, terminal_language
from scicomm.organisation.models import Unit


class Command(BaseCommand):
    help = gettext_lazy(  # type: ignore[assignment]
        "Take a folder of pictures, documents and recordings into a unit's library; repeated, it goes on and does nothing twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", help=str(_("the folder, with what lies below it")))
        parser.add_argument("--unit", metavar="SLUG", required=True, help=str(_("the unit that the files are for")))
        parser.add_argument(
            "--sheet",
            metavar="TABLE",
            help=str(_("an xlsx or CSV table that describes the files (default: the only one in the folder)")),
        )
        parser.add_argument(
            "--column",
            metavar="HEADING=FIELD",
            action="append",
            default=[],
            help=str(_("what a column means, where its heading does not say")),
        )
        parser.add_argument("--dry-run", action="store_true", help=str(_("look at everything and change nothing")))
        parser.add_argument("--json", action="store_true", help=str(_("print what became of each file as JSON")))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            folder = Path(options["folder"]).resolve()
            if not folder.is_dir():
                raise CommandError(_("%(path)s is no folder.") % {"path": options["folder"]})
            unit = Unit.objects.filter(slug=options["unit"]).first()
            if unit is None:
                raise CommandError(_("There is no unit “%(slug)s”.") % {"slug": options["unit"]})
            sheet = Path(options["sheet"]).resolve() if options["sheet"] else actions.sheet_in(folder)
            try:
                columns = self.columns(sheet, options["column"])
                if options["dry_run"]:
                    self.look(folder, sheet, columns, as_json=options["json"])
                else:
                    self.take_in(folder, sheet, columns, unit, as_json=options["json"])
            except BadSheet as error:
                raise CommandError(f"{sheet}: {queries.sheet_words(error.code)}") from error
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            except OSError as error:
                raise CommandError(str(error)) from error

    def columns(self, sheet: Path | None, told: list[str]) -> dict[str, str]:
        """What the columns mean: by their headings, and as was told."""
        if sheet is None:
            return {}
        pairs = dict(one.rpartition("=")[::2] for one in told)
        found = {**guessed(read_sheet(sheet).headings), **pairs}
        if FILE not in found.values():
            raise BadSheet("no-file-column")
        return found

    def take_in(self, folder: Path, sheet: Path | None, columns: dict[str, str], unit: Unit, *, as_json: bool) -> None:
        began = time.monotonic()
        run = actions.start_import(unit=unit, folder=folder, sheet=sheet, columns=columns or None, acting_user=None)
        before = run.total - actions.tally_of(run)[ItemState.WAITING]
        sinks = actions.import_progress(run, TerminalProgress(cast(TextIO, self.stderr._out)))
        with sinks.task(_("Taking in files"), total=run.total, done=before) as bar:
            actions.carry_out_import(run, bar)
        self.tell(run, time.monotonic() - began, before, as_json=as_json)

    def tell(self, run: ImportRun, seconds: float, before: int, *, as_json: bool) -> None:
        counts = actions.tally_of(run)
        refused = run.items.filter(state=ItemState.REFUSED).order_by("position")
        report = {
            "run": run.pk, "taken_in": counts[ItemState.DONE], "known": counts[ItemState.KNOWN],
            "refused": [{"file": one.path, "code": one.reason, "reason": queries.reason_words(one.reason)} for one in refused],
            "seconds": round(seconds, 2), "per_second": round((run.total - before) / seconds, 1) if seconds else 0.0,
        }  # fmt: skip
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for one in report["refused"][:50]:  # type: ignore[index]
            self.stderr.write(f"{one['file']}: {one['reason']}")
        words = _(
            "%(taken)d taken in, %(known)d were here already, %(refused)d refused; %(seconds).1f seconds, %(rate).1f a second"
        )
        numbers = {"taken": counts[ItemState.DONE], "known": counts[ItemState.KNOWN], "refused": len(refused)}
        self.stdout.write(words % {**numbers, "seconds": seconds, "rate": report["per_second"]})

    def look(self, folder: Path, sheet: Path | None, columns: dict[str, str], *, as_json: bool) -> None:
        """What a run would meet: each file looked at, each row of the table matched; nothing is written."""
        paths = [folder / one.path for one in actions.listed(folder) if folder / one.path != sheet]
        rows = by_file(read_sheet(sheet), columns) if sheet else {}
        report: dict[str, list[Any]] = {
            "would_take": [],
            "would_refuse": [],
            "without_row": [],
            "rows_without_file": [],
        }
        with TerminalProgress(cast(TextIO, self.stderr._out)).task(_("Looking at files"), total=len(paths)) as bar:
            for path, seen in zip(paths, read_beside(actions.look_at, paths), strict=True):
                name = path.relative_to(folder).as_posix()
                if seen.reason:
                    report["would_refuse"].append(
                        {"file": name, "code": seen.reason, "reason": queries.reason_words(seen.reason)}
                    )
                else:
                    report["would_take"].append(name)
                if sheet and rows.pop(file_key(name), None) is None:
                    report["without_row"].append(name)
                bar.advance(1, name)
        report["rows_without_file"] = sorted(rows)
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        for one in report["would_refuse"][:50]:
            self.stderr.write(f"{one['file']}: {one['reason']}")
        words = _(
            "%(take)d would be taken in, %(refuse)d refused; %(missing)d rows of the table have no file. Nothing was changed."
        )
        numbers = {"take": len(report["would_take"]), "refuse": len(report["would_refuse"]), "missing": len(rows)}
        self.stdout.write(words % numbers)
