"""`scicomm import indicators FILE`: takes in a table of journals' figures; looked at first, stored when asked to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.progress import terminal_language
from scicomm.journals.actions import Import, import_values
from scicomm.journals.queries.expected import expected_words
from scicomm.journals.rules.indicator_files import MOST_BYTES


class Command(BaseCommand):
    help = gettext_lazy("Take in a table of journals' figures by year; without --store it is only looked at.")  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=["indicators"], help=str(_("what the table holds")))
        parser.add_argument("file", metavar="FILE", help=str(_("CSV in UTF-8 or GB18030; commas, semicolons or tabs")))
        parser.add_argument("--store", action="store_true", help=str(_("store what was read, all or nothing")))
        parser.add_argument(
            "--right-only",
            action="store_true",
            help=str(_("with --store: store the cells that are right, leave the wrong ones")),
        )
        parser.add_argument("--source", default="", help=str(_("the source of lines that name none")))
        parser.add_argument("--json", action="store_true", help=str(_("print the result as JSON")))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            data = self.read(Path(options["file"]))
            found = import_values(
                data, store=options["store"], all_or_nothing=not options["right_only"], source=options["source"]
            )
            self.tell(found, options["file"], as_json=options["json"])
            if found.wrong and not found.stored:
                raise CommandError(_("Nothing was stored."))

    @staticmethod
    def read(path: Path) -> bytes:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise CommandError(_("The file is larger than 2 MB. Send it in parts."))
            return path.read_bytes()
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(reason)s") % {"file": path, "reason": error.strerror}
            ) from error

    def tell(self, found: Import, name: str, *, as_json: bool) -> None:
        """What is wrong on stderr with its place; the counts, or all of it as JSON, on stdout."""
        for one in found.wrong:
            place = f"{name}:{one.line}" + (f" [{one.column}]" if one.column else "")
            self.stderr.write(f"{place}: “{one.value}”: {expected_words(one.expected)}")
        counts = {state: found.counts[state] for state in ("new", "corrected", "unchanged")}
        if as_json:
            wrong = [
                {"line": one.line, "column": one.column, "value": one.value, "expected": one.expected}
                for one in found.wrong
            ]
            self.stdout.write(
                json.dumps({**counts, "wrong": wrong, "stored": found.stored}, ensure_ascii=False, indent=1)
            )
            return
        words = _("%(new)d new, %(corrected)d corrected, %(unchanged)d unchanged, %(wrong)d wrong")
        self.stdout.write(words % {**counts, "wrong": len(found.wrong)})
        if not found.stored and not found.wrong:
            self.stdout.write(_("Looked at only. Add --store to store it."))
