"""What the public says of the demonstration academy: feeds with their mentions, watches with their alerts, two rumours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.timeline import Event
from scicomm.listening.actions import add_feed, create_watch, mark_alert_seen, store_items
from scicomm.listening.models import Alert, Feed, Mention, Watch
from scicomm.listening.rules.addresses import url_hash
from scicomm.listening.rules.parsing import Item, parse_feed
from scicomm.organisation.models import Unit, User
from scicomm.responses.actions import close_case, open_case_from_mention
from scicomm.responses.models import Case

# The house finds an item so long after it was published; its owner reads an alert some days later.
FOUND_AFTER = dt.timedelta(minutes=40)
READ_BEFORE = dt.timedelta(days=4)


def _file_name(path: Path) -> str:
    return f"{path.parent.name.replace('_', '-')}.xml"


def _feed(path: Path) -> Feed:
    return Feed.objects.get(file_name=_file_name(path))


@transaction.atomic
def _add_feed(path: Path) -> None:
    """The file is kept whole and marked as read, because its items come in one by one at their own times."""
    content = path.read_bytes()
    name = parse_feed(content).title or path.parent.name
    root = Unit.objects.get(depth=1)
    store_items(add_feed(unit=root, name=name, acting_user=None, file_name=_file_name(path), content=content), [])


def _watch(row: dict[str, Any]) -> None:
    create_watch(
        unit=Unit.objects.get(slug=row["unit"]),
        name=row["name"],
        acting_user=User.objects.get(username=row["owner"]),
        any_words=row["any_words"],
        none_words=row["none_words"],
    )


def listening_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """The feeds, and the watches of those who listen."""
    for path in data.feeds:
        known = Feed.objects.filter(file_name=_file_name(path))
        yield Event(
            calendar.foundation + dt.timedelta(hours=2), path.parent.name, known.exists, partial(_add_feed, path)
        )
    for row in data.watches:
        watch = Watch.objects.filter(owner__username=row["owner"], name=row["name"])
        yield Event(calendar.waking(calendar.back(row["days_ago"])), row["name"], watch.exists, partial(_watch, row))


def published_at(item: Item, calendar: Calendar) -> dt.datetime:
    """When an item of the data was published, seen from the demonstration's day."""
    days = calendar.days_since(item.published_at) if item.published_at else 1.0
    return calendar.waking(calendar.back(days))


def _store(path: Path, item: Item, at: dt.datetime) -> None:
    store_items(_feed(path), [replace(item, published_at=at)])


def mention_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Every item of the feeds at its time, what became of two rumours, and alerts that were read."""
    moments = {}
    for path in data.feeds:
        for item in parse_feed(path.read_bytes()).items:
            at = moments[item.url] = published_at(item, calendar)
            known = Mention.objects.filter(url_hash=url_hash(item.url))
            yield Event(at + FOUND_AFTER, item.title, known.exists, partial(_store, path, item, at))
    for row in data.public["rumours"]:
        if row["url"] in moments:
            case = Case.objects.filter(mention__url_hash=url_hash(row["url"]))
            at = moments[row["url"]] + dt.timedelta(hours=3)
            yield Event(at, row["url"], case.exists, partial(_look_into, row))
    before = calendar.base - READ_BEFORE
    unread = Alert.objects.filter(seen_at__isnull=True, raised_at__lt=before)
    yield Event(before + dt.timedelta(hours=12), "", lambda: not unread.all().exists(), partial(_read_alerts, before))


@transaction.atomic
def _look_into(row: dict[str, Any]) -> None:
    officer = User.objects.get(username=row["officer"])
    case = open_case_from_mention(Mention.objects.get(url_hash=url_hash(row["url"])), acting_user=officer)
    close_case(case, reason=row["reason"], acting_user=officer)


@transaction.atomic
def _read_alerts(before: dt.datetime) -> None:
    for alert in Alert.objects.filter(seen_at__isnull=True, raised_at__lt=before).select_related("watch__owner"):
        mark_alert_seen(alert, acting_user=alert.watch.owner)
