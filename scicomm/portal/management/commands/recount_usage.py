"""`scicomm recount_usage`: counts the usage of a month anew from the kept log, by the list of robots of today."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.progress import TerminalProgress, terminal_language
from scicomm.journals.rules.counter.asking import month_of
from scicomm.journals.rules.counter.problems import Refused
from scicomm.portal.actions import LogsMissing, recount_usage


class Command(BaseCommand):
    help = gettext_lazy("Count the usage of a month anew from the kept log, by the list of robots of today.")  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", metavar="YYYY-MM", help=str(_("the month, like 2026-05")))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            try:
                month = month_of(options["month"], last=False)
            except Refused as refused:
                raise CommandError(_("Write a month like 2026-05.")) from refused
            with TerminalProgress().task(_("Counting usage anew")) as bar:
                try:
                    count = recount_usage(month, step=bar.advance)
                except LogsMissing as missing:
                    raise CommandError(
                        _(
                            "The log of %(count)s hours is gone (%(first)s and later): the month stays as it was counted."
                        )
                        % {"count": len(missing.hours), "first": missing.hours[0]}
                    ) from missing
            self.stdout.write(_("%(count)s events counted.") % {"count": count})
