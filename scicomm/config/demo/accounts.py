"""The demonstration's accounts on platforms: whose they are, their licences, a year of followers.

All of them are fictional: they exist nowhere, and no credentials are kept, so that nothing is ever sent or asked.
"""

from __future__ import annotations

import datetime as dt
import math
import zlib

from scicomm.channels import actions
from scicomm.channels.enums import ChannelKind
from scicomm.channels.models import Channel
from scicomm.channels.permissions import keepers_of
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.config.demo.clock import Calendar, as_of
from scicomm.organisation.models import Unit, User

# Unit, kind, language, Chinese name, English name, what it is (outlets), followers today in thousands, whom it is for.
Row = tuple[str, str, str, str, str, str, float, tuple[str, ...]]
ACCOUNTS: tuple[Row, ...] = (
    ("academy", "wechat", "zh-hans", "示范科学院之声", "Voice of the Academy", "", 486.0, ("general",)),
    ("academy", "weibo", "zh-hans", "示范科学院", "Demonstration Academy", "", 912.0, ("general", "pupils")),
    ("academy", "mastodon", "en", "示范科学院（英文）", "Demonstration Academy", "", 8.4, ("abroad", "journalists")),
    ("academy", "bluesky", "en", "示范科学院（英文）", "Demonstration Academy", "", 5.1, ("abroad",)),
    ("academy", "telegram", "en", "示范科学院快讯", "Academy in Brief", "", 2.2, ("abroad", "journalists")),
    (
        "academy",
        "other",
        "zh-hans",
        "示范科学报",
        "Demonstration Science Daily",
        "newspaper",
        60.0,
        ("general", "officials"),
    ),
    ("academy", "other", "zh-hans", "示范科学出版社", "Demonstration Science Press", "publisher", 0, ("graduates",)),
    ("press", "wechat", "zh-hans", "科传工作台", "Press Desk", "", 3.6, ("journalists",)),
    (
        "press",
        "other",
        "zh-hans",
        "科学一刻钟（广播）",
        "A Quarter of Science (radio)",
        "programme",
        0,
        ("general", "older"),
    ),
    ("yunxi", "wechat", "zh-hans", "云溪分院", "Yunxi Branch", "", 41.0, ("officials", "general")),
    ("yunxi", "weibo", "zh-hans", "云溪科学", "Yunxi Science", "", 22.5, ("general",)),
    ("gaohan", "wechat", "zh-hans", "高寒生态观察", "Alpine Ecology Watch", "", 28.0, ("early_career", "graduates")),
    ("gaohan", "mastodon", "en", "高寒生态（英文）", "Alpine Ecology", "", 1.9, ("abroad",)),
    ("gaohan", "other", "zh-hans", "野外站台账（播客）", "Station Log (podcast)", "podcast", 6.2, ("general",)),
    ("hupo", "wechat", "zh-hans", "湖泊与湿地", "Lakes and Wetlands", "", 19.7, ("farmers", "officials")),
    ("hupo", "weibo", "zh-hans", "湖边记事", "Notes by the Lake", "", 4.8, ("general",)),
    ("zhiwu", "wechat", "zh-hans", "植物有话说", "Plants Speak", "", 133.0, ("pupils", "teachers")),
    (
        "zhiwu",
        "other",
        "zh-hans",
        "草木（杂志）",
        "Grass and Trees (magazine)",
        "magazine",
        12.0,
        ("pupils", "general"),
    ),
    ("linlan", "wechat", "zh-hans", "临岚分院", "Linlan Branch", "", 17.3, ("entrepreneurs", "officials")),
    ("liangzi", "wechat", "zh-hans", "量子材料", "Quantum Materials", "", 36.1, ("graduates",)),
    ("liangzi", "mastodon", "en", "量子材料（英文）", "Quantum Materials", "", 2.7, ("abroad", "early_career")),
    ("guangzi", "wechat", "zh-hans", "光子测量", "Photon Measurement", "", 9.5, ("entrepreneurs",)),
    ("guangzi", "weibo", "zh-hans", "光的刻度", "The Scale of Light", "", 2.1, ("general",)),
    ("dengli", "wechat", "zh-hans", "等离子体工程", "Plasma Engineering", "", 14.4, ("entrepreneurs", "graduates")),
    ("wangshu", "wechat", "zh-hans", "望舒分院", "Wangshu Branch", "", 24.9, ("general",)),
    ("shenkong", "wechat", "zh-hans", "深空观测", "Deep Space", "", 208.0, ("pupils", "general")),
    ("shenkong", "bluesky", "en", "深空观测（英文）", "Deep Space", "", 6.6, ("abroad",)),
    ("shenkong", "other", "zh-hans", "望远镜（应用）", "Telescope (app)", "app", 31.0, ("pupils",)),
    ("diqiu", "wechat", "zh-hans", "地球内部", "Inside the Earth", "", 11.2, ("teachers",)),
    ("haiyang", "wechat", "zh-hans", "海洋动力", "Ocean Dynamics", "", 20.6, ("farmers", "officials")),
    ("haiyang", "weibo", "zh-hans", "浪与潮", "Waves and Tides", "", 7.9, ("general",)),
)
# Nobody keeps the first two; the others have been silent for so many days.
ORPHANS = ("光的刻度", "湖边记事")
IDLE = {"湖边记事": 140, "浪与潮": 95, "云溪科学": 71}
LICENCES = {
    "示范科学报": ("periodical", "示刊字 2019-001 号", "示范省新闻出版局", 700),
    "示范科学出版社": ("books", "示出字 2004-017 号", "示范省新闻出版局", 400),
    "草木（杂志）": ("periodical", "示刊字 2021-044 号", "示范省新闻出版局", 24),
    "科学一刻钟（广播）": ("broadcast", "示广字 2022-009 号", "示范省广播电视局", 160),
    "望远镜（应用）": ("record", "示ICP备 20990012 号", "示范省通信管理局", -12),
}


