"""The watched folder: files at rest go into runs, and leave the folder when their run has told what became of them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from scicomm.core.watching import DONE, REFUSED, Seen, looked, note_beside, put_away
from scicomm.journals.actions.runs import start_watched
from scicomm.journals.models import IntakeItem, IntakeRun, WatchedFile
from scicomm.journals.rules.refusals import stored_words
from scicomm.organisation.models import Unit

# At most so many in one run, so that what comes later is not kept waiting for its report.
MOST = 200


def look_at_folder(folder: Path) -> list[IntakeRun]:
    """Note how the files look, and begin runs over those that look as they did the last time; a run for each unit."""
    seen = list(looked(folder))
    rested = _compare(seen)
    units = {unit.slug: unit for unit in Unit.objects.filter(slug__in={one.unit for one in rested if one.unit})}
    academy = Unit.objects.filter(depth=1).first()
    by_unit: dict[int, list[str]] = defaultdict(list)
    known: dict[int, Unit] = {}
    for one in rested:
        unit = units.get(one.unit) or academy
        if unit is not None:
            known[unit.pk] = unit
            by_unit[unit.pk].append(one.path)
    return [start_watched(known[key], paths[:MOST]) for key, paths in by_unit.items()]


@transaction.atomic
def _compare(seen: list[Seen]) -> list[Seen]:
    """Those at rest; the others are remembered as they look now, and what is gone is forgotten."""
    rows = {row.path: row for row in WatchedFile.objects.select_for_update()}
    waiting = set(
        IntakeItem.objects.filter(run__kind=IntakeRun.Kind.FOLDER, is_done=False).values_list("watched", flat=True)
    )
    rested = []
    for one in seen:
        row = rows.pop(one.path, None)
        if one.path in waiting:
            continue
        if row is not None and (row.size, row.changed_ns) == (one.size, one.changed_ns):
            rested.append(one)
        else:
            values = {"size": one.size, "changed_ns": one.changed_ns}
            WatchedFile.objects.update_or_create(path=one.path, defaults=values)
    WatchedFile.objects.filter(path__in=rows.keys()).delete()
    return rested


def put_away_done(folder: Path) -> int:
    """Move the files of finished items to `done` or `refused`; called again and again, it moves what a killed worker left.

    Taking such a file in once more would change nothing: it would be known already.
    """
    moved = 0
    items = IntakeItem.objects.filter(run__kind=IntakeRun.Kind.FOLDER, is_done=True).exclude(watched="")
    for item in items.order_by("pk")[:MOST]:
        refused = [one for one in item.outcomes if "code" in one]
        target = put_away(folder, item.watched, REFUSED if refused else DONE, timezone.now())
        if target is not None and refused:
            note_beside(target, _note(item.outcomes))
        _forget(item)
        moved += 1
    return moved


@transaction.atomic
def _forget(item: IntakeItem) -> None:
    WatchedFile.objects.filter(path=item.watched).delete()
    IntakeItem.objects.filter(pk=item.pk).update(watched="")


def _note(outcomes: list[dict[str, Any]]) -> str:
    """What became of each article of a refused file, in the house's language and then in the other."""
    first = settings.LANGUAGE_CODE
    parts = []
    for code in (first, "en" if first != "en" else "zh-hans"):
        with translation.override(code):
            parts.append("\n".join(_line(one) for one in outcomes))
    return "\n\n".join(parts) + "\n"


def _line(one: dict[str, Any]) -> str:
    if "code" not in one:
        return _("%(file)s went in: %(doi)s") % {"file": one["file"], "doi": one["doi"]}
    words = stored_words(one["code"], one["params"], one["reason"])
    place = one["file"]
    if one["line"]:
        place = _("%(file)s, line %(line)d") % {"file": place, "line": one["line"]}
    return f"{place}: {words} [{one['code']}]"
