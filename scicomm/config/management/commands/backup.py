"""`scicomm backup`: one folder with everything, made while the site runs."""

from __future__ import annotations

import errno
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.backups.making import Made, make_backup
from scicomm.config.backups.places import BackupError
from scicomm.core.progress import RowProgress, TerminalProgress, terminal_language

# The desk shows when this piece of work was last done.
ROW = "backup"


class Command(BaseCommand):
    """Saves database, files and the list of what was erased; a killed run leaves a folder that the next one removes."""

    help = gettext_lazy("Save everything into one folder while the site runs: database, files, manifest with hashes.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, default=None, help=_("folder that gets the backup (default: SCICOMM_HOME/backups)")
        )
        parser.add_argument(
            "--keep",
            type=int,
            default=0,
            help=_("how many backups stay in the folder; older ones are removed (default: all)"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            if options["keep"] < 0:
                raise CommandError(_("--keep takes a number of backups, 1 or more."))
            try:
                made = make_backup(options["to"], TerminalProgress(), keep=options["keep"])
            except BackupError as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(disk_words(error)) from error
            # A row of its own, written afterwards: the saved database must not say that it is being saved.
            with RowProgress(ROW).task(_("Backup")):
                self._say(made)

    def _say(self, made: Made) -> None:
        files, size = len(made.manifest.files), made.manifest.size
        words = _("%(folder)s: %(files)s files, %(size)s MB.")
        self.stdout.write(words % {"folder": made.folder, "files": files, "size": size // 2**20 + 1})
        if made.removed:
            self.stdout.write(_("Older backups removed: %(count)s") % {"count": made.removed})
        if not made.manifest.has_secret:
            self.stdout.write(
                _(
                    "The site's secret stands in SCICOMM_SECRET_KEY, not in the backup. Keep it: links in mails depend on it."
                )
            )


def disk_words(error: OSError) -> str:
    """What to say when the disk is full or cannot be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("The disk is full. Nothing was left half done; make room and run it again.")
    return _("It could not be written or read: %(error)s") % {"error": error}
