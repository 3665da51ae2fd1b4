"""The demonstration's media matrix: its accounts, what went out on them, an inspection, findings."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.enums import FigureSource, ReleaseState
from scicomm.channels.models import Channel, Release, ReleaseFigure
from scicomm.config.demo.accounts import ACCOUNTS, IDLE, chance, enter_followers, keep_outlet, register
from scicomm.config.demo.clock import Calendar, as_of, by_day
from scicomm.config.demo.organisation import ADMIN
from scicomm.config.demo.patrols import inspect, patrol
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit, User


def keep_matrix(calendar: Calendar) -> None:
    """Register the accounts as of a year ago and let what follows happen; nothing where it was done before."""
    if Channel.objects.filter(name_zh=ACCOUNTS[0][3]).exists():
        return
    user = User.objects.get(username=ADMIN)
    begin = calendar.base - dt.timedelta(days=420)
    units = {unit.slug: unit for unit in Unit.objects.all()}
    with as_of(begin):
        made = {row[1] + row[3]: register(units[row[0]], row, user) for row in ACCOUNTS if row[0] in units}
    for row in ACCOUNTS:
        if row[1] + row[3] in made:
            channel = made[row[1] + row[3]]
            enter_followers(channel, row[6], calendar, user)
            keep_outlet(channel, row[3], calendar, user)
    channels = list(made.values())
    _releases(channels, calendar)
    inspect(channels, calendar, user)
    patrol(made, calendar, user)
    with as_of(calendar.base):
        actions.look_over(calendar.day)


def _releases(channels: list[Channel], calendar: Calendar) -> None:
    """What went out on the accounts, as the dispatcher would have kept it, with numbers of the platforms."""
    dossiers = list(Dossier.objects.public().filter(published_at__lt=calendar.base).select_related("unit"))
    idle = set(IDLE)
    wanted = []
    for channel in channels:
        if channel.name_zh in idle or not channel.takes_all:
            continue
        for dossier in dossiers:
            if dossier.language == channel.language and dossier.unit.path.startswith(channel.unit.path):
                wanted.append(_release(channel, dossier, calendar.base))
    made = Release.objects.bulk_create(wanted, ignore_conflicts=True)
    rows = Release.objects.filter(channel__in=channels).select_related("channel") if made else []
    ReleaseFigure.objects.bulk_create([figure for row in rows for figure in _figures(row, calendar)])


def _release(channel: Channel, dossier: Dossier, base: dt.datetime) -> Release:
    hours = 0.2 + 30 * chance(channel.handle, dossier.pk)
    # People post, and people sleep.
    at = min(by_day((dossier.published_at or base) + dt.timedelta(hours=hours)), base - dt.timedelta(hours=3))
    return Release(
        channel=channel,
        dossier=dossier,
        state=ReleaseState.VISIBLE,
        sent_at=at,
        outside_id=f"demo-{channel.pk}-{dossier.pk}",
        url=f"{channel.url}{dossier.pk}",
        attempts=1,
    )


def _figures(row: Release, calendar: Calendar) -> list[ReleaseFigure]:
    sent = row.sent_at or calendar.base
    usual = max(row.channel.followers or 1000, 200) * 0.06
    evening = 1.35 if 18 <= timezone.localtime(sent).hour <= 21 else 1.0
    reads = int(usual * evening * (0.4 + 1.4 * chance(row.channel.handle, row.dossier_id, "reads")))
    at = min(sent + dt.timedelta(days=7), calendar.base)
    shares = 0.004 + 0.01 * chance(row.pk, "shares")
    values = {"reads": reads, "likes": int(reads * shares * 3), "shares": int(reads * shares)}
    return [
        ReleaseFigure(release=row, metric=metric, value=value, at=at, source=FigureSource.PLATFORM)
        for metric, value in values.items()
    ]
