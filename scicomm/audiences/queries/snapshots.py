"""The snapshot of all profiles that matching works on: memory-mapped arrays under SCICOMM_HOME/matching, and which is in use.

`matching/<version>/` holds one array a file and `about.json`; the file `current` names the one in use. A snapshot is never
changed: a newer one takes its place, and who has the old one open keeps it until they ask again.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from scicomm.audiences.queries.profile_rows import LANGUAGES, MEDIA, Columns
from scicomm.audiences.rules.matching import Readers

# Another number for every change of what the arrays mean: older snapshots are then built anew.
SCHEMA = 1


@dataclass(frozen=True)
class About:
    """What a snapshot is of. `made_at`: changes until then are in it; `whole_at`: since when no profile was missed."""

    made_at: dt.datetime
    whole_at: dt.datetime
    profiles: int
    interests: int
    columns: Columns
    schema: int = SCHEMA
    languages: tuple[str, ...] = LANGUAGES
    media: tuple[str, ...] = MEDIA

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "made_at": self.made_at.isoformat(), "whole_at": self.whole_at.isoformat()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> About:
        return cls(
            made_at=dt.datetime.fromisoformat(values["made_at"]), whole_at=dt.datetime.fromisoformat(values["whole_at"]),
            profiles=values["profiles"], interests=values["interests"],
            columns=Columns(**{name: tuple(keys) for name, keys in values["columns"].items()}),
            schema=values["schema"], languages=tuple(values["languages"]), media=tuple(values["media"]),
        )  # fmt: skip

    @property
    def is_readable(self) -> bool:
        """Whether this version of the program, with its languages and kinds, understands it."""
        return (self.schema, self.languages, self.media) == (SCHEMA, LANGUAGES, MEDIA)


@dataclass(frozen=True)
class Snapshot:
    readers: Readers
    about: About


def matching_folder() -> Path:
    return Path(settings.SCICOMM_HOME) / "matching"


def compiled_folder() -> Path:
    """Where numba keeps compiled code, so that only the first process ever waits for it."""
    return matching_folder() / "compiled"


_open: dict[Path, Snapshot] = {}


def current_directory() -> Path | None:
    try:
        name = (matching_folder() / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    directory = matching_folder() / name
    return directory if name and (directory / "about.json").is_file() else None


def current_snapshot() -> Snapshot | None:
    """The snapshot in use, opened once a process; None when there is none that this version of the program can read."""
    # The one in use may be replaced and cleared away twice between naming and opening it; then there is a newer one.
    for _attempt in range(3):
        directory = current_directory()
        if directory is None:
            return None
        if directory in _open:
            return _open[directory]
        try:
            found = opened(directory)
        except FileNotFoundError:
            continue
        _open.clear()
        if found is not None:
            _open[directory] = found
        return found
    return None


def opened(directory: Path) -> Snapshot | None:
    """A snapshot with its arrays mapped, not read; None for one of another version."""
    values = json.loads((directory / "about.json").read_text(encoding="utf-8"))
    if values.get("schema") != SCHEMA:
        return None
    about = About.from_json(values)
    if not about.is_readable:
        return None
    arrays = {field.name: np.load(directory / f"{field.name}.npy", mmap_mode="r") for field in fields(Readers)}
    # Numba compiles once for each kind of array: plain arrays over the same memory, so that all callers share one.
    return Snapshot(Readers(**{name: np.asarray(array).view(np.ndarray) for name, array in arrays.items()}), about)
