"""The matrix of accounts read: every account with its figures and its health, whatever their number in a few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise

from scicomm.channels.enums import BUILT_IN, ReleaseState
from scicomm.channels.models import Channel, FollowerCount, Release
from scicomm.channels.rules import matrix as rules
from scicomm.channels.rules.matrix import Health, Standing, health_of, segment_words
from scicomm.organisation.models import Unit

OUT = (ReleaseState.SENT, ReleaseState.VISIBLE)
A_MONTH = dt.timedelta(days=30)
SORTS = {
    "unit": ("unit__path", "kind", "pk"),
    "name": ("name_zh", "name_en", "handle", "pk"),
    "followers": (F("followers").desc(nulls_last=True), "pk"),
    "grown": (F("grown").desc(nulls_last=True), "pk"),
    "posts": (F("posts").desc(), "pk"),
    "last": (F("last_sent").desc(nulls_last=True), "pk"),
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An account of the matrix with what the overview says of it. `grown` is the change of followers in about 30 days."""

    channel: Channel
    posts: int
    last_post: dt.date | None
    silent_days: int | None
    grown: int | None
    health: Health
    orphan_words: Promise | str
    followers_are_old: bool

    @property
    def followers(self) -> str:
        """The number of followers for people; a dash where none is known."""
        return "—" if self.channel.followers is None else f"{self.channel.followers:,}"

    @property
    def change(self) -> str:
        return "—" if self.grown is None else f"{self.grown:+,}"

    @property
    def audience(self) -> str:
        return "、".join(segment_words(self.channel.segments))


def last_posts(channels: Iterable[int]) -> dict[int, dt.date]:
    """The day of the last release of each channel that had one. One query."""
    rows = (
        Release.objects.filter(channel__in=list(channels), state__in=OUT)
        .values("channel")
        .annotate(last=Max("sent_at"))
    )
    return {row["channel"]: timezone.localdate(row["last"]) for row in rows if row["last"]}


def with_figures(rows: QuerySet[Channel], now: dt.datetime) -> QuerySet[Any]:
    """Channels with `posts` (30 days), `last_sent` and `grown`."""
    releases = Release.objects.filter(channel=OuterRef("pk"), state__in=OUT).order_by().values("channel")
    month = releases.filter(sent_at__gte=now - A_MONTH).annotate(number=Count("pk")).values("number")
    last = releases.annotate(last=Max("sent_at")).values("last")
    day = timezone.localdate(now)
    before = FollowerCount.objects.filter(
        channel=OuterRef("pk"), day__lte=day - A_MONTH, day__gte=day - 3 * A_MONTH
    ).order_by("-day")
    return rows.annotate(
        posts=Coalesce(Subquery(month, output_field=IntegerField()), Value(0)),
        last_sent=Subquery(last),
        grown=F("followers") - Subquery(before.values("value")[:1], output_field=IntegerField()),
    )


def filtered(rows: QuerySet[Channel], wanted: Mapping[str, str], now: dt.datetime) -> QuerySet[Channel]:
    """Channels narrowed by unit (with those below), kind, language, state, words. What is not known narrows nothing."""
    if wanted.get("all") != "1":
        rows = rows.exclude(kind__in=BUILT_IN)
    unit = Unit.objects.filter(slug=wanted.get("unit", "")).first() if wanted.get("unit") else None
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    for name in ("kind", "language"):
        if wanted.get(name):
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("q"):
        words = wanted["q"][:100]
        rows = rows.filter(
            Q(name_zh__icontains=words)
            | Q(name_en__icontains=words)
            | Q(handle__icontains=words)
            | Q(unit__name_zh__icontains=words)
            | Q(unit__name_en__icontains=words)
        )
    return rows.filter(_state(wanted.get("state", ""), now))


