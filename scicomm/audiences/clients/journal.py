"""The dispatcher's journal: which mails the mail system has taken, on disk before anything else happens.

One small file of one process, `outbox/<name>.journal` in the home; a line is one `write`, which a SIGKILL of the process does not
undo. `B` a mail is about to be handed over, `S` it was taken, `E` it was refused. After the database knows of them the file is
emptied. The process holds a POSIX lock on its file for as long as it lives, so that whoever comes next sees which journals were
left behind, without waiting for a lease to end. See docs/decisions/0005-a-journal-of-sent-mails.md.
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings


def journal_folder() -> Path:
    return Path(settings.SCICOMM_HOME) / "outbox"


# Every journal this process has opened.
_own: set[Path] = set()


@dataclass
class Entries:
    """What a journal says: Message-IDs that were taken, and those of which nobody knows."""

    taken: set[str] = field(default_factory=set)
    in_doubt: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, data: bytes) -> Entries:
        """Whole lines only: one that a full disk cut off says nothing."""
        entries = cls()
        for line in data.decode("utf-8", "replace").split("\n")[:-1]:
            kind, _, message_id = line.partition(" ")
            if kind == "B":
                entries.in_doubt.add(message_id)
            elif kind in {"S", "E"}:
                entries.in_doubt.discard(message_id)
                if kind == "S":
                    entries.taken.add(message_id)
        return entries


class Journal:
    """The journal of this process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.worker = uuid.uuid4().hex
        self.path = folder / f"{self.worker}.journal"
        self.pid = os.getpid()
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o600)
        fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._empty = True
        _own.add(self.path)

    def begin(self, message_id: str) -> None:
        self._write(f"B {message_id}\n")

    def taken(self, message_id: str) -> None:
        self._write(f"S {message_id}\n")

    def refused(self, message_id: str) -> None:
        self._write(f"E {message_id}\n")

    def _write(self, line: str) -> None:
        data = line.encode()
        self._empty = False
        if os.write(self._file, data) != len(data):
            raise OSError("the journal could not be written whole")

    def entries(self) -> Entries:
        """What has not been noted in the database yet."""
        return Entries() if self._empty else Entries.read(os.pread(self._file, os.fstat(self._file).st_size, 0))

    def clear(self) -> None:
        """The database knows of everything."""
        if not self._empty:
            os.ftruncate(self._file, 0)
            self._empty = True


_open: dict[Path, Journal] = {}


def own_journal() -> Journal:
    """The journal of this process in this home, opened when first asked for and kept until the process ends."""
    folder = journal_folder()
    found = _open.get(folder)
    if found is None or found.pid != os.getpid() or not found.path.exists():
        found = _open[folder] = Journal(folder)
    return found


class Abandoned:
    """A journal whose process is dead, locked by us while it is taken in."""

    def __init__(self, path: Path, file: int) -> None:
        self.path, self._file = path, file
        self.worker = path.stem
        self.entries = Entries.read(os.pread(file, os.fstat(file).st_size, 0))

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def abandoned_journals() -> Iterator[Abandoned]:
    """The journals that dead processes left behind, one after the other, each locked meanwhile."""
    for path in sorted(journal_folder().glob("*.journal")):
        # Closing any descriptor of a file ends this process's own lock on it (POSIX): own ones are not even opened.
        if path in _own:
            continue
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            continue
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists():
                yield Abandoned(path, file)
        except OSError:
            continue
        finally:
            os.close(file)
