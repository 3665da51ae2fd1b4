"""When to post on a channel, said from its own figures; the arithmetic stands in rules/timing.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from scicomm.channels.models import Channel
from scicomm.channels.queries.figures import reaches_of
from scicomm.channels.rules.timing import (
    BLOCK,
    LEAST_IN_CELL,
    LEAST_POSTS,
    Post,
    Slot,
    Timing,
    best_slots,
    holiday_days,
)
from scicomm.core.queries import calendar

# How far back the figures of a channel are taken: habits change, but a year holds every season.
BACK = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A time to post in words, with what it rests on; `too_few` says that nothing can be suggested yet, and why.

    `weekday` is 0 for Monday; None for public holidays, or where nothing is suggested. `lift` is over the channel's overall mean.
    """

    words: str
    weekday: int | None = None
    hour: int | None = None
    lift: float | None = None
    posts: int = 0
    too_few: bool = False


def timings_of(channels: Iterable[int], count: int, now: dt.datetime | None = None) -> dict[int, Timing]:
    """The best slots of each of some channels. Three queries, whatever their number."""
    moment, wanted = now or timezone.now(), list(channels)
    worked = calendar()
    free = holiday_days(worked.holidays, worked.working_weekends)
    posts: dict[int, list[Post]] = {pk: [] for pk in wanted}
    for pk, pairs in reaches_of(wanted, moment - BACK).items():
        for release, reach in pairs:
            if release.sent_at is not None:
                local = timezone.localtime(release.sent_at)
                posts[pk].append(Post(local, reach.value, is_holiday=local.date() in free))
    return {pk: best_slots(found, count) for pk, found in posts.items()}


def timing_of(channel: Channel, count: int, now: dt.datetime | None = None) -> Timing:
    """The best slots of a channel. Three queries."""
    return timings_of([channel.pk], count, now)[channel.pk]


def best_times(channel: Channel, n: int = 3, now: dt.datetime | None = None) -> list[Suggestion]:
    """The best `n` times to post on a channel, best first; one entry that says "too few posts" below the bound."""
    timing = timing_of(channel, n, now)
    if not timing.too_few and not timing.slots:
        said = _("%(count)s posts with figures, but at no time of the week %(least)s of them: nothing stands out yet.")
        return [Suggestion(said % {"count": timing.posts, "least": LEAST_IN_CELL}, posts=timing.posts, too_few=True)]
    if timing.too_few:
        said = _("Too few posts with figures: %(count)s of at least %(least)s. Nothing can be suggested yet.")
        return [Suggestion(said % {"count": timing.posts, "least": LEAST_POSTS}, posts=timing.posts, too_few=True)]
    return [_suggestion(slot) for slot in timing.slots]


def _suggestion(slot: Slot) -> Suggestion:
    day = _("Public holidays") if slot.weekday is None else str(WEEKDAYS[slot.weekday])
    values = {
        "day": day,
        "begin": f"{slot.hour:02d}:00",
        "end": f"{slot.hour + BLOCK:02d}:00",
        "count": slot.posts,
        "percent": number_format(abs(slot.lift - 1) * 100, decimal_pos=0),
    }
    if slot.lift >= 1:
        words = _("%(day)s, %(begin)s to %(end)s: about %(percent)s%% above this channel's mean (%(count)s posts)")
    else:
        words = _("%(day)s, %(begin)s to %(end)s: about %(percent)s%% below this channel's mean (%(count)s posts)")
    return Suggestion(words % values, slot.weekday, slot.hour, slot.lift, slot.posts)


def suggested_times(channels: Iterable[Channel], now: dt.datetime) -> list[tuple[Channel, dt.datetime]]:
    """The next good moment of each of some channels, those left out whose figures say too little. Three queries."""
    rows = list(channels)
    timings = timings_of([row.pk for row in rows], 3, now)
    found = [(row, _next_moment(timings[row.pk], now)) for row in rows]
    return [(row, moment) for row, moment in found if moment is not None]


def suggested_time(channel: Channel, now: dt.datetime) -> dt.datetime | None:
    """The next moment in the best slot of a channel, in the house's time; None where its figures say too little."""
    return _next_moment(timing_of(channel, 3, now), now)


def _next_moment(timing: Timing, now: dt.datetime) -> dt.datetime | None:
    """A slot of public holidays is no plan for a story and is passed over."""
    best = next((slot for slot in timing.slots if slot.weekday is not None), None)
    if best is None or best.weekday is None:
        return None
    local = timezone.localtime(now)
    at = local.replace(hour=best.hour, minute=0, second=0, microsecond=0)
    at += dt.timedelta(days=(best.weekday - local.weekday()) % 7)
    return at if at > local else at + dt.timedelta(days=7)