def _state(name: str, now: dt.datetime) -> Q:
    """Conditions for the states one can ask for; what is closed is only shown when asked for."""
    soon = now + dt.timedelta(days=rules.REMIND_BEFORE[2])
    found: dict[str, Q] = {
        "idle": Q(idle_since__isnull=False),
        "orphaned": ~Q(orphaned=""),
        "trouble": ~Q(trouble=""),
        "expiring": Q(secret__expires_at__lte=soon),
        "off": Q(is_on=False),
    }
    if name == "closed":
        return Q(closed_at__isnull=False)
    return Q(closed_at=None) & found.get(name, Q())


def matrix_channels(
    rows: QuerySet[Channel], wanted: Mapping[str, str], now: dt.datetime | None = None
) -> QuerySet[Any]:
    """The channels of the overview, filtered and sorted (`-name` turns an order round)."""
    moment = now or timezone.now()
    found = with_figures(filtered(rows, wanted, moment), moment).select_related("unit", "owner", "deputy", "secret")
    name = wanted.get("sort", "unit")
    order = SORTS.get(name.removeprefix("-"), SORTS["unit"])
    found = found.order_by(*order)
    return found.reverse() if name.startswith("-") else found


def matrix_row(channel: Any, today: dt.date) -> MatrixRow:
    """What the overview says of a channel of `matrix_channels`; no query."""
    sent = timezone.localdate(channel.last_sent) if channel.last_sent else None
    last = max(filter(None, [sent, channel.last_post_on]), default=None)
    silent = (today - last).days if last else None
    secret = getattr(channel, "secret", None)
    ends = (timezone.localdate(secret.expires_at) - today).days if secret and secret.expires_at else None
    standing = Standing(
        is_on=channel.is_on,
        is_closed=channel.closed_at is not None,
        trouble=channel.trouble,
        orphaned=channel.orphaned,
        silent_days=silent,
        age_days=(today - timezone.localdate(channel.created_at)).days,
        secret_ends_in=ends,
    )
    old = channel.followers_on is not None and (today - channel.followers_on).days > rules.STALE_FOLLOWERS
    return MatrixRow(
        channel=channel,
        posts=channel.posts,
        last_post=last,
        silent_days=silent,
        grown=channel.grown,
        health=health_of(standing),
        orphan_words=rules.ORPHANS.get(channel.orphaned, ""),
        followers_are_old=old,
    )


@dataclass(frozen=True, slots=True)
class MatrixSums:
    """What stands above the overview."""

    accounts: int
    units: int
    followers: int
    counted: int
    idle: int
    orphaned: int
    trouble: int


def matrix_sums(rows: QuerySet[Channel]) -> MatrixSums:
    """Sums over channels. Followers of different platforms may be the same people; the page says so. One query."""
    known = rows.order_by()
    found = known.aggregate(
        accounts=Count("pk"),
        units=Count("unit", distinct=True),
        counted=Count("followers"),
        followers=Sum("followers"),
        idle=Count("pk", filter=Q(idle_since__isnull=False)),
        orphaned=Count("pk", filter=~Q(orphaned="")),
        trouble=Count("pk", filter=~Q(trouble="")),
    )
    return MatrixSums(**{**found, "followers": found["followers"] or 0})


def by_kind(rows: QuerySet[Channel]) -> list[tuple[str, int]]:
    """How many accounts there are of each kind, most first. One query."""
    found = rows.order_by().values("kind").annotate(number=Count("pk")).order_by("-number", "kind")
    return [(row["kind"], row["number"]) for row in found]


def followers_over_time(channel: Channel, since: dt.date) -> list[FollowerCount]:
    """The numbers of followers of an account from a day on, oldest first."""
    return list(FollowerCount.objects.filter(channel=channel, day__gte=since).order_by("day"))


def account_row(channel: Channel, now: dt.datetime | None = None) -> MatrixRow:
    """One account as the overview has it."""
    moment = now or timezone.now()
    rows = with_figures(Channel.objects.filter(pk=channel.pk), moment)
    found = rows.select_related("unit", "owner", "deputy", "secret").get()
    return matrix_row(found, timezone.localdate(moment))
