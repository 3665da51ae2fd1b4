"""The files of the usage log: where they stand, what they hold, how long they and the keys of readers are kept."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from scicomm.journals.actions import UsageHour, local_day
from scicomm.journals.rules.counter.counting import DOUBLE_CLICK, UsageEvent
from scicomm.journals.rules.counter.robots import is_robot
from scicomm.portal.rules.usage import UsageLine, event_of, read_lines

HOUR = dt.timedelta(hours=1)


def usage_folder() -> Path:
    """Where the processes write one line for each page they served."""
    return Path(settings.SCICOMM_HOME) / "usage"


def kept_folder() -> Path:
    """Where counted files are kept, packed, so that a month can be counted anew."""
    return usage_folder() / "kept"


def hour_of(file: Path) -> dt.datetime | None:
    """The hour (UTC) whose lines a file holds, by its name; None for a foreign file."""
    try:
        return dt.datetime.strptime(file.name[:10], "%Y%m%d%H").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def lines_of(file: Path) -> Iterator[UsageLine]:
    """The lines of a file, packed or not."""
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
        yield from read_lines(lines, local_day)


def hour_read(hour: dt.datetime, files: Iterable[Path], after: Iterable[Path]) -> UsageHour:
    """What the files of an hour mean for COUNTER; `after` are the files of the hour that follows."""
    read = UsageHour(f"{hour:%Y%m%d%H}", {})
    for file in files:
        events: list[UsageEvent] = []
        for line in lines_of(file):
            if not (event := event_of(line)):
                continue
            if is_robot(line.agent):
                read.robots += 1
            else:
                events.append(event)
        read.files[file.name.removesuffix(".gz")] = events
    end = int((hour + HOUR).timestamp()) + DOUBLE_CLICK
    for file in after:
        read.ahead += _first_events(file, end)
    return read


def _first_events(file: Path, end: int) -> Iterator[UsageEvent]:
    """The events of people before a second; threads may write a little out of order."""
    for line in lines_of(file):
        if line.second > end + DOUBLE_CLICK:
            return
        if line.second <= end and (event := event_of(line)) and not is_robot(line.agent):
            yield event


def keep_file(file: Path) -> None:
    """Move a counted file, packed, to the kept ones. Killed half way, the next run does it again."""
    folder = kept_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f".{file.name}"
    with file.open("rb") as lines, gzip.open(draft, "wb", compresslevel=5) as packed:
        shutil.copyfileobj(lines, packed)
    draft.replace(folder / f"{file.name}.gz")
    file.unlink(missing_ok=True)


def remove_old_logs(now: dt.datetime) -> int:
    """Remove kept files past their time; returns how many."""
    oldest = now - dt.timedelta(days=settings.SCICOMM_USAGE_LOG_DAYS)
    gone = 0
    for file in kept_folder().glob("*.log.gz"):
        hour = hour_of(file)
        if hour is not None and hour < oldest:
            file.unlink(missing_ok=True)
            gone += 1
    return gone


def destroy_old_keys(now: float) -> None:
    """Destroy the keys of the days before: whose line is whose can then never be found out again."""
    today = local_day(int(now))
    # For some seconds after midnight yesterday's key still tells a double click over midnight.
    spared = {today.isoformat(), local_day(int(now) - DOUBLE_CLICK).isoformat()}
    folder = usage_folder() / "keys"
    for file in folder.glob("[0-9]*"):
        if file.name not in spared:
            file.unlink(missing_ok=True)


def month_hours(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The first hour (UTC) that reaches into a month of the house, and the first that does not any more."""
    zone = timezone.get_default_timezone()
    first = dt.datetime.combine(month, dt.time(), zone)
    after = dt.datetime.combine((month + dt.timedelta(days=32)).replace(day=1), dt.time(), zone)
    start = first.astimezone(dt.UTC).replace(minute=0)
    end = after.astimezone(dt.UTC)
    return start, end if end.minute == 0 else end.replace(minute=0) + HOUR
