"""Reading sets of JSON lines for measuring: leniently, with the line and what is wrong where one cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from scicomm.search.judged import BadSet


def rows_of(path: Path, *wanted: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with the numbers of their lines; each has the `wanted` keys. Empty lines are passed over.

    Raises BadSet for what cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _row(line, number, wanted)
    except OSError as error:
        raise BadSet(_("%(file)s cannot be read: %(reason)s") % {"file": path, "reason": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise BadSet(_("%(file)s is not in UTF-8.") % {"file": path}) from error


def _row(line: str, number: int, wanted: tuple[str, ...]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadSet(_("Line %(number)s is no JSON: %(reason)s") % {"number": number, "reason": error.msg}) from error
    if not isinstance(row, dict):
        raise BadSet(_("Line %(number)s is no JSON object.") % {"number": number})
    missing = [name for name in wanted if name not in row]
    if missing:
        raise BadSet(_("Line %(number)s lacks %(names)s.") % {"number": number, "names": ", ".join(missing)})
    return row


def some(rows: list[Any], path: Path) -> list[Any]:
    """The rows; raises BadSet where there are none."""
    if not rows:
        raise BadSet(_("%(file)s holds no items.") % {"file": path})
    return rows
