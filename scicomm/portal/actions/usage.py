"""Counting what was read: page views by day for the house, usage by COUNTER's rules for the journals; nothing counts twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from scicomm.journals import actions as journals
from scicomm.journals.actions import UsageHour
from scicomm.portal.actions.usage_files import (
    HOUR,
    destroy_old_keys,
    hour_of,
    hour_read,
    keep_file,
    kept_folder,
    lines_of,
    month_hours,
    remove_old_logs,
    usage_folder,
)
from scicomm.portal.models import PageUsage, UsageFile
from scicomm.portal.queries.usage import counted_hours

# A process may be writing its last line of the hour while the clock strikes.
_SETTLE = dt.timedelta(minutes=2)
_KEEP_NAMES = dt.timedelta(days=30)


class LogsMissing(Exception):
    """A month cannot be counted anew: some of its files are gone. Holds the hours (UTC) that are missing."""

    def __init__(self, hours: list[str]) -> None:
        super().__init__(", ".join(hours[:5]))
        self.hours = hours


def count_usage(*, now: dt.datetime | None = None) -> int:
    """Count the finished spool files into rows; returns how many files. A killed run counts nothing twice.

    The file's name is a row in the same transaction as its counts, once for the pages and once, with all files of its hour, for
    COUNTER; the file is packed and kept after both commits. Where the process dies in between, the next run finds the
    names and only does what is left.
    """
    moment = now or timezone.now()
    end = (moment - _SETTLE).replace(minute=0, second=0, microsecond=0)
    waiting = _by_hour(usage_folder(), "*.log")
    counted = 0
    for hour in sorted(waiting):
        if hour + HOUR > end:
            continue
        counted += sum(_count_file(file) for file in waiting[hour])
        journals.count_usage(hour_read(hour, waiting[hour], waiting.get(hour + HOUR, [])))
        for file in waiting[hour]:
            keep_file(file)
    journals.note_usage_counted(end)
    if waiting:
        journals.note_usage_since(min(waiting))
    UsageFile.objects.filter(counted_at__lt=moment - _KEEP_NAMES).delete()
    remove_old_logs(moment)
    destroy_old_keys(moment.timestamp())
    return counted


def recount_usage(month: dt.date, *, step: Callable[[], object] = lambda: None) -> int:
    """Count a month anew from the kept files, by today's list of robots; returns how many events. `step` is called each hour.

    Raises LogsMissing, and changes nothing, where an hour that was counted has no file any more.
    """
    start, end = month_hours(month)
    kept = _by_hour(kept_folder(), "*.log.gz")
    names = {f"{hour:%Y%m%d%H}" for hour in kept}
    missing = sorted(counted_hours(start, end) - names)
    if missing:
        raise LogsMissing(missing)

    def hours() -> Iterator[UsageHour]:
        for hour in sorted(kept):
            if start <= hour < end:
                yield hour_read(hour, kept[hour], kept.get(hour + HOUR, []))
                step()

    return journals.recount_usage(month, hours())


def _by_hour(folder: Path, pattern: str) -> dict[dt.datetime, list[Path]]:
    found: dict[dt.datetime, list[Path]] = {}
    for file in sorted(folder.glob(pattern)):
        hour = hour_of(file)
        if hour is not None:
            found.setdefault(hour, []).append(file)
    return found


@transaction.atomic
def _count_file(file: Path) -> int:
    """Views of pages by day; files that readers fetched are no pages."""
    _row, created = UsageFile.objects.get_or_create(name=file.name)
    if not created:
        return 0
    views: Counter[tuple[str, str, str]] = Counter()
    robots: Counter[tuple[str, str, str]] = Counter()
    for line in lines_of(file):
        if line.mark != "f":
            (robots if line.is_robot else views)[line.path, line.language, line.day] += 1
    for key in views.keys() | robots.keys():
        path, language, day = key
        usage, _made = PageUsage.objects.get_or_create(path=path, day=day, defaults={"language": language})
        PageUsage.objects.filter(pk=usage.pk).update(
            views=F("views") + views[key], robot_views=F("robot_views") + robots[key]
        )
    return 1
