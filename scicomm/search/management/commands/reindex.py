"""The command `reindex`: builds the search indices anew from the record of what should be in them."""

from __future__ import annotations

from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from scicomm.core.progress import TerminalProgress, terminal_language
from scicomm.search.actions import drain_pending, rebuild_index
from scicomm.search.models import IndexEntry
from scicomm.search.storage import INDEXES


class Command(BaseCommand):
    help = "Builds the search indices anew, beside the old ones, and switches when they are complete."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--index", choices=INDEXES, help=_("only this index"))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            for index in [options["index"]] if options["index"] else INDEXES:
                self.rebuild(index)
            while drain_pending():
                pass

    def rebuild(self, index: str) -> None:
        """One index with its bar; says how many documents it holds and how many could not be read."""
        entries = IndexEntry.objects.filter(index=index, payload__isnull=False)
        label = _("Building the search index “%(name)s”") % {"name": IndexEntry.Index(index).label}
        with TerminalProgress(cast(TextIO, self.stderr)).task(label, total=entries.count()) as bar:
            rebuild_index(index, lambda done, _total: bar.advance(done - bar.done))
        failed = IndexEntry.objects.filter(index=index, state=IndexEntry.State.FAILED).count()
        if failed:
            self.stderr.write(
                _("%(count)s entries could not be read; see the search index entries.") % {"count": failed}
            )
