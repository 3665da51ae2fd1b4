"""Whole folders are taken in: listed, described by a table, each file in its own transaction, killed and resumed without loss.

What a run will do stands in its items before the first file is taken; an item is done in the transaction that makes its asset.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.assets.actions.fields import subject_codes
from scicomm.assets.actions.filing import LookedAt, file_away, known_file, look_at
from scicomm.assets.enums.library import AssetField, ImportState, ItemState
from scicomm.assets.models import ImportItem, ImportRun
from scicomm.assets.permissions import can_add_to
from scicomm.assets.rules.sheets import FILE, BadSheet, Row, Sheet, by_file, file_key, guessed, read_sheet
from scicomm.core.ledger import record
from scicomm.core.parallel import read_beside
from scicomm.core.progress import Fan, Progress, RowProgress
from scicomm.facts import assets as facts
from scicomm.facts.base import ref
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import require

SHEETS = (".xlsx", ".csv")
MOST_FILES = 200_000
_CHUNK = 500


@dataclass(frozen=True)
class Listed:
    """A file of a folder: its path below it, and its size."""

    path: str
    size: int


def listed(folder: Path) -> Iterator[Listed]:
    """The files of a folder and of those in it, without hidden ones; links are told and never followed."""
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or len(str(path)) > 1000:
                continue
            with suppress(OSError, UnicodeEncodeError):
                str(path).encode("utf-8")
                yield Listed(path.relative_to(folder).as_posix(), path.lstat().st_size)


def sheet_in(folder: Path) -> Path | None:
    """The table at the top of a folder: the only xlsx, else the only CSV."""
    for suffix in SHEETS:
        found = [path for path in sorted(folder.glob("*")) if path.suffix.lower() == suffix and path.is_file()]
        if len(found) == 1:
            return found[0]
    return None


def start_import(
    *, unit: Unit, folder: Path, sheet: Path | None, columns: dict[str, str] | None = None, acting_user: Any = None,
    kind: str = ImportRun.Kind.FOLDER, paths: list[str] | None = None,
) -> ImportRun:  # fmt: skip
    """A run over a folder; the open one over the same folder and table goes on. Raises BadSheet, ValidationError.

    Without a user (the command line, the drop folder) whoever may write on the machine decides.
    """
    require(acting_user is None or can_add_to(acting_user, unit))
    if unit.collection_id is None:
        raise ValidationError(_("The unit has no collection."))
    where = {"unit": unit, "folder": str(folder), "sheet": str(sheet or "")}
    open_run = ImportRun.objects.filter(**where).exclude(state=ImportState.DONE).order_by("pk").first()
    if open_run is not None:
        return open_run
    table = read_sheet(sheet) if sheet else None
    told = columns or (guessed(table.headings) if table else {})
    files = [one for one in listed(folder) if sheet is None or folder / one.path != sheet]
    if paths is not None:
        wanted = set(paths)
        files = [one for one in files if one.path in wanted]
    if len(files) > MOST_FILES:
        raise ValidationError(_("The folder holds more than %(most)d files.") % {"most": MOST_FILES})
    return _planned(where, table, told, files, acting_user, kind)


@transaction.atomic
def _planned(
    where: dict[str, Any], table: Sheet | None, columns: dict[str, str], files: list[Listed], user: Any, kind: str
) -> ImportRun:
    mapped = table is None or FILE in columns.values()
    run = ImportRun.objects.create(
        **where, columns=columns, started_by=user, kind=kind, total=len(files),
        state=ImportState.WAITING if mapped else ImportState.MAPPING,
    )  # fmt: skip
    ImportItem.objects.bulk_create(
        [ImportItem(run=run, position=at, path=one.path, size=one.size) for at, one in enumerate(files)],
        batch_size=_CHUNK,
    )
    if table is not None and mapped:
        _describe(run, table)
    return run


@transaction.atomic
def map_columns(run: ImportRun, columns: dict[str, str], *, acting_user: Any) -> ImportRun:
    """Say what the columns of a run's table mean; the run goes on. Raises BadSheet."""
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run.pk)
    require(can_add_to(acting_user, run.unit))
    if run.state not in {ImportState.MAPPING, ImportState.WAITING} or not run.sheet:
        raise ValidationError(_("This import has begun already."))
    if FILE not in columns.values():
        raise BadSheet("no-file-column")
    run.columns, run.state = columns, ImportState.WAITING
    _describe(run, read_sheet(Path(run.sheet)))
    run.save(update_fields=["columns", "state", "remarks"])
    return run


