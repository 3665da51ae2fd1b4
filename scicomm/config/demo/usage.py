"""The demonstration's readers: a year of invented reading, counted by the real action."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.config.demo.clock import Calendar
from scicomm.core.progress import ProgressSink
from scicomm.journals.actions import UsageHour, count_usage, note_usage_counted
from scicomm.journals.models import Article
from scicomm.journals.rules.counter.counting import Kind, UsageEvent

MONTHS = 12


def _months(day: dt.date, count: int) -> list[dt.date]:
    """The first days of the months up to this one, oldest first."""
    found = [day.replace(day=1)]
    while len(found) <= count:
        found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
    return found[::-1]


def _moment(day: dt.date, hour: int, minute: int) -> int:
    return int(dt.datetime.combine(day, dt.time(hour, minute), timezone.get_default_timezone()).timestamp())


def _read(month: dt.date, last: dt.date, articles: list[tuple[str, dt.date]]) -> Iterator[UsageEvent]:
    """What was read in a month: much of what is new, less of what is old; the same in every run."""
    for doi, published in articles:
        if published > last:
            continue
        chance = random.Random(f"{doi}{month}")  # noqa: S311
        age = max((month - published).days, 0) / 120
        for number in range(chance.randint(3, 9) + int(36 / (1 + age))):
            day = max(month, published) + dt.timedelta(days=chance.randint(0, 27))
            if day > last:
                continue
            second = _moment(day, chance.randint(7, 22), chance.randint(0, 59))
            reader = f"{doi[-4:]}{month:%m}{number % 17}"
            yield UsageEvent(second, reader, f"/articles/{doi}/", Kind.PAGE, doi)
            if chance.random() < 0.3:
                yield UsageEvent(second + 55, reader, f"/articles/{doi}/files/article.pdf", Kind.FILE, doi)
            if chance.random() < 0.2:
                yield UsageEvent(second - 20, reader, "/search/", Kind.SEARCH)


def build_usage(progress: ProgressSink, calendar: Calendar, *, small: bool = False) -> None:
    """Twelve months of reading until yesterday; a month that an earlier run counted is not counted again."""
    articles = list(Article.objects.order_by("pk").values_list("doi", "published_on"))
    months = _months(calendar.day, 1 if small else MONTHS)
    yesterday = calendar.day - dt.timedelta(days=1)
    note_usage_counted(dt.datetime.fromtimestamp(_moment(months[0], 0, 0), dt.UTC))
    with progress.task(_("Readers"), total=len(months)) as bar:
        for month in bar.track(months):
            last = min(month + dt.timedelta(days=27), yesterday)
            count_usage(UsageHour(f"demo-{month:%Y-%m}", {"demo": list(_read(month, last, articles))}))
    note_usage_counted(dt.datetime.fromtimestamp(_moment(calendar.day, 0, 0), dt.UTC))
