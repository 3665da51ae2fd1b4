"""A request for a report, read from its parameters: what is wrong but can be passed over becomes an exception in the head."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scicomm.journals.rules.counter.definitions import (
    ACCESS_METHODS,
    ACCESS_TYPES,
    BASE,
    EXTENSIONS,
    Definition,
)
from scicomm.journals.rules.counter.problems import Problem, Refused

THE_WORLD = "0000000000000000"
"""The customer number of everybody's usage together (5.1, 8.2)."""

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_DOI = re.compile(r"(?:doi:)?(10\.\d[\d.]*/.+)", re.IGNORECASE)
_ISSN = re.compile(r"(?:(?:print_|online_)?issn:)?(\d{4}-\d{3}[\dX])", re.IGNORECASE)
_ORCID = re.compile(r"(?:orcid:)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.IGNORECASE)


@dataclass(slots=True)
class Asked:
    """What is asked for. Empty filters mean all; `filters` and `shown` are told in the head only where they were chosen."""

    definition: Definition
    begin: dt.date
    """First day of the first month."""
    end: dt.date
    """Last day of the last month; of those that have ended."""
    metrics: tuple[str, ...] = ()
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    with_parents: bool = False
    totals: bool = False
    """One figure for the whole time instead of one a month."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def wanted_metrics(self) -> tuple[str, ...]:
        return self.metrics or self.definition.metrics


def month_of(text: str, *, last: bool) -> dt.date:
    """The first (or last) day of a month written yyyy-mm, or yyyy-mm-dd with the day that a report needs. Raises Refused 3020."""
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text.strip())
    try:
        first = dt.date(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        first = None
    name = "end_date" if last else "begin_date"
    if match is None or first is None:
        raise Refused(3020, f"{name}={text[:40]}")
    day = last_day(first) if last else first
    if match[3] and int(match[3]) != day.day:
        raise Refused(3020, f"{name}={text[:40]}: reports are for whole months")
    return day


def last_day(day: dt.date) -> dt.date:
    """The last day of a day's month."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def read_request(
    definition: Definition, parameters: Mapping[str, str], *, today: dt.date, platform: str, namespace: str
) -> Asked:
    """The request in parameters (names in lower case). Raises Refused where no report can be made: 1030, 3020."""
    missing = [name for name in ("begin_date", "end_date") if not parameters.get(name, "").strip()]
    if missing:
        raise Refused(1030, ", ".join(missing))
    begin = month_of(parameters["begin_date"], last=False)
    end = month_of(parameters["end_date"], last=True)
    if begin > end:
        raise Refused(3020, "end_date lies before begin_date")
    this_month = today.replace(day=1)
    if begin >= this_month:
        raise Refused(3020, "begin_date lies in a month that has not ended")
    asked = Asked(definition, begin, end)
    if end >= this_month:
        asked.end = this_month - dt.timedelta(days=1)
        asked.problems.append(Problem(3031, f"{this_month:%Y-%m} to {end:%Y-%m}"))
    _Reader(asked, parameters, namespace).read(platform)
    return asked