def _describe(run: ImportRun, table: Sheet) -> None:
    """What the table says of each file; rows whose file is not there, and headings that mean nothing, are remarked."""
    rows = by_file(table, run.columns)
    for row in rows.values():
        _known_subjects(row)
    changed = []
    for item in run.items.all():
        told = rows.pop(file_key(item.path)) if file_key(item.path) in rows else None
        if told is not None:
            item.values, item.told = told.values, [list(one) for one in told.told]
            changed.append(item)
    ImportItem.objects.bulk_update(changed, ["values", "told"], batch_size=_CHUNK)
    unused = [heading for heading in table.headings if heading and heading not in run.columns]
    run.remarks = [{"code": "no-such-file", "names": sorted(rows)[:200]}] if rows else []
    run.remarks += [{"code": "unused-columns", "names": unused}] if unused else []
    run.save(update_fields=["remarks"])


def _known_subjects(row: Row) -> None:
    if AssetField.SUBJECTS in row.values:
        codes, unknown = subject_codes(row.values[AssetField.SUBJECTS])
        row.values[AssetField.SUBJECTS] = codes
        row.told += [(word, "bad-subjects") for word in unknown]


def carry_out_import(run: ImportRun, progress: Progress | None = None, *, seconds: float | None = None) -> bool:
    """Take in the files of a run that wait, at most for some seconds; True when it is over. Two at once are safe."""
    if run.state in {ImportState.MAPPING, ImportState.DONE}:
        return run.is_over
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, moved_at=timezone.now())
    end = None if seconds is None else time.monotonic() + seconds
    folder = Path(run.folder)
    while True:
        waiting = list(run.items.filter(state=ItemState.WAITING).order_by("position")[: _CHUNK if end is None else 16])
        if not waiting:
            break
        looked = read_beside(look_at, [_inside(folder, item.path) for item in waiting])
        for item, seen in zip(waiting, looked, strict=True):
            _take_item(run, item, seen)
            if progress is not None:
                progress.advance(1, item.path)
        ImportRun.objects.filter(pk=run.pk).update(moved_at=timezone.now())
        if end is not None and time.monotonic() > end:
            return not run.items.filter(state=ItemState.WAITING).exists() and _over(run)
    return _over(run)


def _inside(folder: Path, text: str) -> Path:
    """The file, if its folder still lies inside; a link that took the place of a folder leads nowhere."""
    path = folder / text
    return path if path.parent.resolve().is_relative_to(folder.resolve()) else folder / ".gone"


def _take_item(run: ImportRun, item: ImportItem, seen: LookedAt) -> None:
    """One file, one transaction; the item's row is locked, so that of two processes one does it."""
    try:
        with transaction.atomic():
            row = ImportItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
            if row.state != ItemState.WAITING:
                return
            if seen.reason:
                row.state, row.reason = ItemState.REFUSED, seen.reason
            elif known := known_file(run.unit, seen.file_hash):
                row.state, row.asset = ItemState.KNOWN, known
            else:
                row.asset = file_away(
                    seen, unit=run.unit, name=Path(item.path).name, token=f"r{run.pk}-{item.position}",
                    acting_user=run.started_by, values=item.values,
                )  # fmt: skip
                row.state = ItemState.DONE
            row.save(update_fields=["state", "reason", "asset"])
    except OSError:
        # The file went away, or the disk is full: the others go on, and a run over the folder tries it again.
        ImportItem.objects.filter(pk=item.pk, state=ItemState.WAITING).update(state=ItemState.REFUSED, reason="gone")


@transaction.atomic
def _over(run: ImportRun) -> bool:
    """Close the run once, and say so."""
    locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.state != ImportState.DONE:
        counts = tally_of(run)
        now = timezone.now()
        locked.state, locked.finished_at, locked.moved_at = ImportState.DONE, now, now
        locked.save(update_fields=["state", "finished_at", "moved_at"])
        record(
            facts.AssetsImported(
                unit_id=run.unit_id, subject=ref("assets", "import_run", run.pk), actor_id=run.started_by_id,
                taken_in=counts[ItemState.DONE], known=counts[ItemState.KNOWN], refused=counts[ItemState.REFUSED],
            )
        )  # fmt: skip
    run.refresh_from_db()
    return True


def tally_of(run: ImportRun) -> dict[str, int]:
    """How many files of a run are in which state."""
    found = dict(run.items.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in ItemState.values}


def open_imports() -> list[ImportRun]:
    """The runs from the drop folder that have work left; those of the command line are its own business."""
    rows = ImportRun.objects.filter(kind=ImportRun.Kind.DROP, state__in=(ImportState.WAITING, ImportState.RUNNING))
    return list(rows.select_related("unit", "started_by").order_by("pk")[:20])


def import_progress(run: ImportRun, *sinks: Any) -> Fan:
    """Where the progress of a run is shown: the page's row, and whatever else is given."""
    return Fan(RowProgress(f"assets.import:{run.pk}"), *sinks)


def drop_folder() -> Path | None:
    """The folder that an FTP server writes to, if there is one."""
    folder = Path(settings.SCICOMM_ASSETS_FOLDER) if settings.SCICOMM_ASSETS_FOLDER else None
    return folder if folder and folder.is_dir() else None
