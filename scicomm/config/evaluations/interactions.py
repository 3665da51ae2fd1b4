"""Interaction sets: who took what when, read from two files; a line that cannot be read is named.

Either our own two forms, or the "atomic files" of RecBole (recbole.io/docs/user_guide/data/atomic_files.html), in which public
sets are handed on: tables with tabs whose first line names each column with its type, such as `item_id:token`, `class:token_seq`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from scicomm.search.judged import BadSet


@dataclass(frozen=True, slots=True)
class Thing:
    """An item of the set: its subjects by name, and since when it is there (seconds; None: since somebody took it)."""

    id: str
    subjects: tuple[str, ...]
    published: float | None


@dataclass(frozen=True, slots=True)
class Taken:
    """One interaction. `value` is None where the set has none."""

    user: str
    item: str
    time: float
    value: float | None


@dataclass(frozen=True, slots=True)
class InteractionSet:
    """`taken` in the order of time. `unknown`: interactions with items that the set does not hold, left out."""

    things: list[Thing]
    taken: list[Taken]
    unknown: int


SUBJECTS: Final = ("subjects", "categories")
"""Where the subjects of an item stand unless somebody says so: in the first of these that it has."""
_COLUMN = re.compile(r"(?P<name>\w+):(?P<type>token|token_seq|float|float_seq)")
_HEAD = ["user", "item", "time"]


def read_interactions(interactions: Path, items: Path, subjects: Sequence[str] = ()) -> InteractionSet:
    """Read both files. `subjects` names the fields of an item that together are its subjects. Raises BadSet for what cannot be
    used."""
    things: dict[str, Thing] = {}
    for place, row in _rows(items):
        thing = _thing(place, row, subjects)
        if thing.id in things:
            raise BadSet(_("%(place)s: the id “%(id)s” stands twice.") % {"place": place, "id": thing.id[:80]})
        things[thing.id] = thing
    taken, unknown = [], 0
    for one in _all_taken(interactions):
        if one.item in things:
            taken.append(one)
        else:
            unknown += 1
    if not taken:
        raise BadSet(_("%(file)s holds no interaction with an item of the set.") % {"file": interactions})
    return InteractionSet(list(things.values()), sorted(taken, key=lambda one: one.time), unknown)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _("%(file)s, line %(number)s") % {"file": path, "number": number}, line
    except OSError as error:
        raise BadSet(_("%(file)s cannot be read: %(error)s") % {"file": path, "error": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise BadSet(_("%(file)s is not a text in UTF-8.") % {"file": path}) from error


def _columns(line: str) -> dict[str, str] | None:
    """Names and types of the columns where a line is the head of an atomic file."""
    found = [_COLUMN.fullmatch(field.strip()) for field in line.split("\t")]
    return {one["name"]: one["type"] for one in found if one} if all(found) else None


def _all_taken(path: Path) -> Iterator[Taken]:
    names: list[str] = []
    for number, (place, line) in enumerate(_lines(path)):
        fields = line.rstrip("\r\n").split("\t")
        if number == 0 and (columns := _columns(line)):
            names = list(columns)
            if lacking := {"user_id", "item_id", "timestamp"} - columns.keys():
                raise BadSet(
                    _("%(place)s has no column %(name)s.") % {"place": place, "name": ", ".join(sorted(lacking))}
                )
            continue
        if number == 0 and [field.lower() for field in fields[:3]] == _HEAD:
            continue
        if names:
            row = dict(zip(names, fields, strict=False))
            fields = [row.get(name, "") for name in ("user_id", "item_id", "timestamp")]
            fields += [row["rating"]] if "rating" in row else []
        yield _taken(place, fields)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The items, as fields by name."""
    columns: dict[str, str] | None = None
    for number, (place, line) in enumerate(_lines(path)):
        if number == 0 and (columns := _columns(line)):
            continue
        if columns is None:
            yield place, _object(place, line)
            continue
        fields = zip(columns.items(), line.rstrip("\r\n").split("\t"), strict=False)
        row = {name: value.split() if kind.endswith("_seq") else value for (name, kind), value in fields}
        yield place, {"id": row.pop("item_id", ""), **row}


def _taken(place: str, fields: list[str]) -> Taken:
    if not 3 <= len(fields) <= 4 or not all(field.strip() for field in fields):
        raise BadSet(
            _("%(place)s is not an interaction: user, item, time and perhaps a value, with tabs between.")
            % {"place": place}
        )
    time, value = _seconds(fields[2]), None
    if len(fields) == 4:
        try:
            value = float(fields[3])
        except ValueError:
            time = None
    if time is None:
        raise BadSet(_("%(place)s: time is seconds or an ISO date, a value is a number.") % {"place": place})
    return Taken(fields[0].strip(), fields[1].strip(), time, value)


def _seconds(value: Any) -> float | None:
    """Seconds since 1970 of a number or an ISO date; None for what is neither."""
    try:
        return float(value)
    except (TypeError, ValueError):
        pass
    try:
        moment = dt.datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def _object(place: str, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadSet(_("%(place)s is not JSON: %(error)s") % {"place": place, "error": error}) from error
    if not isinstance(row, dict):
        raise BadSet(_("%(place)s is not a JSON object.") % {"place": place})
    return row


def _thing(place: str, row: dict[str, Any], named: Sequence[str]) -> Thing:
    key = str(row.get("id", "")).strip()
    if not key:
        raise BadSet(_("%(place)s has no “id”.") % {"place": place})
    published = row.get("published")
    since = None if published in (None, "") else _seconds(published)
    if since is None and published not in (None, ""):
        raise BadSet(_("%(place)s: “published” is neither seconds nor an ISO date.") % {"place": place})
    return Thing(key, _subjects(place, row, named), since)


def _subjects(place: str, row: dict[str, Any], named: Sequence[str]) -> tuple[str, ...]:
    """The subjects that stand in the named fields, each once; a field that an item lacks has none."""
    found: dict[str, None] = {}
    for name in named or [name for name in SUBJECTS if name in row][:1]:
        value = row.get(name, [])
        if isinstance(value, str | int | float):
            value = str(value).split()
        if not isinstance(value, list):
            raise BadSet(_("%(place)s: “%(name)s” is not a list.") % {"place": place, "name": name})
        found |= dict.fromkeys(str(one) for one in value)
    return tuple(found)[:50]
