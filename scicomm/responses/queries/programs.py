"""What programs ask for: cases, requests, answers and items by what they are and when they changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from scicomm.core.models import FactAbout, FactRecord
from scicomm.organisation.models import Unit
from scicomm.responses.enums import ENDED, CaseState, RequestState
from scicomm.responses.models import (
    Answer,
    Case,
    CaseQuerySet,
    CaseRemark,
    DisclosureItem,
    DisclosureRequest,
    DisclosureRequestQuerySet,
)
from scicomm.responses.queries.answers import _read
from scicomm.responses.queries.disclosure.files import WITH_FILES

_ME = Concat(Value("responses.case:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())


def _below(slug: str, field: str = "unit") -> Q:
    """In a unit or below it; nowhere where there is no such unit."""
    unit = Unit.objects.filter(slug=slug).only("path").first()
    return Q(**{f"{field}__path__startswith": unit.path}) if unit else Q(pk__in=[])


def _changes() -> list[tuple[str, QuerySet[Any], str]]:
    """What tells that a case changed: its facts, facts about it, remarks; each with the column of its moment."""
    return [
        ("last_fact", FactRecord.objects.filter(subject=_ME), "occurred_at"),
        ("last_edge", FactAbout.objects.filter(about=_ME), "fact__occurred_at"),
        ("last_remark", CaseRemark.objects.filter(case=OuterRef("pk")), "written_at"),
    ]


def cases_for_programs(
    rows: CaseQuerySet, *, state: str = "all", kind: str = "", urgency: str = "", unit: str = "",
    due_before: dt.date | None = None, late: bool | None = None, changed_since: dt.datetime | None = None,
) -> QuerySet[Case]:  # fmt: skip
    """Cases as asked, each with the moments of its last changes."""
    if state == "open":
        rows = rows.open()
    elif state in CaseState.values:
        rows = rows.filter(state=state)
    rows = rows.filter(**{name: value for name, value in (("kind", kind), ("urgency", urgency)) if value})
    if unit:
        rows = rows.filter(_below(unit))
    if due_before:
        rows = rows.filter(due_on__lt=due_before)
    if late is not None:
        over = Q(due_at__lt=timezone.now()) | Q(first_response_at=None, first_due_at__lt=timezone.now())
        over &= ~Q(state__in=ENDED)
        rows = rows.filter(over if late else ~over)
    if changed_since:
        changed = Q(received_at__gte=changed_since)
        for _name, found, column in _changes():
            changed |= Q(Exists(found.filter(**{f"{column}__gte": changed_since})))
        rows = rows.filter(changed)
    return with_changes(rows)


def with_changes(rows: CaseQuerySet) -> QuerySet[Case]:
    """Cases with `last_fact`, `last_edge` and `last_remark`."""
    last = {name: Subquery(found.order_by(f"-{column}").values(column)[:1]) for name, found, column in _changes()}
    return rows.with_parts().annotate(**last)


def changed_at(case: Any) -> dt.datetime:
    """When a case of `with_changes` changed last."""
    moments = (case.received_at, case.last_fact, case.last_edge, case.last_remark)
    return max(moment for moment in moments if moment)


def requests_for_programs(
    rows: DisclosureRequestQuerySet, *, state: str = "all", unit: str = "", due_before: dt.date | None = None,
    changed_since: dt.datetime | None = None,
) -> QuerySet[DisclosureRequest]:  # fmt: skip
    """Requests as asked, without who asked."""
    if state in ("open", "late"):
        rows = rows.live()
    elif state in RequestState.values:
        rows = rows.filter(state=state)
    if state == "late":
        rows = rows.filter(due_on__lt=timezone.localdate())
    if unit:
        rows = rows.filter(_below(unit))
    if due_before:
        rows = rows.filter(due_on__lt=due_before)
    if changed_since:
        rows = rows.filter(Exists(DisclosureRequest.objects.filter(pk=OuterRef("pk"), steps__at__gte=changed_since)))
    return rows.select_related("unit").prefetch_related("pauses").defer("sealed", "wanted", "clarification")


def answers_for_programs(
    *, unit: str = "", form: str = "", verdict: str = "", subject: str = "", changed_since: dt.datetime | None = None
) -> QuerySet[Answer]:
    """Published answers; where changes are asked for, those that were withdrawn too, so that a copy can let them go."""
    rows = Answer.objects.public()
    if changed_since:
        rows = (rows | Answer.objects.withdrawn()).filter(changed_at__gte=changed_since)
    asked = {"form": form, "verdict": verdict, "subject": subject}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return _read(rows.filter(_below(unit, "case__unit")) if unit else rows)


def items_for_programs(
    *, unit: str = "", kind: str = "", changed_since: dt.date | None = None
) -> QuerySet[DisclosureItem]:
    """The public catalogue; where changes are asked for, what was withdrawn too."""
    rows = DisclosureItem.objects.public()
    if changed_since:
        gone = DisclosureItem.objects.filter(published_on__isnull=False, withdrawn_on__gte=changed_since)
        rows = rows.filter(published_on__gte=changed_since) | gone
    if unit:
        rows = rows.filter(_below(unit))
    if kind:
        rows = rows.filter(kind__code=kind)
    return rows.select_related("unit", "kind").prefetch_related(WITH_FILES)


def get_item_for_programs(identifier: int) -> DisclosureItem | None:
    """An item that is public, or was."""
    rows = DisclosureItem.objects.filter(pk=identifier, published_on__isnull=False)
    return rows.select_related("unit", "kind").first()


def log_for_programs(
    rows: QuerySet[DisclosureRequest], *, unit: str = "", outcome: str = "", ended_since: dt.date | None = None
) -> QuerySet[DisclosureRequest]:
    """The public log as asked."""
    if unit:
        rows = rows.filter(_below(unit))
    if outcome:
        rows = rows.filter(outcome=outcome)
    return rows.filter(ended_on__gte=ended_since) if ended_since else rows
