"""Interaction sets: who took what when, read from two files; a line that cannot be read is named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def read_interactions(interactions: Path, items: Path) -> InteractionSet:
    """Read both files. Raises BadSet for what cannot be used."""
    things: dict[str, Thing] = {}
    for place, line in _lines(items):
        thing = _thing(place, line)
        if thing.id in things:
            raise BadSet(_("%(place)s: the id “%(id)s” stands twice.") % {"place": place, "id": thing.id[:80]})
        things[thing.id] = thing
    taken, unknown = [], 0
    for number, (place, line) in enumerate(_lines(interactions)):
        fields = line.rstrip("\r\n").split("\t")
        if number == 0 and [field.lower() for field in fields[:3]] == ["user", "item", "time"]:
            continue
        one = _taken(place, fields)
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


def _thing(place: str, line: str) -> Thing:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadSet(_("%(place)s is not JSON: %(error)s") % {"place": place, "error": error}) from error
    if not isinstance(row, dict):
        raise BadSet(_("%(place)s is not a JSON object.") % {"place": place})
    key = str(row.get("id", "")).strip()
    if not key:
        raise BadSet(_("%(place)s has no “id”.") % {"place": place})
    subjects = row.get("subjects", row.get("categories", []))
    if isinstance(subjects, str):
        subjects = subjects.split()
    if not isinstance(subjects, list):
        raise BadSet(_("%(place)s: “subjects” is not a list.") % {"place": place})
    published = row.get("published")
    since = None if published in (None, "") else _seconds(published)
    if since is None and published not in (None, ""):
        raise BadSet(_("%(place)s: “published” is neither seconds nor an ISO date.") % {"place": place})
    return Thing(key, tuple(dict.fromkeys(str(one) for one in subjects))[:50], since)
