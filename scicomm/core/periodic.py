"""Periodic jobs: code registers what runs how often; a row remembers when, so that two workers never run one twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Job = Callable[[], object]
J = TypeVar("J", bound=Job)


@dataclass(frozen=True)
class Registered:
    """A job, its name (`room.function`) and the time between two runs."""

    name: str
    job: Job
    interval: dt.timedelta


class Again:
    """What a job returns whose time is up while work is left: it is due again at once, behind all that were due before it."""


AGAIN = Again()
JOBS: dict[str, Registered] = {}


def every(*, seconds: float = 0, minutes: float = 0, hours: float = 0) -> Callable[[J], J]:
    """Run a function again and again: `@every(minutes=5)`. It must be idempotent: a killed run is repeated."""
    interval = dt.timedelta(seconds=seconds, minutes=minutes, hours=hours)

    def register(job: J) -> J:
        name = f"{job.__module__.split('.')[1]}.{job.__name__}"
        JOBS[name] = Registered(name, job, interval)
        return job

    return register
