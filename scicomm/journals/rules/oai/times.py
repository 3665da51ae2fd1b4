"""Datestamps: UTC, to the second; what `from` and `until` mean in both granularities (sections 2.5.1 and 3.3)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from scicomm.journals.rules.oai.problems import BAD_ARGUMENT, OaiProblem

GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """The datestamps that are asked for: from `since` on, and before `before`; None leaves that side open."""

    since: dt.datetime | None = None
    before: dt.datetime | None = None


def written(moment: dt.datetime) -> str:
    """A moment as a datestamp; what is below a second is cut off."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_day(text: str) -> bool:
    """Whether a datestamp has the granularity of days."""
    return _DAY.fullmatch(text) is not None


def read(text: str) -> dt.datetime:
    """The first moment of a datestamp in either granularity. Raises ValueError."""
    if is_day(text):
        return dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC)
    if _SECOND.fullmatch(text):
        return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    raise ValueError(text)


def window(since: str, until: str) -> Window:
    """The window of `from` and `until` (empty: not given), both inclusive. Raises OaiProblem."""
    first, last = _read("from", since), _read("until", until)
    if since and until and is_day(since) != is_day(until):
        raise OaiProblem(BAD_ARGUMENT, "from and until must have the same granularity.")
    if first and last and first > last:
        raise OaiProblem(BAD_ARGUMENT, "from is later than until.")
    if last is None:
        return Window(first, None)
    step = dt.timedelta(days=1) if is_day(until) else dt.timedelta(seconds=1)
    return Window(first, last + step if last < _LAST - step else None)


def _read(name: str, text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        return read(text)
    except ValueError:
        raise OaiProblem(BAD_ARGUMENT, f"{name} must be a UTC date of the form YYYY-MM-DD or {GRANULARITY}.") from None
