"""Tables of indicator values taken in: looked at first, then stored; the same table again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from scicomm.core.audit import audit, audit_entry, nothing_personal
from scicomm.journals.models import IndicatorValue, Journal, JournalIndicator
from scicomm.journals.queries.portfolio import known_for
from scicomm.journals.rules.indicator_files import Cell, Table, Wrong, decoded, read

IMPORTED = audit_entry("journals.values.import", gettext_lazy("Import indicator values"), shred=nothing_personal)
CORRECTED = audit_entry("journals.values.correct", gettext_lazy("Correct indicator value"), shred=nothing_personal)

NEW, CORRECTION, SAME = "new", "corrected", "unchanged"


@dataclass(frozen=True, slots=True)
class Taken:
    """One cell and what became of it, or would: new, corrected (with the old value) or unchanged."""

    cell: Cell
    state: str
    old: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """What a file says and what it does to the house; `stored` tells whether it was done."""

    taken: Sequence[Taken] = ()
    wrong: Sequence[Wrong] = field(default_factory=tuple)
    lines: int = 0
    stored: bool = False

    @property
    def counts(self) -> Counter[str]:
        return Counter(one.state for one in self.taken)


def import_values(
    data: bytes, *, acting_user: Any = None, store: bool = False, all_or_nothing: bool = True, source: str = ""
) -> Import:
    """Read a table of values and, with `store`, take it in; without a user it is the command line that acts.

    All or nothing: nothing is stored while a single cell is wrong; else the cells that are right go in. `source` stands for
    lines that name none. A value that differs from the stored one replaces it as its next version, and the audit keeps both.
    """
    text = decoded(data)
    if text is None:
        return Import(wrong=(Wrong(1, "", "", "encoding"),))
    table = read(text, known_for(acting_user, this_year=timezone.localdate().year))
    if not store or (all_or_nothing and table.wrong):
        return Import(_compared(table, source)[0], table.wrong, table.lines)
    return _store(table, acting_user, source)


def _compared(table: Table, source: str) -> tuple[list[Taken], dict[tuple[int, str, int], IndicatorValue]]:
    """The cells beside what is stored; one query."""
    journals = {cell.journal_id for cell in table.cells}
    rows = IndicatorValue.objects.filter(
        journal__in=journals, year__in={cell.year for cell in table.cells}
    ).select_related("indicator")
    stored = {(row.journal_id, row.indicator.code, row.year): row for row in rows}
    return [_taken(cell, stored.get(cell.key), source) for cell in table.cells], stored


def _taken(cell: Cell, row: IndicatorValue | None, source: str) -> Taken:
    if row is None:
        return Taken(cell, NEW)
    same = row.value == cell.value and (cell.source or source or row.source) == row.source and (
        cell.note or row.note
    ) == row.note  # fmt: skip
    return Taken(cell, SAME if same else CORRECTION, _plain(row))


def _plain(row: IndicatorValue) -> str:
    return f"{round(row.value, row.indicator.decimals)}"


@transaction.atomic
def _store(table: Table, user: Any, source: str) -> Import:
    ids = {cell.journal_id for cell in table.cells}
    # Locked in one order, so that two imports at the same time wait for each other instead of dying.
    journals = {row.pk: row for row in Journal.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(journals) < len(ids):
        raise PermissionDenied
    taken, stored = _compared(table, source)
    indicators = {row.code: row.pk for row in JournalIndicator.objects.all()}
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            journal_id=one.cell.journal_id,
            indicator_id=indicators[one.cell.code],
            year=one.cell.year,
            value=one.cell.value,
            source=one.cell.source or source,
            note=one.cell.note,
        )
        for one in taken
        if one.state == NEW
    )
    for one in taken:
        if one.state == CORRECTION:
            _correct(stored[one.cell.key], one.cell, journals[one.cell.journal_id], user, source)
    _note(taken, journals, user)
    return Import(taken, table.wrong, table.lines, stored=True)


def _correct(row: IndicatorValue, cell: Cell, journal: Journal, user: Any, source: str) -> None:
    old = {"value": str(row.value), "source": row.source, "note": row.note, "version": row.version}
    row.value, row.version = cell.value, row.version + 1
    row.source, row.note = cell.source or source or row.source, cell.note or row.note
    row.save(update_fields=["value", "source", "note", "version", "changed_at"])
    new = {"value": str(row.value), "source": row.source, "note": row.note, "version": row.version}
    audit(CORRECTED, journal, user=user, old=old, new=new, indicator=cell.code, year=cell.year)


def _note(taken: Sequence[Taken], journals: dict[int, Journal], user: Any) -> None:
    """One entry for each journal that got new values."""
    fresh: dict[int, dict[str, str]] = {}
    for one in taken:
        if one.state == NEW:
            words = fresh.setdefault(one.cell.journal_id, {})
            words[f"{one.cell.code} {one.cell.year}"] = str(one.cell.value)
    for pk, values in fresh.items():
        audit(IMPORTED, journals[pk], user=user, new=values)
