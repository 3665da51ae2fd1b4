"""The matrix of accounts: who a channel is for, when it counts as silent or as nobody's, how healthy it is, when to remind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The codes by which the newsroom and the room of audiences name the publics; audiences is a higher room, so that the labels stand
# here once more.
SEGMENTS: dict[str, Promise] = {
    "pupils": _("pupils"),
    "teachers": _("teachers"),
    "officials": _("officials"),
    "entrepreneurs": _("entrepreneurs"),
    "early_career": _("early-career researchers"),
    "graduates": _("graduate students"),
    "journalists": _("journalists"),
    "farmers": _("farmers"),
    "general": _("everybody"),
    "abroad": _("readers abroad"),
}
# Without a post for so many days an account counts as silent.
IDLE_AFTER = 60
# An account that is new has so many days before its silence counts.
GRACE = 30
# Days before the end of credentials, a licence or a term on which its keepers are reminded; 0 is the day itself.
REMIND_BEFORE = (60, 30, 14, 7, 1, 0)
# A number of followers older than this is said to be old.
STALE_FOLLOWERS = 45


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an account on a day; days are None where nothing is known."""

    is_on: bool
    is_closed: bool
    trouble: str
    orphaned: str
    silent_days: int | None
    age_days: int
    secret_ends_in: int | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How an account stands: a code that stays, a kind of badge (go, wait, stop, info), and words."""

    code: str
    badge: str
    words: Promise


_HEALTH: dict[str, Health] = {
    "closed": Health("closed", "info", _("closed")),
    "off": Health("off", "info", _("switched off")),
    "trouble": Health("trouble", "stop", _("in trouble")),
    "expired": Health("expired", "stop", _("credentials expired")),
    "orphaned": Health("orphaned", "stop", _("nobody keeps it")),
    "silent": Health("silent", "wait", _("silent")),
    "expiring": Health("expiring", "wait", _("credentials end soon")),
    "new": Health("new", "info", _("no post yet")),
    "good": Health("good", "go", _("in order")),
}
HEALTH_CODES = tuple(_HEALTH)
HEALTHS = _HEALTH


def is_idle(silent_days: int | None, age_days: int, after: int = IDLE_AFTER) -> bool:
    """Whether an account counts as silent: no post for `after` days; one that never posted, once its grace is over as well."""
    if silent_days is None:
        return age_days >= after + GRACE
    return silent_days >= after


def health_of(standing: Standing) -> Health:
    """The gravest thing that is true of an account, so that one word says what to do first."""
    ends = standing.secret_ends_in
    signs = [
        ("closed", standing.is_closed),
        ("off", not standing.is_on),
        ("trouble", bool(standing.trouble)),
        ("expired", ends is not None and ends < 0),
        ("orphaned", bool(standing.orphaned)),
        ("silent", is_idle(standing.silent_days, standing.age_days)),
        ("expiring", ends is not None and ends <= REMIND_BEFORE[2]),
        ("new", standing.silent_days is None),
    ]
    return _HEALTH[next((code for code, holds in signs if holds), "good")]


# Why an account is nobody's.
NO_OWNER, LEFT, UNIT_CLOSED = "no_owner", "left", "unit_closed"
ORPHANS: dict[str, Promise] = {
    NO_OWNER: _("it has no owner"),
    LEFT: _("its owner holds no role any more"),
    UNIT_CLOSED: _("its unit is closed"),
}


def orphan_of(*, unit_active: bool, owner: int | None, deputy: int | None, current: frozenset[int]) -> str:
    """Why nobody keeps an account, or nothing. `current` are the people who hold a role somewhere today; a deputy in office is
    enough."""
    if not unit_active:
        return UNIT_CLOSED
    if {owner, deputy} & current:
        return ""
    return NO_OWNER if owner is None else LEFT


def reminder_due(ends_on: dt.date, today: dt.date) -> int | None:
    """Which reminder holds today: the smallest number of days before the end that has been reached; None while there is time,
    and once the end lies more than a week back. A job that did not run for a day loses no reminder."""
    left = (ends_on - today).days
    if left < -7:
        return None
    reached = [days for days in REMIND_BEFORE if left <= days]
    return min(reached) if reached else None


def segment_words(codes: list[str]) -> list[str]:
    """The labels of segments; a code without one stands for itself."""
    return [str(SEGMENTS.get(code, code)) for code in codes]
