"""What stands in a backup: `manifest.json` names every file by the hash of what is in it, so that it names nobody.

Names that people gave to files may name people. They stand in `names.jsonl` inside the backup, which is as secret as the
database; the manifest may be kept and shown elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from scicomm.config.backups.places import BackupError, safe_path
from scicomm.core.progress import ProgressSink

FORMAT = "scicomm-backup"
VERSION = 1
MANIFEST, NAMES, ERASED = "manifest.json", "names.jsonl", "erased.jsonl"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
_STORED = re.compile(r"database\.(sqlite3|dump)|names\.jsonl|erased\.jsonl|files/[0-9a-f]{2}/[0-9a-f]{64}")
CHUNK = 1 << 20


@dataclass(frozen=True)
class Stored:
    """One file of a backup: its name there, bytes, SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Named:
    """One file of the home: where it stands there, and the hash under which the backup holds it."""

    path: str
    sha256: str
    mode: int
    mtime_ns: int


@dataclass(frozen=True)
class Manifest:
    """The manifest; `migrations` are `app.name`, `made_at` is UTC (ISO 8601)."""

    made_at: str
    software: str
    database: str
    has_secret: bool
    migrations: tuple[str, ...]
    files: tuple[Stored, ...]

    def write(self, folder: Path) -> None:
        """One line a file, so that two manifests can be compared line by line."""
        head = {"format": FORMAT, "version": VERSION} | {k: v for k, v in asdict(self).items() if k != "files"}
        lines = ",\n".join(json.dumps(asdict(one)) for one in self.files)
        text = json.dumps(head)[:-1] + f', "files": [\n{lines}\n]}}\n'
        (folder / MANIFEST).write_text(text, encoding="ascii")

    @property
    def size(self) -> int:
        return sum(one.size for one in self.files)


def stored_name(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}"


def hash_file(path: Path) -> tuple[str, int]:
    """SHA-256 and size, read piece by piece."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup; BackupError says what is wrong with it."""
    if folder.name.endswith(".part"):
        raise BackupError(_("%(folder)s is a backup that was not finished.") % {"folder": folder})
    try:
        read = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BackupError(
            _("There is no backup in %(folder)s: it has no manifest.json.") % {"folder": folder}
        ) from error
    except ValueError as error:
        raise BackupError(_("manifest.json of %(folder)s cannot be read.") % {"folder": folder}) from error
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise BackupError(_("manifest.json of %(folder)s is not one of a SciComm backup.") % {"folder": folder})
    if not isinstance(read.get("version"), int) or read["version"] > VERSION:
        raise BackupError(
            _("The backup was made by a later version of SciComm (%(version)s). Restore it with that version.")
            % {"version": str(read.get("software") or read.get("version"))[:40]}
        )
    try:
        return _manifest(read)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError(
            _("manifest.json of %(folder)s lacks something or holds something wrong.") % {"folder": folder}
        ) from error


def _manifest(read: dict[str, Any]) -> Manifest:
    files = tuple(Stored(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in read["files"])
    for one in files:
        if not _STORED.fullmatch(one.name) or (one.name.startswith("files/") and one.name != stored_name(one.sha256)):
            raise BackupError(
                _("The backup names a place outside of what it may hold: %(path)s.") % {"path": one.name[:200]}
            )
    database = str(read["database"])
    if not {DATABASE[database], NAMES} <= {one.name for one in files}:
        raise ValueError("no database or no names")
    migrations = tuple(str(one) for one in read["migrations"])
    return Manifest(str(read["made_at"]), str(read["software"]), database, bool(read["has_secret"]), migrations, files)


def verify(folder: Path, manifest: Manifest, progress: ProgressSink) -> list[Named]:
    """Read every file of a backup and compare; returns the files of the home. BackupError names what is missing or changed."""
    with progress.task(_("Checking the backup"), total=len(manifest.files)) as bar:
        for one in bar.track(manifest.files):
            path = folder / one.name
            if path.is_symlink() or not path.is_file():
                raise BackupError(_("The backup is not whole: %(name)s is missing.") % {"name": one.name})
            if hash_file(path) != (one.sha256, one.size):
                raise BackupError(_("The backup is damaged: %(name)s is not what was saved.") % {"name": one.name})
    held = {one.name for one in manifest.files}
    named = list(_names(folder / NAMES))
    for each in named:
        if stored_name(each.sha256) not in held:
            raise BackupError(
                _("The backup is not whole: %(name)s is missing.") % {"name": stored_name(each.sha256)[:80]}
            )
    return named


def _names(path: Path) -> Iterator[Named]:
    with path.open(encoding="ascii") as lines:
        for line in lines:
            try:
                read = json.loads(line)
                found = Named(read["path"], str(read["sha256"]), int(read["mode"]) & 0o777, int(read["mtime_ns"]))
            except (ValueError, KeyError, TypeError) as error:
                raise BackupError(_("names.jsonl of the backup cannot be read.")) from error
            safe_path(found.path)
            yield found
