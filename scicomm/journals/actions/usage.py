"""Usage: events become months of articles and searches, each file once whatever dies in between; a month can be counted anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from scicomm.journals.models import Article, CountedUsage, SearchMonth, UsageClock, UsageMonth
from scicomm.journals.rules.counter.counting import (
    COUNTED,
    AccessType,
    Counts,
    Key,
    Tally,
    UsageEvent,
    UsedItem,
    counted,
)
from scicomm.journals.rules.counter.robots import list_version

_AT_ONCE = 500


@dataclass(slots=True)
class UsageHour:
    """What the files of one hour (UTC, like `2026052007`) hold: events of people by file, and how many were of programs.

    `ahead` are the first events of the hour after it, which may take the place of this hour's last.
    """

    hour: str
    files: dict[str, list[UsageEvent]]
    ahead: list[UsageEvent] = field(default_factory=list)
    robots: int = 0


def local_day(second: int) -> dt.date:
    """The day of the house on which a second since 1970 falls."""
    return dt.datetime.fromtimestamp(second, timezone.get_default_timezone()).date()


@transaction.atomic
def count_usage(hour: UsageHour) -> bool:
    """Count an hour's files; False where all of them had been counted. Counts and the files' names are one transaction.

    A file that turns up late (from another machine's disk) is counted by itself: double clicks and sessions that it shares with
    the files before it are not seen.
    """
    row, _made = CountedUsage.objects.select_for_update().get_or_create(
        hour=hour.hour, defaults={"list_version": list_version()}
    )
    fresh = {name: events for name, events in hour.files.items() if name not in row.files}
    if not fresh:
        return False
    batch = [event for events in fresh.values() for event in events]
    tally = counted(batch, _items_of(batch), local_day, ahead=hour.ahead)
    _add(tally)
    row.files = sorted([*row.files, *fresh])
    row.events += len(batch) - tally.folded
    row.folded += tally.folded
    row.robots += hour.robots
    row.list_version = list_version()
    row.save()
    return True


def recount_usage(month: dt.date, hours: Iterable[UsageHour]) -> int:
    """Count a month anew from its kept files, by the list of robots of today; returns how many events were counted.

    The caller sees to it that no hour is missing. Events of the neighbouring months in the first and last hour are left alone.
    Reading takes its time and locks nothing: the month is replaced at the end, in one transaction.
    """
    whole, noted = Tally(), {}
    for hour in hours:
        batch = [event for part in hour.files.values() for event in part]
        tally = counted(batch, _items_of(batch), local_day, ahead=hour.ahead)
        whole.take(tally, month)
        noted[hour.hour] = {"events": len(batch) - tally.folded, "folded": tally.folded, "robots": hour.robots}
    _replace(month, whole, noted)
    return sum(counts.total_investigations for counts in whole.items.values()) + sum(whole.searches.values())


@transaction.atomic
def _replace(month: dt.date, tally: Tally, noted: Mapping[str, dict[str, int]]) -> None:
    UsageMonth.objects.filter(month=month).delete()
    SearchMonth.objects.filter(month=month).delete()
    _add(tally)
    for hour, figures in noted.items():
        CountedUsage.objects.filter(hour=hour).update(list_version=list_version(), **figures)


@transaction.atomic
def note_usage_counted(until: dt.datetime) -> None:
    """Say that everything before a moment has been counted: months that ended before it can be reported."""
    row, made = UsageClock.objects.select_for_update().get_or_create(pk=1, defaults={"since": until, "until": until})
    if not made and until > row.until:
        row.until = until
        row.save(update_fields=["until"])


@transaction.atomic
def note_usage_since(since: dt.datetime) -> None:
    """Say that usage was counted from a moment on that lies before the one known (files of earlier days were brought in)."""
    UsageClock.objects.filter(pk=1, since__gt=since).update(since=since)


def _items_of(events: Iterable[UsageEvent]) -> dict[str, UsedItem]:
    """The articles that events speak of, as they stand now."""
    wanted = sorted({event.doi for event in events if event.doi})
    found: dict[str, UsedItem] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Article.objects.filter(doi__in=wanted[start : start + _AT_ONCE])
        # The text itself may be megabytes: the database only says whether there is one.
        told = rows.annotate(has_text=~Q(body_html="")).values_list(
            "doi", "pk", "published_on", "is_open_access", "has_text"
        )
        for doi, pk, day, is_open, has_text in told:
            found[doi] = UsedItem(pk, day.year, AccessType.OPEN if is_open else AccessType.FREE, bool(has_text))
    return found


def _add(tally: Tally) -> None:
    for start in range(0, len(tally.items), _AT_ONCE):
        _add_items(dict(list(tally.items.items())[start : start + _AT_ONCE]))
    for month, count in tally.searches.items():
        row, _made = SearchMonth.objects.select_for_update().get_or_create(month=month)
        SearchMonth.objects.filter(pk=row.pk).update(searches=F("searches") + count)


def _add_items(items: Mapping[Key, Counts]) -> None:
    """Add counts to the months that are there and make the others: three statements for hundreds of articles."""
    rows = UsageMonth.objects.select_for_update().filter(
        article__in={key[1] for key in items}, month__in={key[0] for key in items}
    )
    known = {(row.month, row.article_id, AccessType(row.access_type), row.access_method, row.yop): row for row in rows}
    changed, new = [], []
    for key, counts in items.items():
        month, article, access, method, yop = key
        row = known.get(key)
        if row is None:
            row = UsageMonth(article_id=article, month=month, access_type=access, access_method=method, yop=yop)
            new.append(row)
        else:
            changed.append(row)
        for name in COUNTED:
            setattr(row, name, getattr(row, name) + getattr(counts, name))
    UsageMonth.objects.bulk_create(new)
    UsageMonth.objects.bulk_update(changed, COUNTED)
