"""`scicomm seed`: builds the demonstration academy."""

from __future__ import annotations

import datetime as dt
import logging
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.demo.build import HouseTaken, build_demo
from scicomm.core.progress import TerminalProgress, terminal_language


def past_day(text: str) -> dt.date:
    """A day as YYYY-MM-DD that is not in the future."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("Write the day as YYYY-MM-DD, for example 2026-11-23.")) from error
    if day > timezone.localdate():
        raise ArgumentTypeError(_("The day lies in the future."))
    return day


class Command(BaseCommand):
    """Builds the demonstration; killed anywhere, it goes on when started again; complete, it changes nothing."""

    help = gettext_lazy(
        "Build the demonstration academy. Doing it twice changes nothing; a killed run is taken up again."
    )  # type: ignore[assignment]

    # A second run should say at once that there is nothing to do; `scicomm up` and `scicomm check` look at the settings.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today",
            type=past_day,
            metavar="YYYY-MM-DD",
            help=_("the day as of which it is built (default: today); the first run decides"),
        )
        parser.add_argument("--small", action="store_true", help=_("two institutes and four stories only, for trials"))

    def handle(self, *args: Any, **options: Any) -> None:
        # Wagtail logs every page it touches, hundreds of lines; here the bar tells enough.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        with translation.override(terminal_language()):
            try:
                day = build_demo(TerminalProgress(), today=options["today"], small=options["small"])
            except HouseTaken as taken:
                raise CommandError(str(taken)) from taken
            if day is None:
                self.stdout.write(_("The demonstration academy is complete; nothing was changed."))
            else:
                self.stdout.write(_("The demonstration academy stands, as of %(day)s.") % {"day": day.isoformat()})
