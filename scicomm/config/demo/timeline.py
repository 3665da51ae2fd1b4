"""Events and how they are played in the order of time; what an event does stands with its noun.

Each event asks first whether it has happened, so that a run that was killed anywhere is taken up again and nothing happens
twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from django.test.utils import override_settings

from scicomm.config.demo.clock import as_of
from scicomm.core.models import FactRecord
from scicomm.core.progress import Progress
from scicomm.core.worker import Worker, house_language


@dataclass(frozen=True)
class Event:
    """Something that happens at a moment: `done` tells whether it has happened, `do` makes it happen, in one transaction."""

    at: dt.datetime
    words: str
    done: Callable[[], bool]
    do: Callable[[], object]
    mails: bool = False
    """Whether the mails of this event are kept: years of notices would bury the few that show something."""


def stated(name: str, subject: str) -> bool:
    """Whether the ledger holds such a fact about a thing."""
    return FactRecord.objects.filter(name=name, subject=subject).exists()


def play(events: Sequence[Event], bar: Progress) -> None:
    """Play the events in the order of time; what follows from each is delivered at its moment, before the next begins."""
    worker = Worker()
    # Python's sort is stable: events of one moment keep the order in which they were given.
    for event in bar.track(sorted(events, key=lambda event: event.at)):
        if event.done():
            continue
        bar.beat(event.words)
        with as_of(event.at), house_language(), nullcontext() if event.mails else without_mails():
            event.do()
            worker.drain()


@contextmanager
def without_mails() -> Iterator[None]:
    """Mails count as sent and are kept nowhere."""
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        yield


def settle(moment: dt.datetime) -> None:
    """Deliver what a killed run left behind."""
    with as_of(moment), without_mails():
        Worker().drain()


def all_of(*groups: Iterable[Event]) -> list[Event]:
    return [event for group in groups for event in group]
