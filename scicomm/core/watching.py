"""The watched folder: what lies in it, where a file goes when it is done, and the note beside one that was refused."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

logger = logging.getLogger(__name__)

DONE, REFUSED = "done", "refused"
# Names that programs give to what they are still writing, and files that are nobody's.
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".swp", "~")
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """A file in the folder: its path below it, the sub-folder at the top (empty: none), and how it looks."""

    path: str
    unit: str
    size: int
    changed_ns: int
    is_link: bool


def looked(folder: Path) -> Iterator[Seen]:
    """Everything in the folder but what is done or refused already, hidden or unfinished. Links are told, never followed."""
    for place, folders, names in os.walk(folder, followlinks=False):
        top = Path(place) == folder
        folders[:] = sorted(one for one in folders if not one.startswith(".") and not (top and one in {DONE, REFUSED}))
        links = [one for one in folders if Path(place, one).is_symlink()]
        for name in sorted([*names, *links]):
            if (seen := _seen(folder, Path(place, name))) is not None:
                yield seen


def _seen(folder: Path, path: Path) -> Seen | None:
    name = path.name.lower()
    if name.startswith(".") or name.endswith(_UNFINISHED) or name.endswith(".reason.txt"):
        return None
    try:
        state = path.lstat()
    except OSError:
        return None
    relative = path.relative_to(folder)
    try:
        text = os.fsencode(relative).decode("utf-8")
    except UnicodeDecodeError:
        # No name a database can hold; it stays where it is and the log says so.
        logger.warning("A file in the watched folder has a name that is no UTF-8: %r", path)
        return None
    link = stat.S_ISLNK(state.st_mode)
    if not (link or stat.S_ISREG(state.st_mode)) or len(relative.as_posix()) > LONGEST:
        return None
    unit = relative.parts[0] if len(relative.parts) > 1 else ""
    return Seen(text, unit, state.st_size, state.st_mtime_ns, link)


def found_again(folder: Path, text: str) -> Path | None:
    """The file that a text from `looked` names, if it still lies there as a file of the folder's own."""
    path = folder / text
    try:
        state = path.lstat()
        inside = path.parent.resolve().is_relative_to(folder.resolve())
    except OSError:
        return None
    return path if stat.S_ISREG(state.st_mode) and inside else None


def put_away(folder: Path, text: str, into: str, now: datetime) -> Path | None:
    """Move a file out of the way below `done` or `refused`; a file of the same name there keeps its own. None when gone."""
    path = folder / text
    target = folder / into / text
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() or target.is_symlink():
        target = target.with_name(f"{target.stem}.{now:%Y%m%d-%H%M%S-%f}{target.suffix}")
    try:
        path.rename(target)
    except FileNotFoundError:
        return None
    return target


def note_beside(path: Path, text: str) -> None:
    """Write why a file was refused beside it, whole or not at all."""
    note = path.with_name(f"{path.name}.reason.txt")
    scratch = note.with_name(f".{note.name}.part")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(note)
