"""What the desk's home shows beside what waits: what goes out today, what is said outside, one's stories, the week's numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.channels.models import OUT, Release, ReleaseState
from scicomm.channels.permissions import releases_for
from scicomm.core.models import FactRecord
from scicomm.desk.queries.threads import thread_strip, threads_of
from scicomm.desk.rules.thread import Cell
from scicomm.facts.base import ref
from scicomm.listening.permissions import mentions_for
from scicomm.newsroom.models import Dossier
from scicomm.newsroom.permissions import dossiers_for
from scicomm.newsroom.queries import stories_of
from scicomm.organisation.permissions import OVERSEERS, units_under

SHOWN_STRIPS = 3
SHOWN_OUTSIDE = 4
LISTENED_DAYS = 7
RELEASES_READ = 60


@dataclass(frozen=True, slots=True)
class Going:
    """One line of what goes out: when, what, what became of it. `state` is done, failed or held."""

    at: dt.datetime
    title: str
    note: str
    url: str
    state: str


def _day(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return start, start + dt.timedelta(days=1)


def going_out(user: Any, day: dt.date) -> list[Going]:
    """Releases of a day (one line a story), those that failed, and embargoes that lift on it, by time. Two queries."""
    start, end = _day(day)
    seen = Q(pk__in=releases_for(user).values("pk")) | Q(dossier__in=dossiers_for(user).values("pk"))
    moment = Q(state__in=OUT, sent_at__gte=start, sent_at__lt=end) | Q(
        state__in=[ReleaseState.FAILED, ReleaseState.REFUSED], changed_at__gte=start, changed_at__lt=end
    )
    rows = Release.objects.filter(seen & moment).select_related("dossier__story", "channel__unit")
    grouped: dict[tuple[int, str], list[Release]] = {}
    for release in rows.order_by(F("sent_at").asc(nulls_last=True), "pk")[:RELEASES_READ]:
        grouped.setdefault((release.dossier_id, "out" if release.is_out else release.state), []).append(release)
    lines = [_going(releases) for releases in grouped.values()]
    held = dossiers_for(user).filter(state="held", embargo_until__gte=start, embargo_until__lt=end)
    lines += [
        Going(
            dossier.embargo_until, dossier.story.draft_title, _("under embargo until then"),
            reverse("newsroom_story", args=[dossier.story_id]), "held",
        )
        for dossier in held.select_related("story")
        if dossier.embargo_until
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.at)


def _going(releases: Sequence[Release]) -> Going:
    first = releases[0]
    count = len(releases)
    if first.state in {ReleaseState.FAILED, ReleaseState.REFUSED}:
        note = _("Failed on %(channel)s: %(error)s") % {"channel": first.channel.name, "error": first.error[:120]}
        return Going(
            first.changed_at, first.dossier.story.title, note, reverse("desk_thread", args=[_story(first)]), "failed"
        )
    note = ngettext("on %(count)d channel", "on %(count)d channels", count) % {"count": count}
    when = first.sent_at or first.changed_at
    return Going(when, first.dossier.story.title, note, reverse("desk_thread", args=[_story(first)]), "done")


def _story(release: Release) -> str:
    return ref("newsroom", "story", release.dossier.story_id)


@dataclass(frozen=True, slots=True)
class Outside:
    """What is said of one of our things: mentions by day over a week, oldest first."""

    title: str
    url: str
    days: tuple[int, ...]

    @property
    def count(self) -> int:
        return sum(self.days)


def said_outside(user: Any, today: dt.date) -> tuple[list[Outside], int]:
    """What the last seven days said of us, the most spoken of first, and how many mentions are linked to nothing. One query."""
    start, _end = _day(today - dt.timedelta(days=LISTENED_DAYS - 1))
    rows = (
        mentions_for(user)
        .annotate(at=Coalesce("published_at", "found_at"))
        .filter(at__gte=start)
        .values_list(
            "pk", "at", "dossier__story_id", "dossier__story__title", "article_id", "article__title_zh", "article__title_en"
        )
        .distinct()
        .order_by()
    )  # fmt: skip
    days: dict[str, list[int]] = {}
    titles: dict[str, str] = {}
    unlinked = 0
    for _pk, at, story_id, story, article_id, zh, en in rows:
        if story_id is None and article_id is None:
            unlinked += 1
            continue
        key = ref("newsroom", "story", story_id) if story_id else ref("journals", "article", article_id)
        titles[key] = story or zh or en
        place = (timezone.localtime(at).date() - start.date()).days
        days.setdefault(key, [0] * LISTENED_DAYS)[min(max(place, 0), LISTENED_DAYS - 1)] += 1
    found = [Outside(titles[key], reverse("desk_thread", args=[key]), tuple(counts)) for key, counts in days.items()]
    return sorted(found, key=lambda one: -one.count)[:SHOWN_OUTSIDE], unlinked


@dataclass(frozen=True, slots=True)
class Strip:
    """A story with the strip of its thread."""

    title: str
    url: str
    cells: tuple[Cell, ...]


def strips_of(user: Any) -> tuple[list[Strip], bool]:
    """The threads of the user's own latest stories; of those of the user's units where the user writes none. The second value
    says which: True for one's own."""
    own = [dossier.story_id for dossier in stories_of(user)[:SHOWN_STRIPS]]
    if not own:
        others = Dossier.objects.public().filter(unit__in=units_under(user, OVERSEERS)).order_by("-published_at")
        stories = list(others.values_list("story_id", flat=True)[: SHOWN_STRIPS - 1])
    else:
        stories = own
    threads = threads_of([ref("newsroom", "story", pk) for pk in stories], user=user)
    return [
        Strip(thread.title, url, thread_strip(thread, thread_url=url))
        for reference, thread in threads.items()
        for url in [reverse("desk_thread", args=[reference])]
    ], bool(own)


WEEKLY = ("newsroom.lead_reported", "newsroom.lead_mined", "newsroom.story_published", "channels.release_delivered",
          "listening.mention_found", "responses.answer_published")  # fmt: skip


def week_of(user: Any, today: dt.date) -> list[dict[str, Any]]:
    """How many leads, stories, mentions and answers the user's units had this week, and last week: rows for stat_row.html. One
    query."""
    monday = today - dt.timedelta(days=today.weekday())
    start, middle = _day(monday - dt.timedelta(days=7))[0], _day(monday)[0]
    rows = (
        FactRecord.objects.filter(
            name__in=WEEKLY, occurred_at__gte=start, unit_id__in=units_under(user, OVERSEERS).values("pk")
        )
        .order_by()
        .values("name")
        .annotate(
            now=Count("pk", filter=Q(occurred_at__gte=middle)), before=Count("pk", filter=Q(occurred_at__lt=middle))
        )
    )
    found = {row["name"]: (row["now"], row["before"]) for row in rows}

    def stat(label: str, *names: str) -> dict[str, Any]:
        now, before = (sum(found.get(name, (0, 0))[which] for name in names) for which in (0, 1))
        return {"value": str(now), "label": label, "note": _("last week %(count)s") % {"count": before}}

    return [
        stat(_("leads"), "newsroom.lead_reported", "newsroom.lead_mined"),
        stat(_("stories published"), "newsroom.story_published"),
        stat(_("releases"), "channels.release_delivered"),
        stat(_("mentions"), "listening.mention_found"),
        stat(_("answers"), "responses.answer_published"),
    ]


def day_in_words(day: dt.date) -> str:
    """The day as a heading: month, day and weekday."""
    return _("%(day)s, %(weekday)s") % {
        "day": date_format(day, "MONTH_DAY_FORMAT"),
        "weekday": date_format(day, "l"),
    }
