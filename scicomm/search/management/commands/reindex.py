"""The command `reindex`: builds the search indices anew from the database."""

from __future__ import annotations

from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.progress import Progress, TerminalProgress, terminal_language
from scicomm.search.actions import drain_pending, rebuild_index
from scicomm.search.actions.restating import restate
from scicomm.search.models import IndexEntry
from scicomm.search.storage import INDEXES


class Command(BaseCommand):
    help = gettext_lazy("Builds the search indices anew, beside the old ones, and switches when they are complete.")  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--index", choices=INDEXES, help=_("only this index"))
        parser.add_argument(
            "--from-record",
            action="store_true",
            help=_("take the entries as they are, without reading articles, stories and answers again"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            self.progress = TerminalProgress(cast(TextIO, self.stderr))
            for index in [options["index"]] if options["index"] else INDEXES:
                if not options["from_record"]:
                    self.restate(index)
                self.rebuild(index)
            while drain_pending():
                pass

    def restate(self, index: str) -> None:
        """What should be found, read anew from the things themselves; says what the record had wrong."""
        label = _("Reading what belongs into “%(name)s”") % {"name": IndexEntry.Index(index).label}
        with self.progress.task(label) as bar:
            found = restate(index, lambda done, total: follow(bar, done, total))
        if found.written or found.removed:
            self.stderr.write(
                _("The record is put right: %(written)s entries written, %(removed)s taken out.")
                % {"written": found.written, "removed": found.removed}
            )

    def rebuild(self, index: str) -> None:
        """One index with its bar; says how many documents it holds and how many could not be read."""
        entries = IndexEntry.objects.filter(index=index, payload__isnull=False)
        label = _("Building the search index “%(name)s”") % {"name": IndexEntry.Index(index).label}
        with self.progress.task(label, total=entries.count()) as bar:
            rebuild_index(index, lambda done, total: follow(bar, done, total))
        failed = IndexEntry.objects.filter(index=index, state=IndexEntry.State.FAILED).count()
        if failed:
            self.stderr.write(
                _("%(count)s entries could not be read; see the search index entries.") % {"count": failed}
            )


def follow(bar: Progress, done: int, total: int) -> None:
    """Moves a bar to where the work is."""
    bar.total = total
    bar.advance(done - bar.done)
