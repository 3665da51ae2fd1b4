"""Sources of several kinds and classes with their histories, so that the health page shows how each state looks. All fictional.

Their servers stand under .example and are nowhere: the next fetch is a fortnight away, so that nobody outside is asked.
"""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.papers import holder
from scicomm.listening import actions
from scicomm.listening.models import Feed, FeedDay, SourceClass, SourceKind
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role

DAYS = 30
NEXT = dt.timedelta(days=14)

# Name, kind, class, address, folder, new items a day, pace in minutes, and what is odd about it.
SOURCES: tuple[tuple[str, str, str, str, str, float, float, str], ...] = (
    ("星河晚报 · 科学版", "sitemap", "news", "https://evening.demo.example/news-sitemap.xml", "新闻", 14, 15, ""),
    ("科学看台", "feed", "science", "https://stand.demo.example/feed.xml", "科学媒体", 5, 45, ""),
    ("Open Lab Notes", "feed", "blog", "https://notes.demo.example/atom.xml", "博客 / English", 0.6, 360, "lies"),
    (
        "#科普（示范实例）",
        "hashtag",
        "social",
        "https://fedi.demo.example/tags/%E7%A7%91%E6%99%AE",
        "社交平台",
        22,
        15,
        "",
    ),
    ("知问社区：科学话题", "api", "forum", "https://ask.demo.example/api/topics?tag=science", "论坛", 9, 30, "shaky"),
    ("省科技厅动态", "feed", "government", "https://kjt.demo.example/rss", "政府", 1.5, 180, "moved"),
    ("海岸大学新闻网", "feed", "institution", "https://coast.demo.example/news/rss", "高校", 2, 120, "failing"),
    ("旧版科学周刊", "feed", "science", "https://weekly-old.demo.example/rss", "科学媒体", 0, 360, "dead"),
    ("山城论坛 · 生态版", "feed", "forum", "https://forum.demo.example/eco/rss", "论坛", 0, 360, "stale"),
)
MAPPING = {"items": "data.topics[*]", "url": "https://ask.demo.example/t/{id}", "title": "title", "date": "created_at"}


def follow_some(calendar: Calendar) -> None:
    """Follow them as the top unit's officer would, and write down how they have fared; what stands there is left alone."""
    root = Unit.objects.get(depth=1)
    officer = holder(Role.COMMUNICATION_OFFICER, root)
    if Feed.objects.filter(unit=root, address=SOURCES[0][3]).exists():
        return
    days: list[FeedDay] = []
    for name, kind, who, address, folder, a_day, pace, oddity in SOURCES:
        feed = actions.add_feed(
            unit=root,
            name=name,
            address=address,
            kind=SourceKind(kind),
            source_class=SourceClass(who),
            labels=folder,
            mapping=MAPPING if kind == SourceKind.API else {},
            acting_user=officer,
        )
        mine = [_day(feed, calendar, back, a_day, pace, oddity) for back in range(DAYS, 0, -1)]
        days += mine
        seen, new = sum(day.seen for day in mine), sum(day.new for day in mine)
        values = {"items_seen": seen, "items_known": seen - new, "pace_minutes": pace, **_fared(calendar, pace, oddity)}
        Feed.objects.filter(pk=feed.pk).update(**values)
    FeedDay.objects.bulk_create(days)
    actions.set_own_outlets(["weibo.com/demo-academy", "video.demo.example"], acting_user=officer)


def _day(feed: Feed, calendar: Calendar, back: int, a_day: float, pace: float, oddity: str) -> FeedDay:
    """One day: quieter at the weekend, uneven, and the same each time the demonstration is built."""
    day = calendar.day - dt.timedelta(days=back)
    chance = zlib.crc32(f"{feed.address} {back}".encode()) % 1000 / 1000
    share = (0.5 if day.weekday() > 4 else 1.1) * (0.5 + chance)
    fetches = max(round(1440 / pace), 1)
    in_vain = fetches if oddity in {"dead", "failing"} and back < (25 if oddity == "dead" else 2) else 0
    new = 0 if in_vain else round(a_day * share + chance - 0.5) if a_day else 0
    return FeedDay(feed=feed, day=day, fetches=fetches, failures=in_vain, seen=max(new, 0) * 2 + 6, new=max(new, 0))


def _fared(calendar: Calendar, pace: float, oddity: str) -> dict[str, Any]:
    now = calendar.base
    day = dt.timedelta(days=1)
    values: dict[str, Any] = {
        "last_fetched_at": now - dt.timedelta(minutes=pace / 3),
        "last_new_at": now - dt.timedelta(minutes=pace),
        "next_fetch_at": now + NEXT,
    }
    more: dict[str, dict[str, Any]] = {
        "lies": {"marks_lie": True},
        "shaky": {"failures": 1, "last_status": 503, "last_error": "服务器答复 503。", "failing_since": now - day / 24},
        "moved": {"former_address": "http://kjt.demo.example/rss.xml", "moved_at": now - 12 * day},
        "failing": {
            "failures": 7,
            "last_error": "无法连接：服务器 30 秒内没有答复。",
            "failing_since": now - 2 * day,
            "last_new_at": now - 2 * day,
        },
        "dead": {
            "failures": 6,
            "last_status": 410,
            "last_error": "服务器答复 410。",
            "failing_since": now - 25 * day,
            "dead_since": now - 24 * day,
            "last_new_at": now - 40 * day,
        },
        "stale": {"last_new_at": now - 70 * day},
    }
    return values | more.get(oddity, {})
