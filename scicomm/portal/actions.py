"""Every change of the portal's own rows: the cache's generation and the counted views."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from scicomm.portal.models import CacheGeneration, PageUsage, UsageFile
from scicomm.portal.rules.usage import read_lines

# A process may be writing its last line of the hour while the clock strikes.
_SETTLE = dt.timedelta(minutes=2)
_KEEP_NAMES = dt.timedelta(days=30)


@transaction.atomic
def make_pages_old() -> int:
    """A new generation: every process drops the pages it kept. Returns the number. Called often, it is one small write."""
    row, _created = CacheGeneration.objects.select_for_update().get_or_create(pk=1)
    row.number = max(row.number + 1, time.time_ns() // 1000)
    row.save(update_fields=["number"])
    return row.number


def make_kept_pages_old() -> None:
    """A new generation where there is one, as part of the caller's transaction: both stand or fall together. One small write."""
    later = Greatest(F("number") + 1, Value(time.time_ns() // 1000, output_field=BigIntegerField()))
    CacheGeneration.objects.filter(pk=1).update(number=later)


def start_generation() -> None:
    """Make the first generation where there is none: without one nothing is kept."""
    if not CacheGeneration.objects.exists():
        make_pages_old()


def usage_folder() -> Path:
    """Where the processes write one line for each page they served."""
    return Path(settings.SCICOMM_HOME) / "usage"


def count_usage(*, now: dt.datetime | None = None) -> int:
    """Count the finished spool files into rows; returns how many files. A killed run counts nothing twice.

    The file's name is a row in the same transaction as its counts; the file goes after the commit. Where the process dies
    between the two, the next run finds the name and only removes the file.
    """
    moment = now or timezone.now()
    finished = moment - _SETTLE
    counted = 0
    for file in sorted(usage_folder().glob("*.log")):
        try:
            hour = dt.datetime.strptime(file.name[:10], "%Y%m%d%H").replace(tzinfo=dt.UTC)
        except ValueError:
            continue
        if hour + dt.timedelta(hours=1) > finished:
            continue
        counted += _count_file(file)
        file.unlink(missing_ok=True)
    UsageFile.objects.filter(counted_at__lt=moment - _KEEP_NAMES).delete()
    return counted


@transaction.atomic
def _count_file(file: Path) -> int:
    _row, created = UsageFile.objects.get_or_create(name=file.name)
    if not created:
        return 0
    views: Counter[tuple[str, str, str]] = Counter()
    robots: Counter[tuple[str, str, str]] = Counter()
    with file.open("rb") as lines:
        for line in read_lines(lines):
            (robots if line.is_robot else views)[line.path, line.language, line.day] += 1
    for key in views.keys() | robots.keys():
        path, language, day = key
        usage, _made = PageUsage.objects.get_or_create(path=path, day=day, defaults={"language": language})
        PageUsage.objects.filter(pk=usage.pk).update(
            views=F("views") + views[key], robot_views=F("robot_views") + robots[key]
        )
    return 1
