"""A report as data: who is reported on, in groups of attributes, each with counts by metric and month; no words of a format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from scicomm.journals.rules.counter.asking import Asked
from scicomm.journals.rules.counter.counting import Counts
from scicomm.journals.rules.counter.definitions import SEARCHES


@dataclass(frozen=True, slots=True)
class Entity:
    """A platform, journal or article as reports name it. `ids` are by COUNTER's names (DOI, Online_ISSN ...)."""

    title: str
    publisher: str = ""
    publisher_id: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    authors: tuple[tuple[str, str], ...] = ()
    """At most three: name and ORCID iD."""
    published_on: dt.date | None = None
    version: str = ""
    """By the ALPSP/NISO codes: VoR, CVoR."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Counts of one thing (its number) in one month under one set of attributes."""

    entity: int
    month: dt.date
    attributes: tuple[tuple[str, str], ...]
    """Name and value, in the order of the standard: Data_Type, YOP, Access_Type, Access_Method."""
    metrics: dict[str, int]


@dataclass(slots=True)
class Group:
    """One Attribute_Performance: the attributes, and counts by metric and month (its first day)."""

    attributes: tuple[tuple[str, str], ...]
    counts: dict[str, dict[dt.date, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """One row's subject with its groups; `parent` is the journal of an article where it is shown."""

    entity: Entity
    groups: list[Group]
    parent: Entity | None = None
    parent_key: int = 0


@dataclass(frozen=True, slots=True)
class Institution:
    """Whose usage is told: everybody's, or a publishing unit's journals' by everybody (5.1, table 3.f)."""

    name: str
    customer_id: str
    is_world: bool = False


@dataclass(slots=True)
class Report:
    """A whole report."""

    asked: Asked
    institution: Institution
    platform: str
    namespace: str
    registry: str
    created: dt.datetime
    entries: list[Entry]
    months: list[dt.date]
    """The months that are told, also those without any usage."""


def metrics_of(counts: Counts, wanted: Iterable[str]) -> dict[str, int]:
    """Counts by COUNTER's names, those above zero that are wanted."""
    named = {
        "Total_Item_Investigations": counts.total_investigations,
        "Total_Item_Requests": counts.total_requests,
        "Unique_Item_Investigations": counts.unique_investigations,
        "Unique_Item_Requests": counts.unique_requests,
    }
    return {name: named[name] for name in wanted if named.get(name)}


def grouped(cells: Iterable[Cell], *, totals_in: dt.date | None = None) -> dict[int, list[Group]]:
    """The cells by entity and attributes. `totals_in`: all months are added up and told under this one."""
    found: dict[int, dict[tuple[tuple[str, str], ...], Group]] = {}
    for cell in cells:
        if not cell.metrics:
            continue
        group = found.setdefault(cell.entity, {}).setdefault(cell.attributes, Group(cell.attributes))
        month = totals_in or cell.month
        for name, count in cell.metrics.items():
            months = group.counts.setdefault(name, {})
            months[month] = months.get(month, 0) + count
    return {
        entity: [groups[key] for key in sorted(groups, key=lambda key: _newest_first(key))]
        for entity, groups in found.items()
    }


def _newest_first(attributes: tuple[tuple[str, str], ...]) -> tuple[object, ...]:
    """Searches stand last; newer years before older ones."""
    return tuple((value == "Platform", -int(value) if name == "YOP" else 0, value) for name, value in attributes)


def searches_cell(entity: int, month: dt.date, count: int, *, with_method: bool) -> Cell:
    """Searches of a month, as the platform report tells them."""
    method = (("Access_Method", "Regular"),) if with_method else ()
    return Cell(entity, month, (("Data_Type", "Platform"), *method), {SEARCHES: count} if count else {})
