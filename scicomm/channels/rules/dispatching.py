"""How often something is tried, how long it waits, when an account is left in peace: numbers and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib

MOST_TRIES = 10
# A sending with nine pictures may take minutes; what is not written down after this long is taken to have died.
LEASE = dt.timedelta(minutes=15)
# What was just taken may need a moment until it stands where `find` looks.
FIND_AFTER = dt.timedelta(minutes=1)
NOT_PUBLIC_WAIT = dt.timedelta(hours=1)
# So many failures in a row, and the account has a pause; then one release tries it.
BREAK_AFTER = 5
MOST_POLLS = 90
_LOOKS = (30, 120, 600, 3600, 6 * 3600)


def back_off(tries: int) -> dt.timedelta:
    """The wait after that many tries that failed: half a minute, doubling, six hours at most (ten tries span half a day)."""
    return dt.timedelta(seconds=min(30 * 2 ** max(tries - 1, 0), 6 * 3600))


def pause_after(failures: int) -> dt.timedelta | None:
    """How long an account is left in peace after so many failures in a row: five minutes, doubling, two hours at most."""
    if failures < BREAK_AFTER:
        return None
    return dt.timedelta(seconds=min(300 * 2 ** (failures - BREAK_AFTER), 7200))


def poll_wait(asks: int, asked_for: int | None) -> dt.timedelta:
    """When to ask after something accepted again: as the platform said, else a minute, growing to an hour."""
    return dt.timedelta(seconds=asked_for if asked_for is not None else min(60 * 2 ** min(asks, 6), 3600))


def look_wait(looks: int) -> dt.timedelta | None:
    """When to look from outside for the next time; None when it was looked for long enough."""
    return dt.timedelta(seconds=_LOOKS[looks]) if looks < len(_LOOKS) else None


def sending_key(site: str, release_id: int, round_: int, digest: str) -> str:
    """Names a sending: the same for each try of the same text, another for another text or another round (32 hex digits)."""
    return hashlib.sha256(f"{site} {release_id} {round_} {digest}".encode()).hexdigest()[:32]


def is_circle(followed: int, after: int, waits: dict[int, int | None]) -> bool:
    """Whether `followed` would wait for itself if it waited for `after`. `waits`: what each release waits for."""
    seen: set[int] = set()
    step: int | None = after
    while step is not None and step not in seen:
        if step == followed:
            return True
        seen.add(step)
        step = waits.get(step)
    return False
