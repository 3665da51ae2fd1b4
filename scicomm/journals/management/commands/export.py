"""`scicomm export`: a journal's articles as a file for another system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.progress import terminal_language
from scicomm.journals.models import Journal
from scicomm.journals.queries.doaj import doaj_export
from scicomm.journals.rules.doaj import REASONS


class Command(BaseCommand):
    help = gettext_lazy("Write a journal's articles as a file for DOAJ.")  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", choices=["doaj"], help=str(_("the system that the file is for")))
        parser.add_argument("--journal", required=True, metavar="SLUG", help=str(_("the journal's short address")))
        parser.add_argument("--year", type=int, help=str(_("only articles of this year")))
        parser.add_argument("--volume", default="", help=str(_("only this volume")))
        parser.add_argument("--issue", default="", help=str(_("only this issue")))
        parser.add_argument("--out", metavar="FILE", help=str(_("write into this file instead of the terminal")))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            journal = Journal.objects.filter(slug=options["journal"]).first()
            if journal is None:
                raise CommandError(_("There is no journal “%(slug)s”.") % {"slug": options["journal"]})
            found = doaj_export(journal, year=options["year"], volume=options["volume"], issue=options["issue"])
            for article, reason in found.left_out:
                self.stderr.write(f"{article.doi}: {reason}: {REASONS[reason]}")
            if not found.count:
                raise CommandError(_("No article of this journal can go to DOAJ."))
            self.write(found.content, options["out"])
            self.stderr.write(
                _("%(count)d records, %(left)d left out") % {"count": found.count, "left": len(found.left_out)}
            )

    def write(self, content: bytes, path: str | None) -> None:
        if path is None:
            self.stdout.write(content.decode())
            return
        try:
            Path(path).write_bytes(content)
        except OSError as error:
            raise CommandError(_("The file cannot be written: %(reason)s") % {"reason": error.strerror}) from error
