"""The catalogue: what stands in it, what is missing, how units stand; and the rows of the yearly report."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from scicomm.core.queries import calendar
from scicomm.core.workdays import Calendar
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import OVERSEERS, units_under
from scicomm.responses.enums import ItemState, ReportState, RequestState, Standing
from scicomm.responses.models import (
    DisclosureItem,
    DisclosureKind,
    DisclosureReport,
    DisclosureRequest,
    RequestAppeal,
)
from scicomm.responses.permissions.disclosure import items_for
from scicomm.responses.rules.disclosure import item_standing
from scicomm.responses.rules.disclosure_figures import AppealLine, RequestLine
from scicomm.responses.rules.disclosure_report import ItemLine, report_figures

MOST_UNITS = 300


@dataclass(frozen=True)
class ItemRow:
    """An item and how it stands today."""

    item: DisclosureItem
    standing: str

    @property
    def label(self) -> str:
        return str(Standing(self.standing).label)


def item_rows(items: Iterable[DisclosureItem]) -> list[ItemRow]:
    """Items with their standing. No query."""
    today = timezone.localdate()
    return [
        ItemRow(one, item_standing(one.state, one.changed_on, one.published_on, one.due_on, today)) for one in items
    ]


def items_listed(user: Any, unit: str = "", kind: str = "") -> QuerySet[DisclosureItem]:
    """The items a user may read, those to be published first by their day."""
    rows = items_for(user).select_related("unit", "kind", "responsible")
    if unit:
        rows = rows.filter(unit__slug=unit)
    if kind:
        rows = rows.filter(kind__code=kind)
    return rows.order_by("published_on", "due_on", "id")


def missing_in_unit(unit: Unit) -> list[DisclosureKind]:
    """Kinds a unit owes and has no item of. Two queries."""
    have = set(DisclosureItem.objects.filter(unit=unit).values_list("kind_id", flat=True))
    kinds = DisclosureKind.objects.filter(is_active=True)
    return [kind for kind in kinds if kind.is_for(unit.kind.code) and kind.pk not in have]


@dataclass
class Standings:
    """How a unit stands, and all below it."""

    unit: Unit
    own: Counter[str] = field(default_factory=Counter)
    below: Counter[str] = field(default_factory=Counter)

    @property
    def indent(self) -> int:
        return int(self.unit.depth) - 1


def roll_up(user: Any) -> list[Standings]:
    """Every unit one oversees with its items counted by standing, what is missing, and the sum below. Three queries."""
    units = list(units_under(user, OVERSEERS).select_related("kind").order_by("path")[:MOST_UNITS])
    found = {unit.pk: Standings(unit) for unit in units}
    have: set[tuple[int, int]] = set()
    items = DisclosureItem.objects.filter(unit__in=list(found))
    for row in item_rows(items.only("unit", "kind", "state", "changed_on", "published_on", "due_on")):
        found[row.item.unit_id].own[row.standing] += 1
        have.add((row.item.unit_id, row.item.kind_id))
    kinds = list(DisclosureKind.objects.filter(is_active=True))
    for unit in units:
        found[unit.pk].own["missing"] = sum(
            kind.is_for(unit.kind.code) and (unit.pk, kind.pk) not in have for kind in kinds
        )
    by_path = {unit.path: found[unit.pk] for unit in units}
    for unit in units:
        for length in range(Unit.steplen, len(unit.path) + 1, Unit.steplen):
            above = by_path.get(unit.path[:length])
            if above:
                above.below.update(found[unit.pk].own)
    return list(found.values())


def public_items(unit: str = "", kind: str = "", words: str = "") -> QuerySet[DisclosureItem]:
    """The public catalogue, newest first."""
    rows = DisclosureItem.objects.public().select_related("unit", "kind")
    if unit:
        rows = rows.filter(unit__slug=unit)
    if kind:
        rows = rows.filter(kind__code=kind)
    for word in words.split()[:6]:
        # The title and text as they are now may hold what is not released: only released words are searched.
        rows = rows.filter(Q(public_search__icontains=word))
    return rows.order_by("-published_on", "-id")


def public_reports() -> QuerySet[DisclosureReport]:
    """Published yearly reports, newest first."""
    return DisclosureReport.objects.filter(state=ReportState.PUBLIC).select_related("unit").order_by("-year", "unit")


def _request_line(one: DisclosureRequest, days: Calendar) -> RequestLine:
    assert one.received_on is not None  # noqa: S101 - only those that were received are asked for
    answered = one.ended_on if one.state == RequestState.ENDED else None
    return RequestLine(
        str(one.applicant_kind), one.received_on, one.ended_on, str(one.outcome), one.in_time is not False, one.unit.slug,
        days.working_days_between(one.received_on, answered) if answered else None,
    )  # fmt: skip


def figures_of(unit: Unit, year: int, as_of: dt.date) -> dict[str, Any]:
    """The numbers of a unit and all below it, from rows, for the report and the screen alike. Four queries."""
    units = Unit.objects.filter(path__startswith=unit.path)
    asked = DisclosureRequest.objects.filter(unit__in=units, received_on__isnull=False).select_related("unit")
    asked = asked.defer("sealed", "wanted", "clarification")
    appeals = RequestAppeal.objects.filter(request__unit__in=units).select_related("request__unit")
    days = calendar()
    items = DisclosureItem.objects.filter(unit__in=units, first_published_on__isnull=False).select_related("kind")
    return report_figures(
        (_request_line(one, days) for one in asked),
        (
            AppealLine(str(one.kind), one.filed_on, str(one.result), one.decided_on, one.request.unit.slug)
            for one in appeals.defer("request__sealed", "request__wanted", "request__clarification")
        ),
        (
            ItemLine(one.kind.code, one.first_published_on, one.withdrawn_on)
            for one in items
            if one.first_published_on and one.state != ItemState.NOT_APPLICABLE
        ),
        year,
        as_of,
    )
