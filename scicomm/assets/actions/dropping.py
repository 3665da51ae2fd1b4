"""The drop folder, which an FTP server writes to: what has come to rest in it becomes imports, and is put away when it is done.

`<drop>/<unit>/<batch>/…` is one import with the table it holds; files that lie loose in a unit's folder are another.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation

from scicomm.assets.actions.imports import SHEETS, sheet_in, start_import
from scicomm.assets.enums.library import ImportState, ItemState
from scicomm.assets.models import DroppedFile, ImportItem, ImportRun
from scicomm.assets.queries import reason_words
from scicomm.assets.rules.sheets import BadSheet
from scicomm.core.watching import DONE, REFUSED, Seen, looked, note_beside, put_away
from scicomm.organisation.models import Unit

_MOST = 500


def look_at_drop_folder(drop: Path) -> list[ImportRun]:
    """Note how the files look, and begin imports of those folders in which every file looks as it did the last time."""
    moving, rested = _compare(list(looked(drop)))
    units = {unit.slug: unit for unit in Unit.objects.filter(collection__isnull=False, is_active=True)}
    folders: dict[Path, list[Seen]] = defaultdict(list)
    for one in rested:
        parts = Path(one.path).parts
        if one.unit in units:
            folders[drop / one.unit / parts[1] if len(parts) > 2 else drop / one.unit].append(one)
    busy = {_folder_of(drop, one) for one in moving}
    begun = []
    for folder, files in sorted(folders.items()):
        if folder not in busy:
            unit = units[files[0].unit]
            run = _begun(drop, folder, unit, [str((drop / one.path).relative_to(folder)) for one in files])
            begun += [run] if run else []
    return begun


def _folder_of(drop: Path, one: Seen) -> Path:
    parts = Path(one.path).parts
    return drop / one.unit / parts[1] if len(parts) > 2 else drop / one.unit


def _begun(drop: Path, folder: Path, unit: Unit, paths: list[str]) -> ImportRun | None:
    """A run over what lies there and is in no open run yet. A table alone waits for its files."""
    sheet = sheet_in(folder)
    files = [path for path in paths if Path(path).suffix.lower() not in SHEETS or (sheet and folder / path != sheet)]
    if not files or ImportRun.objects.filter(folder=str(folder)).exclude(state=ImportState.DONE).exists():
        return None
    try:
        return start_import(unit=unit, folder=folder, sheet=sheet, kind=ImportRun.Kind.DROP, paths=files)
    except BadSheet:
        # The table says nothing that can be read; the files go in all the same, and the run's page says which table it was.
        return start_import(unit=unit, folder=folder, sheet=None, kind=ImportRun.Kind.DROP, paths=files)


@transaction.atomic
def _compare(seen: list[Seen]) -> tuple[list[Seen], list[Seen]]:
    """Those that still move, and those at rest; what is gone is forgotten."""
    rows = {row.path: row for row in DroppedFile.objects.select_for_update()}
    moving, rested = [], []
    for one in seen:
        row = rows.pop(one.path, None)
        if row is not None and (row.size, row.changed_ns) == (one.size, one.changed_ns):
            rested.append(one)
            continue
        moving.append(one)
        DroppedFile.objects.update_or_create(path=one.path, defaults={"size": one.size, "changed_ns": one.changed_ns})
    DroppedFile.objects.filter(path__in=rows.keys()).delete()
    return moving, rested


def put_away_imported(drop: Path) -> int:
    """Move the files of imports that are over to `done` or `refused`; called again, it moves what a killed worker left."""
    moved = 0
    lately = timezone.now() - dt.timedelta(days=2)
    for run in ImportRun.objects.filter(kind=ImportRun.Kind.DROP, state=ImportState.DONE, finished_at__gt=lately):
        folder = Path(run.folder)
        if not folder.is_relative_to(drop) or not folder.is_dir():
            continue
        for item in run.items.filter(state__in=(ItemState.DONE, ItemState.KNOWN, ItemState.REFUSED))[:_MOST]:
            moved += _put_away(drop, folder, item)
        if run.sheet and Path(run.sheet).is_file() and Path(run.sheet).is_relative_to(drop):
            put_away(drop, str(Path(run.sheet).relative_to(drop)), DONE, timezone.now())
    return moved


def _put_away(drop: Path, folder: Path, item: ImportItem) -> int:
    path = folder / item.path
    if not path.exists() and not path.is_symlink():
        return 0
    refused = item.state == ItemState.REFUSED
    target = put_away(drop, str(path.relative_to(drop)), REFUSED if refused else DONE, timezone.now())
    if target is None:
        return 0
    if refused:
        parts = []
        for code in ("zh-hans", "en"):
            with translation.override(code):
                parts.append(reason_words(item.reason))
        note_beside(target, "\n\n".join(parts) + "\n")
    return 1
