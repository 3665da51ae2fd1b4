"""The list of what was erased on request: a file beside the database, so that a restored older backup can forget again.

A line names a row by the hash of the row's own random key: nothing of the person, no address and no hash of one, which whoever
has the site's secret could try addresses against. The key has at least 122 random bits, so that its hash (SHA-256) leads back to
nothing without a database that still holds the row. How a row is erased is the business of its room.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

FILE = "erased.jsonl"
_HASH = re.compile(r"[0-9a-f]{64}")
# What stands in the list: the kind of row ("audiences.subscription") and the hash of its key.
Erased = frozenset[tuple[str, str]]


class WrongList(ValueError):
    """A file that is no list of what was erased; `line` is the first that cannot be read."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(f"{path}:{line}")
        self.path, self.line = path, line


def erased_file() -> Path:
    return Path(settings.SCICOMM_HOME) / FILE


def hash_of(what: str, key: object) -> str:
    """What the list holds of a row: its kind goes in, so that two kinds never meet."""
    return hashlib.sha256(f"scicomm.erased:{what}:{key}".encode()).hexdigest()


def note_erased(what: str, key: object, day: dt.date) -> None:
    """Append a line, on disk when this returns. The same row twice does no harm."""
    _append(erased_file(), [_line(what, hash_of(what, key), day.isoformat())])


def read_erased(path: Path) -> Erased:
    """What a list holds. A last line that was cut off says nothing; anything else that cannot be read raises WrongList."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    found = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            what, digest = str(row["what"]), str(row["hash"])
        except (ValueError, TypeError, KeyError) as error:
            if number == len(lines):
                continue
            raise WrongList(path, number) from error
        if not _HASH.fullmatch(digest):
            raise WrongList(path, number)
        found.add((what, digest))
    return frozenset(found)


def add_to_list(path: Path, others: Iterable[Path]) -> None:
    """Bring into a list the lines of others that it lacks."""
    known = read_erased(path) if path.exists() else frozenset()
    new: dict[tuple[str, str], str] = {}
    for other in others:
        read_erased(other)
        for line in other.read_text(encoding="utf-8", errors="replace").split("\n"):
            row = _row(line)
            pair = (str(row.get("what")), str(row.get("hash")))
            if row and pair not in known:
                new.setdefault(pair, _line(*pair, str(row.get("day", ""))[:10]))
    if new:
        _append(path, list(new.values()))


def _row(line: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _line(what: str, digest: str, day: str) -> str:
    return json.dumps({"what": what, "hash": digest, "day": day}) + "\n"


def _append(path: Path, lines: list[str]) -> None:
    data = "".join(lines).encode()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(file).st_size
        if data and size and os.pread(file, 1, size - 1) != b"\n":
            # What a full disk cut off must not spoil the line that follows.
            data = b"\n" + data
        if os.write(file, data) != len(data):
            raise OSError(f"{path} could not be written whole")
        os.fsync(file)
    finally:
        os.close(file)
