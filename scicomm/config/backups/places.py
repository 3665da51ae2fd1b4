"""What of the home goes into a backup. Everything does that is not listed here as made again or as belonging to one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from scicomm.core.erased import FILE as ERASED_FILE

BACKUPS = "backups"
UNFINISHED = "restore.unfinished"
# Made again from the database and the files, or of use to the running processes only. tests/config/test_backup.py finds a folder
# of the home that stands neither here nor in KEPT.
LEFT_OUT = {
    "static": "served from the packages",
    "search": "scicomm reindex makes it again",
    "covers": "drawn again when asked for",
    "iiif": "tiles and pyramids, made again when asked for",
    "wanted": "notes of pages to the worker",
    "matching": "the snapshot of profiles, built from the database",
    "experts": "the index of experts, built from the database",
    "topics": "what the clustering remembers, read again from the database",
    BACKUPS: "earlier backups",
    "up.pid": "the running site",
    UNFINISHED: "a restore on its way",
    # In the backup under its own name, and copied last of all.
    ERASED_FILE: "goes in by itself",
}
KEPT = {
    "media": "pictures, recordings, documents and their sizes, which rows name",
    "journals": "parts and sources of articles",
    "leads": "files that came with leads",
    "cases": "files that came with questions",
    "uploads": "files on their way in",
    "mail": "mails kept in the folder, some of them not read by anybody yet",
    "outbox": "which mails were handed over when the database does not know yet",
    "usage": "lines that are not counted yet, and counted ones for a recount",
    "secret_key": "links in mails and sealed passwords depend on it",
}
# A copied key could tell whose line in the usage log is whose.
LEFT_OUT_INSIDE = (("usage", "keys"),)
# What must be saved before the database: a journal is emptied once the database knows of what stands in it.
FIRST = "outbox"


class BackupError(Exception):
    """What stands against making or restoring a backup, in words for people."""


def home() -> Path:
    return Path(settings.SCICOMM_HOME)


def files_to_save(top: Path, *, without: Path) -> Iterator[Path]:
    """The files of the home, relative to it, `outbox` first. Links are not followed; `without` is where backups are put."""
    for path in sorted(top.iterdir(), key=lambda path: (path.name != FIRST, path.name)):
        if path.name not in LEFT_OUT and path.suffix != ".log" and not _is_database(path):
            yield from _inside(top, path, without)


def _is_database(path: Path) -> bool:
    """The file of rows and what SQLite keeps beside it."""
    name = str(settings.DATABASES["default"].get("NAME") or "")
    return str(path) in {
        f"{name}{end}" for end in ("", "-wal", "-shm", "-journal", ".restoring")
    } or path.name.endswith((".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal"))


def _inside(top: Path, path: Path, without: Path) -> Iterator[Path]:
    relative = path.relative_to(top)
    half_written = relative.parts[0] == "mail" and path.suffix == ".part"
    if path.is_symlink() or path == without or half_written or relative.parts in LEFT_OUT_INSIDE:
        return
    if path.is_file():
        yield relative
    elif path.is_dir():
        for each in sorted(path.iterdir()):
            yield from _inside(top, each, without)


def safe_path(text: object) -> Path:
    """A path inside the home as a backup names it. Refuses one that leads out of it or to what is no part of backups."""
    path = Path(str(text))
    parts = path.parts
    wrong = not parts or path.is_absolute() or ".." in parts or "\0" in str(text) or parts[0] in LEFT_OUT
    if wrong or (len(parts) == 1 and _is_database(home() / path)) or path.as_posix() != text:
        raise BackupError(
            _("The backup names a place outside of what it may hold: %(path)s.") % {"path": str(text)[:200]}
        )
    return path
