"""Making a backup: written aside under a name that ends in `.part`, renamed when it is whole."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

import scicomm
from scicomm.config.backups.database import save_database
from scicomm.config.backups.manifest import (
    CHUNK,
    DATABASE,
    ERASED,
    MANIFEST,
    NAMES,
    Manifest,
    Named,
    Stored,
    hash_file,
    stored_name,
)
from scicomm.config.backups.places import BACKUPS, FIRST, BackupError, files_to_save, home
from scicomm.core.erased import erased_file
from scicomm.core.progress import ProgressSink

_NAME = re.compile(r"\d{8}T\d{6}Z(-\d+)?")


@dataclass(frozen=True)
class Made:
    """A finished backup, and how many older ones were removed."""

    folder: Path
    manifest: Manifest
    removed: int


def make_backup(to: Path | None, progress: ProgressSink, *, keep: int = 0) -> Made:
    """One backup in the folder `to`; at most `keep` stay there (0: all). Raises BackupError, and OSError from a full disk."""
    into = (to or home() / BACKUPS).expanduser().resolve()
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(into):
        for old in into.glob("*.part"):
            if _NAME.fullmatch(old.stem):
                shutil.rmtree(old)
        earlier = finished(into)
        folder = into / _free_name(into)
        part = folder.with_name(f"{folder.name}.part")
        part.mkdir(mode=0o700)
        (part / "files").mkdir(mode=0o700)
        try:
            manifest = _Backup(part, into, earlier[-1] if earlier else None, progress).write()
            part.rename(folder)
            _to_disk(into)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return Made(folder, manifest, _thin_out([*earlier, folder], keep))


def finished(into: Path) -> list[Path]:
    """The finished backups of a folder, oldest first."""
    return sorted(one for one in into.iterdir() if _NAME.fullmatch(one.name) and (one / MANIFEST).is_file())


def _free_name(into: Path) -> str:
    name = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"
    number = 2
    free = name
    while (into / free).exists():
        free, number = f"{name}-{number}", number + 1
    return free


@contextlib.contextmanager
def _alone(into: Path) -> Iterator[None]:
    """One backup at a time in a folder; the lock ends with its process."""
    lock = os.open(into, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BackupError(_("Another backup is being made in %(folder)s.") % {"folder": into}) from error
    finally:
        os.close(lock)


def _thin_out(all_of_them: list[Path], keep: int) -> int:
    old = all_of_them[:-keep] if keep else []
    for folder in old:
        # Half removed it must not look finished.
        part = folder.with_name(f"{folder.name}.part")
        folder.rename(part)
        shutil.rmtree(part)
    return len(old)


class _Backup:
    """One backup on its way."""

    def __init__(self, part: Path, into: Path, before: Path | None, progress: ProgressSink) -> None:
        self.part, self.into, self.before, self.progress = part, into, before, progress
        self.stored: dict[str, Stored] = {}

    def write(self) -> Manifest:
        """Journals of mails before the database, all other files after it, the list of what was erased last: whoever is erased in
        between is in the database saved here, and on the list."""
        rows = self.part / DATABASE[connection.vendor]
        with (self.part / NAMES).open("x", encoding="ascii") as names:
            os.fchmod(names.fileno(), 0o600)
            paths = list(files_to_save(home(), without=self.into))
            if journals := [path for path in paths if path.parts[0] == FIRST]:
                self._keep_all(journals, names)
            save_database(rows, self.progress)
            # Asked anew: what came in since the first look may be named by the rows.
            paths = [path for path in files_to_save(home(), without=self.into) if path.parts[0] != FIRST]
            has_secret = self._keep_all(paths, names)
        self._own(rows)
        self._own(self.part / NAMES)
        if erased_file().exists():
            _copy(erased_file(), self.part / ERASED)
            self._own(self.part / ERASED)
        applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
        made = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        files = tuple(self.stored[name] for name in sorted(self.stored))
        manifest = Manifest(made, scicomm.__version__, connection.vendor, has_secret, tuple(applied), files)
        manifest.write(self.part)
        (self.part / MANIFEST).chmod(0o600)
        _to_disk(self.part / MANIFEST)
        return manifest

    def _own(self, path: Path) -> None:
        digest, size = hash_file(path)
        _to_disk(path)
        self.stored[path.name] = Stored(path.name, size, digest)

    def _keep_all(self, paths: list[Path], names: IO[str]) -> bool:
        """Keep the files and write down their names; returns whether the site's secret was among them."""
        has_secret = False
        with self.progress.task(_("Saving the files"), total=len(paths)) as bar:
            for path in bar.track(paths):
                try:
                    named = self._keep(path)
                except FileNotFoundError:
                    # Deleted since it was listed.
                    continue
                names.write(json.dumps(asdict(named)) + "\n")
                has_secret = has_secret or named.path == "secret_key"
        return has_secret

    def _keep(self, path: Path) -> Named:
        source = home() / path
        status = source.stat()
        digest, size = hash_file(source)
        if stored_name(digest) not in self.stored and not self._link(digest, size):
            # Hashed while it is copied: a file may grow meanwhile.
            arriving = self.part / "arriving"
            digest, size = _copy(source, arriving)
            target = self.part / stored_name(digest)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            arriving.rename(target)
        self.stored[stored_name(digest)] = Stored(stored_name(digest), size, digest)
        return Named(path.as_posix(), digest, status.st_mode & 0o777, status.st_mtime_ns)

    def _link(self, digest: str, size: int) -> bool:
        """Share a file with the backup before, if that still holds what its name says."""
        if self.before is None:
            return False
        known, target = self.before / stored_name(digest), self.part / stored_name(digest)
        try:
            if known.stat().st_size != size or hash_file(known)[0] != digest:
                return False
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.link(known, target)
        except OSError:
            # Not there, or a file system without links: copied then.
            return False
        return True


def _copy(source: Path, target: Path) -> tuple[str, int]:
    """Copy piece by piece; SHA-256 and size of what was copied."""
    digest, size = hashlib.sha256(), 0
    target.touch(mode=0o600)
    with source.open("rb") as read, target.open("wb") as write:
        while piece := read.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            write.write(piece)
        write.flush()
        os.fsync(write.fileno())
    return digest.hexdigest(), size


def _to_disk(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
