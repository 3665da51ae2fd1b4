"""Putting files into the journals' storage under names made from their content, so that the same bytes lie there once."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import ContentFile, File

from scicomm.journals.models.storage import journal_storage

# A refused package up to this size is kept, so that its article can be mended together with its parts.
KEEP_PACKAGE_BYTES = 200 * 1024 * 1024


class ScratchFile(File):
    """A file on this machine that may be moved into the storage instead of being copied."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path = path
        super().__init__(stream, name=path.name)

    def temporary_file_path(self) -> str:
        """Django's storage on disk moves the file from here."""
        return str(self._path)


def keep_bytes(data: bytes, folder: str, ending: str) -> str:
    """The storage's name of these bytes; stored now where they are new."""
    name = _name(folder, hashlib.sha256(data).hexdigest(), ending)
    storage = journal_storage()
    if storage.exists(name) and storage.size(name) == len(data):
        return name
    return storage.save(name, ContentFile(data))


def keep_file(path: Path, folder: str, digest: str, ending: str, *, move: bool) -> str:
    """The storage's name of a file whose SHA-256 is known; `move` where nobody needs it at its place any more."""
    name = _name(folder, digest, ending)
    storage = journal_storage()
    if storage.exists(name) and storage.size(name) == path.stat().st_size:
        return name
    with path.open("rb") as stream:
        return storage.save(name, ScratchFile(path, stream) if move else File(stream, name=path.name))


def drop(name: str) -> None:
    """Remove a file from the storage; one that is gone is fine."""
    if name:
        journal_storage().delete(name)


@contextmanager
def on_disk(stored: Any) -> Iterator[Path]:
    """A stored file as a path on this machine, copied first where the storage is elsewhere."""
    path: Path | None
    try:
        path = Path(stored.path)
    except NotImplementedError:
        path = None
    if path is not None:
        yield path
        return
    with tempfile.NamedTemporaryFile(suffix=Path(stored.name).suffix) as scratch, stored.open("rb") as stream:
        shutil.copyfileobj(stream, scratch)
        scratch.flush()
        yield Path(scratch.name)


def scratch_folder() -> Path | None:
    """Where packages are unpacked: beside the storage, so that a part is moved into it and not copied; None for the
    system's own where the storage is no folder."""
    try:
        folder = Path(journal_storage().path("scratch"))
    except NotImplementedError:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def clear_scratch(before: float) -> int:
    """Remove what a killed process left in the scratch folder before a moment (seconds since 1970)."""
    folder = scratch_folder()
    old = [one for one in folder.iterdir() if one.lstat().st_mtime < before] if folder else []
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)


def _name(folder: str, digest: str, ending: str) -> str:
    return f"{folder}/{digest[:2]}/{digest}{ending}"
