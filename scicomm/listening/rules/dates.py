"""Dates as feeds and Chinese sites write them, as moments with a zone."""

from __future__ import annotations

import datetime as dt
import re

# Chinese feeds write local time without a zone; all of China keeps the same one.
_CHINA = dt.timezone(dt.timedelta(hours=8))
_CHINESE_DATE = re.compile(
    r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?(?:\s*(\d{1,2})\s*[::时]\s*(\d{1,2}))?"
)


def date_from_text(text: str) -> dt.datetime | None:
    """A date as JSON Feed (RFC 3339) or a Chinese site writes it: `2026年3月5日 14:30`, `2026/3/5`. Without a zone, China's."""
    text = text.strip()
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        found = _CHINESE_DATE.search(text)
        if not found:
            return None
        try:
            moment = dt.datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
        except ValueError:
            return None
    try:
        return sensible(moment if moment.tzinfo else moment.replace(tzinfo=_CHINA))
    except OverflowError:
        return None


def sensible(moment: dt.datetime) -> dt.datetime | None:
    """Nothing was published on the web before there was one: a year of 1 or 1970 is a broken clock."""
    return moment.astimezone(dt.UTC) if 1990 < moment.year < 9999 else None