class _Reader:
    """Reads filters and attributes into a request, noting what it passes over."""

    def __init__(self, asked: Asked, parameters: Mapping[str, str], namespace: str) -> None:
        self.asked = asked
        self.given = {name: value.strip() for name, value in parameters.items() if value.strip()}
        self.namespace = namespace

    def read(self, platform: str) -> None:
        definition = self.asked.definition
        unknown = sorted(name for name in self.given if name not in {*BASE, *definition.parameters})
        if unknown:
            self._say(3050, ", ".join(name[:40] for name in unknown[:20]))
        if self.given.get("platform", platform) != platform:
            self._say(3060, f"platform={self.given['platform'][:60]}")
        elif "platform" in self.given:
            self.asked.filters["Platform"] = (platform,)
        self.given = {name: value for name, value in self.given.items() if name in definition.parameters}
        if not definition.is_master:
            self.asked.metrics = definition.metrics
            self.asked.filters |= definition.preset
            self.asked.shown = definition.attributes
            self.asked.with_parents = definition.shows_parents
            return
        self._filters()
        self._attributes()

    def _say(self, code: int, data: str) -> None:
        self.asked.problems.append(Problem(code, data))

    def _filters(self) -> None:
        definition, filters = self.asked.definition, self.asked.filters
        self.asked.metrics = self._chosen("metric_type", definition.metrics)
        for name, header, known in (
            ("data_type", "Data_Type", definition.data_types),
            ("access_type", "Access_Type", ACCESS_TYPES),
            ("access_method", "Access_Method", ACCESS_METHODS),
        ):
            if chosen := self._chosen(name, known):
                filters[header] = chosen
        self._years()
        self._identifiers()
        for name in EXTENSIONS:
            if name in self.given:
                self._say(3060, f"{name}={self.given[name][:60]}")

    def _chosen(self, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """The known values of a list with bars between them; all of them chosen is as good as none."""
        values = _values(self.given.get(name, ""))
        wrong = [value for value in values if value not in known]
        if wrong:
            self._say(3060, f"{name}={'|'.join(value[:40] for value in wrong[:20])}")
        chosen = tuple(value for value in known if value in values)
        return () if len(chosen) == len(known) else chosen

    def _years(self) -> None:
        ranges, words, wrong = [], [], []
        for value in _values(self.given.get("yop", "")):
            match = _YEARS.fullmatch(value)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
            if first > last:
                wrong.append(value[:40])
                continue
            ranges.append((first, last))
            words.append(value)
        if wrong:
            self._say(3060, f"yop={'|'.join(wrong[:20])}")
        if ranges:
            self.asked.years = tuple(ranges)
            self.asked.filters["YOP"] = tuple(words)

    def _identifiers(self) -> None:
        if values := _values(self.given.get("item_id", "")):
            kinds = {self._kind_of(value) for value in values}
            if len(kinds) > 1 and "" not in kinds:
                self._say(3061, f"item_id={'|'.join(value[:60] for value in values[:20])}")
            elif kinds <= ({"doi", "own"} if self.asked.definition.about == "item" else {"issn", "own"}):
                self.asked.filters["Item_ID"] = tuple(values)
            else:
                self._say(3060, f"item_id={'|'.join(value[:60] for value in values[:20])}")
        if author := self.given.get("author", ""):
            if _ORCID.fullmatch(author):
                self.asked.filters["Author"] = (author,)
            else:
                self._say(3060, f"author={author[:60]}")

    def _kind_of(self, value: str) -> str:
        if _DOI.fullmatch(value):
            return "doi"
        if _ISSN.fullmatch(value):
            return "issn"
        return "own" if value.startswith(f"{self.namespace}:") else ""

    def _attributes(self) -> None:
        known = self.asked.definition.attributes
        values = _values(self.given.get("attributes_to_show", ""))
        wrong = [value for value in values if value not in known]
        if wrong:
            self._say(3062, f"attributes_to_show={'|'.join(value[:40] for value in wrong[:20])}")
        self.asked.shown = tuple(name for name in known if name in values)
        self.asked.totals = self._one_of("granularity", {"Month": False, "Total": True, "Totals": True})
        self.asked.with_parents = self._one_of("include_parent_details", {"False": False, "True": True})
        if self._one_of("include_component_details", {"False": False, "True": True}):
            self._say(3063, "include_component_details=True")

    def _one_of(self, name: str, known: Mapping[str, bool]) -> bool:
        value = self.given.get(name, "")
        if value and value not in known:
            self._say(3062, f"{name}={value[:40]}")
        return known.get(value, False)


def _values(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))


def bare_identifier(value: str) -> tuple[str, str]:
    """What an identifier of a filter is (`doi`, `issn`, `orcid`, `own`) and says; of one of our own the part after the colon."""
    for kind, pattern in (("doi", _DOI), ("issn", _ISSN), ("orcid", _ORCID)):
        if match := pattern.fullmatch(value):
            return kind, match[1].lower() if kind == "doi" else match[1].upper()
    return "own", value.partition(":")[2]


def seen_months(asked: Asked, first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """The months asked for that can be told (first days); those that cannot become exceptions 3031 and 3032. None for none.

    `first` and `last` are the first days of the first and the last month that have been counted to their end.
    """
    begin, end = asked.begin, asked.end.replace(day=1)
    if first is None or last is None or last < first:
        asked.problems.append(Problem(3031, f"{begin:%Y-%m} to {end:%Y-%m}"))
        return None
    if end > last:
        asked.problems.append(Problem(3031, f"{max(begin, _next(last)):%Y-%m} to {end:%Y-%m}"))
    if begin < first:
        asked.problems.append(Problem(3032, f"usage is available from {first:%Y-%m}"))
    shown = max(begin, first), min(end, last)
    return shown if shown[0] <= shown[1] else None


def _next(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of the months from one to another, both of them included."""
    found = []
    while first <= last:
        found.append(first)
        first = _next(first)
    return found
