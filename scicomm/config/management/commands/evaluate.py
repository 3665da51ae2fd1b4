"""The command `evaluate`: measures the house's own code on any labelled set; the kinds stand in `evaluations/kinds`."""

from __future__ import annotations

import json
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.evaluations.kinds import KINDS
from scicomm.core.progress import TerminalProgress, terminal_language
from scicomm.search.judged import BadSet


class Command(BaseCommand):
    help = gettext_lazy("Measure how well the house ranks, groups and reads, on sets of your own.")  # type: ignore[assignment]
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        names = "|".join(kind.name for kind in KINDS)
        what = parser.add_subparsers(dest="what", required=True, metavar=names)
        for kind in KINDS:
            own = what.add_parser(kind.name, help=str(kind.help))
            kind.add_arguments(own)
            own.add_argument("--json", action="store_true", help=_("print the figures as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        kind = next(kind for kind in KINDS if kind.name == options["what"])
        with translation.override(terminal_language()):
            try:
                figures, lines = kind.run(options, TerminalProgress(cast(TextIO, self.stderr)))
            except BadSet as error:
                raise CommandError(str(error)) from error
            self.stdout.write(json.dumps(figures, indent=1) if options["json"] else "\n".join(lines))
