"""Pure decisions about embargoes: what may follow on what, when to remind, when a lifting was late."""

from __future__ import annotations

import datetime as dt

# Editors are reminded this long before an embargo lifts, once.
REMIND_BEFORE = dt.timedelta(hours=4)
# The job that lifts runs every few seconds; what took longer than this is said to have been late.
LATE_AFTER = dt.timedelta(seconds=60)


def held_until(embargo_until: dt.datetime | None, release_at: dt.datetime | None) -> dt.datetime | None:
    """The moment a reviewed story waits for: the later of embargo and planned release; None where it waits for nothing."""
    return max(filter(None, (embargo_until, release_at)), default=None)


def seconds_late(until: dt.datetime, now: dt.datetime) -> int:
    """By how much a lifting came too late; 0 where it came in time."""
    late = now - until
    return int(late.total_seconds()) if late > LATE_AFTER else 0


def follows_journal(source: str, until: dt.datetime, journal_until: dt.datetime) -> bool:
    """Whether the journal's moment takes the place of the present one: always of its own, and of an earlier one of anybody's.

    A later promise that a unit or a person made stands beside what the journal asks.
    """
    return source == "journal" or until < journal_until


def shortens(old: dt.datetime | None, new: dt.datetime | None) -> bool:
    """Whether a move lets the story out earlier than was promised."""
    return old is not None and (new is None or new < old)
