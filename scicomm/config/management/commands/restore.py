"""`scicomm restore`: a backup into an empty home."""

from __future__ import annotations

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config.backups.places import BackupError
from scicomm.config.backups.restoring import Checked, check_backup, refuse_unless_empty, restore_backup
from scicomm.config.management.commands.backup import disk_words
from scicomm.config.supervisor import AlreadyRunning, pid_file
from scicomm.core.progress import TerminalProgress, terminal_language


class Command(BaseCommand):
    """Checks every hash, puts everything in place, applies missing migrations, erases again who was erased since."""

    help = gettext_lazy("Bring a backup back into an empty SCICOMM_HOME; who was erased since is erased again.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help=_("the folder of the backup"))
        parser.add_argument(
            "--erased",
            type=Path,
            action="append",
            default=[],
            help=_("erased.jsonl of the house that was lost, or of a later backup; may be given several times"),
        )
        parser.add_argument("--check", action="store_true", help=_("only check the backup and say what would happen"))

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            try:
                with pid_file(Path(settings.SCICOMM_HOME) / "up.pid"):
                    self._restore(options["path"], options["erased"], options["check"])
            except AlreadyRunning as error:
                raise CommandError(
                    _("The site runs in %(home)s. Stop it first.") % {"home": settings.SCICOMM_HOME}
                ) from error
            except (BackupError, sqlite3.Error) as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(disk_words(error)) from error

    def _restore(self, path: Path, lists: list[Path], only_check: bool) -> None:
        checked = check_backup(path, lists, TerminalProgress())
        manifest = checked.manifest
        words = _("The backup of %(made)s is whole: %(files)s files, %(size)s MB, database %(kind)s.")
        values = {"made": manifest.made_at, "files": len(manifest.files), "size": manifest.size // 2**20 + 1}
        self.stdout.write(words % (values | {"kind": manifest.database}))
        if only_check:
            self._would(checked)
            return
        done = restore_backup(checked, TerminalProgress())
        self.stdout.write(_("Restored. Migrations applied: %(count)s") % {"count": done.migrations})
        words = _("Erased again: readers' rows %(readers)s, people who asked %(askers)s")
        self.stdout.write(words % {"readers": done.readers, "askers": done.askers})
        self._warn(checked, lists)
        self.stdout.write(_("Now make the search index again: scicomm reindex. Then start the site."))

    def _would(self, checked: Checked) -> None:
        words = _("Migrations to apply: %(lacking)s. Erased rows on the lists: %(listed)s.")
        self.stdout.write(words % {"lacking": checked.lacking, "listed": checked.listed})
        try:
            refuse_unless_empty(checked)
        except BackupError as error:
            self.stdout.write(_("It would not be restored here: %(reason)s") % {"reason": error})
        else:
            self.stdout.write(_("It can be restored into %(home)s.") % {"home": settings.SCICOMM_HOME})

    def _warn(self, checked: Checked, lists: list[Path]) -> None:
        if not lists:
            words = _(
                "Nobody told who was erased after %(made)s. Erase them again by hand, or restore anew with --erased."
            )
            self.stdout.write(words % {"made": checked.manifest.made_at})
        if not checked.manifest.has_secret:
            self.stdout.write(
                _("Set SCICOMM_SECRET_KEY to what it was: without it links in mails and sealed passwords are void.")
            )
