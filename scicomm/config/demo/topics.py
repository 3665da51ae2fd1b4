"""The demonstration's hot topics: what was said outside, grouped by the real stage; one bursts, two were joined. Fictional."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import yaml
from django.utils import timezone

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import FOLDER
from scicomm.config.demo.papers import holder
from scicomm.listening.actions import add_feed, join_topics, note_bursts, store_items
from scicomm.listening.models import HotTopic, Mention, SourceClass
from scicomm.listening.rules.parsing import Item
from scicomm.listening.tasks import grouper
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role

FEED = "talk.xml"
JOINED = ("蓝藻", "lgal bloom")
"""Words in the titles of two topics that the response officer saw to be one."""


@cache
def _rows() -> list[dict[str, Any]]:
    return list(yaml.safe_load((FOLDER / "talk.yaml").read_text(encoding="utf-8")))


def hold_talk(calendar: Calendar) -> None:
    """Store what was said, read and group it, and let the bursts of the last day be noticed."""
    if HotTopic.objects.filter(count__gt=1).exists():
        return
    _store(calendar)
    while grouper().run(60)[1]:
        pass
    grouper().keep()
    for hours in (3, 2, 1, 0):
        note_bursts(now=calendar.base - dt.timedelta(hours=hours))
    _join()


def _store(calendar: Calendar) -> None:
    root = Unit.objects.get(depth=1)
    feed = add_feed(
        unit=root, name="外面的议论（虚构）", acting_user=None, file_name=FEED, content=b"<rss version='2.0'/>"
    )
    for number, row in enumerate(sorted(_rows(), key=lambda row: -float(row["ago"]))):
        at = calendar.base - dt.timedelta(hours=float(row["ago"]))
        first = _mention(feed, row["at"], f"{number}", row, at)
        for copy, outlet in enumerate(row.get("copies", ()), start=1):
            again = _mention(feed, outlet, f"{number}-{copy}", row, at + dt.timedelta(minutes=4 * copy))
            Mention.objects.filter(pk=again.pk).update(original=first, source_class=SourceClass.NEWS)
    # What reading says of an item; here all is said above.
    Mention.objects.filter(read_at__isnull=True).update(read_at=timezone.now())


def _mention(feed: Any, outlet: str, name: str, row: dict[str, Any], at: dt.datetime) -> Mention:
    url = f"https://{outlet}/talk/{name}"
    language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in row["title"][:4]) else "en"
    store_items(feed, [Item(row["title"], url, at, row["text"], "", language, row["text"])])
    mention = Mention.objects.get(url=url)
    Mention.objects.filter(pk=mention.pk).update(source_class=row["class"])
    return mention


def _join() -> None:
    """The response officer sees that the Chinese and the English talk are of one lake."""
    officer = holder(Role.RESPONSE_OFFICER, Unit.objects.get(depth=1))
    found = [HotTopic.objects.filter(title__contains=word, count__gt=1).first() for word in JOINED]
    if found[0] and found[1] and found[0] != found[1]:
        join_topics(found[0], found[1], acting_user=officer)
