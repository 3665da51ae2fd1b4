"""Restoring a backup into an empty home: everything is checked first; whoever was erased since it was made is erased again.

A note in the home says what is being put there. A restore that fails takes it away again; one that was killed is taken away by
the next, and `scicomm up` refuses to start in between.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from scicomm.audiences.actions import erase_readers_again
from scicomm.audiences.tasks import forget
from scicomm.config.backups.database import is_empty, load_postgres, tidy_sqlite
from scicomm.config.backups.manifest import (
    DATABASE,
    ERASED,
    Manifest,
    Named,
    hash_file,
    read_manifest,
    stored_name,
    verify,
)
from scicomm.config.backups.places import BACKUPS, UNFINISHED, BackupError, home
from scicomm.config.first_run import bring_up_to_date
from scicomm.core.erased import FILE as ERASED_FILE
from scicomm.core.erased import WrongList, add_to_list, erased_file, read_erased
from scicomm.core.progress import ProgressSink
from scicomm.responses.actions import erase_askers_again

# What may stand in a home that counts as empty: made by reading the settings, or left there for the restore.
NOT_COUNTED = {"static", "secret_key", "up.pid", BACKUPS, ERASED_FILE, UNFINISHED}


@dataclass(frozen=True)
class Checked:
    """A backup that is whole and fits; `lacking` migrations will be applied, `listed` rows erased where they are found."""

    folder: Path
    manifest: Manifest
    named: list[Named]
    lists: tuple[Path, ...]
    lacking: int
    listed: int


@dataclass(frozen=True)
class Restored:
    """What was done: migrations applied, subscriptions and questions of people erased again."""

    migrations: int
    readers: int
    askers: int


def check_backup(folder: Path, lists: Sequence[Path], progress: ProgressSink) -> Checked:
    """Whether a backup is whole and this code and this database can take it. Changes nothing; BackupError says why not."""
    folder = folder.expanduser().resolve()
    manifest = read_manifest(folder)
    if manifest.database != connection.vendor:
        raise BackupError(
            _("The backup holds a database of the kind %(kind)s, but DATABASE_URL speaks of one of the kind %(other)s.")
            % {"kind": manifest.database, "other": connection.vendor}
        )
    known, lacking = _migrations(manifest)
    if later := sorted(set(manifest.migrations) - known):
        raise BackupError(
            _("The backup was made by a later version of SciComm (%(version)s). Restore it with that version.")
            % {"version": f"{manifest.software}: {', '.join(later[:3])}"}
        )
    all_lists = tuple(path for path in (folder / ERASED, erased_file(), *lists) if path in lists or path.exists())
    try:
        listed = frozenset().union(*(read_erased(path) for path in all_lists))
    except WrongList as error:
        words = _("%(path)s is not a list of what was erased: line %(line)s cannot be read.")
        raise BackupError(words % {"path": error.path, "line": error.line}) from error
    except OSError as error:
        raise BackupError(_("%(path)s cannot be read.") % {"path": error.filename}) from error
    named = verify(folder, manifest, progress)
    return Checked(folder, manifest, named, all_lists, lacking, len(listed))


def _migrations(manifest: Manifest) -> tuple[set[str], int]:
    """The migrations this code knows, those it has joined into one included; and how many of its own the backup lacks."""
    there = MigrationLoader(None).disk_migrations
    replaced = {f"{app}.{name}" for migration in there.values() for app, name in migration.replaces}
    own = {f"{app}.{name}" for app, name in there}
    return own | replaced, len(own - set(manifest.migrations))


def refuse_unless_empty(checked: Checked) -> None:
    """The home and the database must be empty, and there must be room. What a killed restore left does not count."""
    left = _noted()
    there = [name for name in sorted(path.name for path in home().iterdir()) if name not in NOT_COUNTED | left]
    if connection.vendor == "sqlite" and (is_empty() or left):
        name = Path(connection.settings_dict["NAME"]).name
        there = [one for one in there if one not in {name, f"{name}-wal", f"{name}-shm", f"{name}.restoring"}]
    if there:
        raise BackupError(
            _(
                "%(home)s is not empty (%(names)s). A backup is restored into an empty home: choose another SCICOMM_HOME."
            )
            % {"home": home(), "names": ", ".join(there[:5])}
        )
    if not is_empty() and not (left and connection.vendor == "sqlite"):
        raise BackupError(_("The database of DATABASE_URL is not empty. A backup is restored into an empty one."))
    needed = checked.manifest.size
    if shutil.disk_usage(home()).free < needed:
        words = _("There is no room in %(home)s: %(size)s MB are needed.")
        raise BackupError(words % {"home": home(), "size": needed // 2**20 + 1})


def restore_backup(checked: Checked, progress: ProgressSink) -> Restored:
    """Put a checked backup in place. Where that fails the home is as empty as before."""
    refuse_unless_empty(checked)
    with _taken_away_on_failure(checked):
        _files(checked, progress)
        add_to_list(erased_file(), [path for path in checked.lists if path != erased_file()])
        if connection.vendor == "sqlite":
            return _sqlite(checked, progress)
        load_postgres(checked.folder / DATABASE["postgresql"], progress)
        return _finish(progress)


def _noted() -> set[str]:
    """The names in the home that an unfinished restore put there."""
    try:
        return set(json.loads((home() / UNFINISHED).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return set()


@contextlib.contextmanager
def _taken_away_on_failure(checked: Checked) -> Iterator[None]:
    _take_away()
    tops = sorted({Path(one.path).parts[0] for one in checked.named})
    note = home() / UNFINISHED
    note.write_text(json.dumps(tops), encoding="utf-8")
    try:
        yield
    except BaseException:
        _take_away()
        raise
    note.unlink()


def _take_away() -> None:
    """Remove what an unfinished restore put into the home."""
    note = home() / UNFINISHED
    if not note.exists():
        return
    for name in _noted():
        path = home() / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        connections.close_all()
        for end in ("", "-wal", "-shm", ".restoring", ".restoring-wal", ".restoring-shm"):
            Path(f"{_database_file()}{end}").unlink(missing_ok=True)
    note.unlink()


def _database_file() -> str:
    return str(settings.DATABASES["default"]["NAME"]).removesuffix(".restoring")


def _files(checked: Checked, progress: ProgressSink) -> None:
    with progress.task(_("Bringing the files back"), total=len(checked.named)) as bar:
        for one in bar.track(checked.named):
            target = home() / one.path
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f"{target.name[:200]}.part")
            shutil.copyfile(checked.folder / stored_name(one.sha256), part)
            part.chmod(one.mode)
            os.utime(part, ns=(one.mtime_ns, one.mtime_ns))
            part.replace(target)


def _sqlite(checked: Checked, progress: ProgressSink) -> Restored:
    """The database is made ready beside its place and moved there as the last thing."""
    place = Path(_database_file())
    beside = Path(f"{place}.restoring")
    shutil.copyfile(checked.folder / DATABASE["sqlite"], beside)
    if hash_file(beside)[0] != next(one.sha256 for one in checked.manifest.files if one.name == DATABASE["sqlite"]):
        raise BackupError(_("The backup is damaged: %(name)s is not what was saved.") % {"name": DATABASE["sqlite"]})
    with _speaking_to(beside):
        done = _finish(progress)
    tidy_sqlite(beside)
    for end in ("-wal", "-shm"):
        Path(f"{place}{end}").unlink(missing_ok=True)
        Path(f"{beside}{end}").unlink(missing_ok=True)
    beside.replace(place)
    return done


@contextlib.contextmanager
def _speaking_to(file: Path) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before


def _finish(progress: ProgressSink) -> Restored:
    """Migrations that the backup lacks, then everybody on the list again, with their kept mails."""
    migrations = bring_up_to_date(progress)
    erased = read_erased(erased_file()) if erased_file().exists() else frozenset()
    with progress.task(_("Erasing again who was erased")) as bar:
        counts: list[int] = []
        again: tuple[Callable[..., int], ...] = (erase_readers_again, erase_askers_again)
        for step in again:
            counts.append(step(erased))
            bar.advance(counts[-1])
        if counts[0]:
            forget()
    return Restored(migrations, *counts)
