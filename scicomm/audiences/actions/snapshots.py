"""Building the snapshot of profiles: in windows that are kept on disk, so that it stops and goes on at any point.

Nothing in the database changes here. What was read stands under `matching/part/` until all is together; then the arrays go into
a directory of their own and the pointer is swapped in one step.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import IO

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.audiences.models import ReaderProfile
from scicomm.audiences.queries.profile_rows import (
    SOURCES,
    Columns,
    assembled,
    changed_since,
    last_keys,
    rows_of,
    window,
)
from scicomm.audiences.queries.snapshots import (
    About,
    Snapshot,
    current_directory,
    current_snapshot,
    matching_folder,
)
from scicomm.audiences.rules import matching
from scicomm.audiences.rules.matching import Array, Readers, Traits
from scicomm.core.progress import Fan, ProgressSink

WINDOW = 50_000
# What was read before is used for so long; an older beginning is thrown away.
FRESH = dt.timedelta(hours=1)
# After so long, or with more than this share changed, all is read again; between, only what changed.
WHOLE_EVERY = dt.timedelta(hours=24)
MOST_PATCHED = 0.05


class Busy(Exception):
    """Another process is building."""


def refresh_snapshot(sink: ProgressSink | None = None, *, seconds: float = float("inf"), whole: bool = False) -> bool:
    """Bring the snapshot up to date; returns whether it is (else it has to be called again: the time was up).

    Raises Busy when another process does it already.
    """
    with _alone():
        snapshot, columns = current_snapshot(), Columns.now()
        part = matching_folder() / "part"
        if snapshot and not whole and not part.exists() and snapshot.about.columns == columns:
            began = timezone.now()
            if began - snapshot.about.whole_at < WHOLE_EVERY:
                # A minute more, for transactions that were under way and for clocks that differ.
                changed = changed_since(snapshot.about.made_at - dt.timedelta(minutes=1))
                if len(changed) <= max(1000, MOST_PATCHED * snapshot.about.profiles):
                    _patch(snapshot, changed, began)
                    return True
        return _build(columns, sink or Fan(), time.monotonic() + seconds)


@contextlib.contextmanager
def _alone() -> Iterator[IO[str]]:
    matching_folder().mkdir(parents=True, exist_ok=True)
    with (matching_folder() / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(_("Another process is building the snapshot of profiles.")) from error
        yield lock


def _build(columns: Columns, sink: ProgressSink, end: float) -> bool:
    """Reads window after window until all is read or the time is up."""
    began, part = _begin(columns)
    totals, done = last_keys(), {name: _kept(part, name) for name in SOURCES}
    before = sum(done[name][0] for name in SOURCES)
    with sink.task(_("Reading readers' profiles"), total=sum(totals.values()), done=before) as bar:
        for name in SOURCES:
            after, is_complete = done[name]
            while not is_complete:
                rows, last, is_complete = window(name, after, WINDOW, began)
                _keep(part, name, after, last, is_complete, rows)
                bar.advance((totals[name] if is_complete else last) - after, name)
                after = last
                # At least one window a call, so that any time is enough in the end.
                if time.monotonic() > end:
                    return False
        bar.beat(_("putting the arrays together"))
        parts = {name: np.concatenate([np.load(path) for path in _files(part, name)]) for name in SOURCES}
        readers = assembled(columns, parts)
        del parts
        _put(readers, About(began, began, len(readers), len(readers.subject), columns))
    shutil.rmtree(part, ignore_errors=True)
    return True


def _begin(columns: Columns) -> tuple[dt.datetime, Path]:
    """When the reading began and where its windows lie; goes on with an earlier one that is fresh and of the same columns."""
    part, now = matching_folder() / "part", timezone.now()
    about = part / "about.json"
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        values = json.loads(about.read_text(encoding="utf-8"))
        began = dt.datetime.fromisoformat(values["began"])
        same = values["columns"] == [list(columns.subjects), list(columns.segments)]
        if same and now - began < FRESH:
            return began, part
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    _write(about, json.dumps({"began": now.isoformat(), "columns": [columns.subjects, columns.segments]}))
    return now, part


def _files(part: Path, name: str) -> list[Path]:
    return sorted(part.glob(f"{name}-*.npy"))


def _kept(part: Path, name: str) -> tuple[int, bool]:
    """How far a source is read already, by the names of its files, and whether that is all."""
    files = _files(part, name)
    if not files:
        return 0, False
    words = files[-1].stem.split("-")
    return int(words[2]), len(words) == 4


def _keep(part: Path, name: str, after: int, last: int, is_complete: bool, rows: Array) -> None:
    """A window on disk, whole or not at all."""
    path = part / f"{name}-{after:020}-{last:020}{'-end' if is_complete else ''}.npy"
    new = part / "new"
    with new.open("wb") as file:
        np.save(file, rows)
    new.replace(path)


def _write(path: Path, text: str) -> None:
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _put(readers: Readers, about: About) -> None:
    """Writes the arrays and makes them the current ones; all but these and the ones before are cleared away."""
    before = current_directory()
    directory = matching_folder() / f"{about.made_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    directory.mkdir()
    for field in fields(Readers):
        np.save(directory / f"{field.name}.npy", getattr(readers, field.name))
    _write(directory / "about.json", json.dumps(about.to_json()))
    _write(matching_folder() / "current", directory.name)
    for other in matching_folder().iterdir():
        if other.is_dir() and other.name not in {"compiled", "part"} and other not in (directory, before):
            shutil.rmtree(other, ignore_errors=True)


def _patch(snapshot: Snapshot, changed: list[int], began: dt.datetime) -> None:
    """A snapshot like the one in use, but for the profiles that changed or are no more."""
    columns, readers = snapshot.about.columns, snapshot.readers
    there = np.fromiter(ReaderProfile.objects.order_by("pk").values_list("pk", flat=True).iterator(), np.int64)
    gone = ~np.isin(readers.ids, there)
    if not changed and not gone.any():
        return
    fresh = assembled(columns, {name: rows_of_many(name, changed, began) for name in SOURCES})
    kept = ~gone & ~np.isin(readers.ids, np.array(changed, np.int64))
    ids, traits, row, subject, weight = matching.taken_apart(readers)
    stays = kept[row]
    place = np.cumsum(kept) - 1
    more = matching.taken_apart(fresh)
    both = Traits(*(np.concatenate((getattr(traits, f.name)[kept], getattr(more[1], f.name))) for f in fields(Traits)))
    made = matching.readers_of(
        np.concatenate((ids[kept], more[0])), both,
        np.concatenate((place[row[stays]], more[2] + int(kept.sum()))),
        np.concatenate((subject[stays], more[3])), np.concatenate((weight[stays], more[4])), readers.subjects,
    )  # fmt: skip
    _put(made, About(began, snapshot.about.whole_at, len(made), len(made.subject), columns))


def rows_of_many(name: str, profiles: list[int], moment: dt.datetime) -> Array:
    """Rows of a source for any number of profiles; databases take only so many parameters."""
    step = 500
    pieces = [rows_of(name, profiles[at : at + step], moment) for at in range(0, max(len(profiles), 1), step)]
    return np.concatenate(pieces)
