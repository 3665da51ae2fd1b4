"""Watches as a file: what is written out and how it is read in again, leniently, saying what is wrong with each entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "scicomm-watches"
VERSION = 1
MOST = 2000
TEXTS = ("query", "any_words", "all_words", "none_words", "language", "delivery")
SWITCHES = ("without_own", "without_copies", "once_a_topic", "working_days", "is_on")
NUMBERS = {"hour": (0, 23), "weekday": (0, 6), "most_an_hour": (1, 60)}


class NoWatchFile(ValueError):
    """The file is none of ours."""


@dataclass(frozen=True)
class Entry:
    """One watch of a file: `values` for the action, or the words of what is wrong."""

    number: int
    name: str
    values: dict[str, Any]


def to_file(rows: list[dict[str, Any]]) -> str:
    return json.dumps({"format": FORMAT, "version": VERSION, "watches": rows}, ensure_ascii=False, indent=1) + "\n"


def from_file(data: bytes) -> list[Entry]:
    """The watches of a file: what was written by `to_file`, or a bare list of such entries. Unknown keys are passed over, and
    values that cannot be are left at what a new watch has."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NoWatchFile(str(error)) from error
    rows = found.get("watches") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NoWatchFile("no list of watches")
    return [
        Entry(number, str(row.get("name", "")).strip()[:120], _values(row)) for number, row in enumerate(rows[:MOST], 1)
    ]


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: row[name][:4000] for name in TEXTS if isinstance(row.get(name), str)}
    values |= {name: row[name] for name in SWITCHES if isinstance(row.get(name), bool)}
    for name, (low, high) in NUMBERS.items():
        number = row.get(name)
        if isinstance(number, int) and not isinstance(number, bool) and low <= number <= high:
            values[name] = number
    classes = row.get("source_classes")
    if isinstance(classes, list):
        values["source_classes"] = [str(one) for one in classes]
    return values