def register(unit: Unit, row: Row, user: User) -> Channel:
    _slug, kind, language, name_zh, name_en, medium, _count, segments = row
    platform = PLATFORMS.get(kind)
    needed = {spec.name: _setting(spec.name, unit) for spec in platform.settings if spec.required} if platform else {}
    people = list(keepers_of(unit).filter(user__isnull=False, appointments__isnull=False)[:2])
    owner = people[0] if people and name_zh not in ORPHANS else None
    deputy = people[1] if owner and len(people) > 1 else None
    handle = f"{unit.slug}-{kind}-{language[:2]}" + (f"-{medium}" if medium else "")
    return actions.register_account(
        unit,
        kind,
        acting_user=user,
        owner=owner,
        deputy=deputy,
        language=language,
        name_zh=name_zh,
        name_en=name_en,
        medium=medium,
        handle=f"demo-{handle}",
        url=f"https://{handle}.demo.example/",
        segments=[code for code in segments if code != "older"],
        takes_all=kind != ChannelKind.OTHER,
        settings=needed,
    )


def _setting(name: str, unit: Unit) -> str:
    """A value that no real system answers to."""
    is_address = any(part in name for part in ("url", "address", "instance", "server", "host"))
    return f"https://{unit.slug}.demo.example" if is_address else f"demo-{unit.slug}"


def chance(*parts: object) -> float:
    """A number from 0 to 1, the same for the same parts in every run."""
    return zlib.crc32(":".join(map(str, parts)).encode()) % 10_000 / 10_000


def enter_followers(channel: Channel, thousands: float, calendar: Calendar, user: User) -> None:
    """A year of weekly numbers that end near today's."""
    if not thousands:
        return
    growth = 0.08 + 0.5 * chance(channel.slug[:-9], "growth")
    counts = {}
    for week in range(53):
        part = 1 - growth * week / 52 + 0.01 * math.sin(week / 3 + growth * 10)
        counts[calendar.day - dt.timedelta(days=7 * week + 1)] = int(thousands * 1000 * part)
    with as_of(calendar.base):
        actions.enter_followers(channel, counts, acting_user=user)


def keep_outlet(channel: Channel, name: str, calendar: Calendar, user: User) -> None:
    """Licences and the people behind outlets; when somebody posted there last."""
    day = calendar.day
    with as_of(calendar.base):
        if name in IDLE or channel.kind == ChannelKind.OTHER:
            silent = IDLE.get(name, 3)
            actions.edit_account(channel, acting_user=user, last_post_on=day - dt.timedelta(days=silent))
        if name in LICENCES:
            kind, number, authority, left = LICENCES[name]
            actions.put_licence(
                channel,
                acting_user=user,
                kind=kind,
                number=number,
                authority=authority,
                valid_from=day - dt.timedelta(days=1100),
                valid_until=day + dt.timedelta(days=left),
            )
            for duty, who in (("legal", "顾怀远"), ("chief", "沈知秋"), ("duty_editor", "裴照")):
                starts_on = day - dt.timedelta(days=900)
                actions.put_responsible(channel, acting_user=user, duty=duty, name=who, starts_on=starts_on)
