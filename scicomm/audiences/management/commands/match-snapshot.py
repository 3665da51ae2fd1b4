"""The command `match-snapshot`: builds the arrays of all readers' profiles now, instead of waiting for the worker."""

from __future__ import annotations

import time
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.audiences import actions
from scicomm.audiences.queries import current_snapshot
from scicomm.core.progress import TerminalProgress, terminal_language


class Command(BaseCommand):
    help = gettext_lazy("Bring the snapshot of readers' profiles for matching up to date.")  # type: ignore[assignment]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--whole", action="store_true", help=_("read all profiles, not only those that changed"))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            began = time.perf_counter()
            try:
                actions.refresh_snapshot(TerminalProgress(cast(TextIO, self.stderr)), whole=options["whole"])
            except actions.Busy as busy:
                raise CommandError(str(busy)) from busy
            snapshot = current_snapshot()
            if snapshot is not None:
                self.stdout.write(
                    _("%(profiles)s profiles, %(interests)s interests, %(size).0f MB, %(seconds).1f s")
                    % {
                        "profiles": snapshot.about.profiles,
                        "interests": snapshot.about.interests,
                        "size": snapshot.readers.nbytes / 1e6,
                        "seconds": time.perf_counter() - began,
                    }
                )
