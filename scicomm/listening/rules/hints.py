"""What a server and a feed say of how often to come: Cache-Control, RSS ttl, skipHours, skipDays, the syndication module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

HEAD_BYTES = 20_000
_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.I)
_TTL = re.compile(rb"<ttl>\s*(\d{1,7})\s*</ttl>", re.I)
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.I | re.S)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.I)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,1000}?)</skipDays>", re.I | re.S)
_DAY = re.compile(rb"<day>\s*(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\s*</day>", re.I)
_PERIOD = re.compile(rb"<\w+:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</", re.I)
_FREQUENCY = re.compile(rb"<\w+:updateFrequency>\s*(\d{1,4})\s*</", re.I)
_PERIODS = {b"hourly": 60, b"daily": 1440, b"weekly": 10080, b"monthly": 43200, b"yearly": 525600}


@dataclass(frozen=True)
class Hints:
    """Minutes to leave between two fetches (None: nothing said), and the hours (GMT) and days to stay away in."""

    minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()


def hints_of(content: bytes, headers: Mapping[str, str]) -> Hints:
    """The wishes found in the head of a feed and in the server's headers (names in lower case). The longest counts."""
    head = content[:HEAD_BYTES]
    hours = frozenset(int(hour) % 24 for block in _SKIP_HOURS.findall(head) for hour in _HOUR.findall(block))
    days = frozenset(day.decode().capitalize() for block in _SKIP_DAYS.findall(head) for day in _DAY.findall(block))
    minutes = max(_age(headers.get("cache-control", "")), _ttl(head), _period(head))
    return Hints(minutes or None, hours, days)


def _age(header: str) -> int:
    found = _AGE.search(header)
    return int(found.group(1)) // 60 if found else 0


def _ttl(head: bytes) -> int:
    found = _TTL.search(head)
    return int(found.group(1)) if found else 0


def _period(head: bytes) -> int:
    found = _PERIOD.search(head)
    if not found:
        return 0
    times = _FREQUENCY.search(head)
    return _PERIODS[found.group(1).lower()] // max(int(times.group(1)) if times else 1, 1)
