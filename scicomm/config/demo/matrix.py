"""The demonstration's media matrix: accounts of all units, a year of followers, licences, an inspection, findings.

All of it is fictional: the accounts exist nowhere, and no credentials are kept, so that nothing is ever sent or asked.
"""

from __future__ import annotations

import datetime as dt
import math
import zlib
from typing import Any

from django.utils import timezone

from scicomm.channels import actions
from scicomm.channels.enums import ChannelKind, FigureSource, ReleaseState
from scicomm.channels.models import Channel, Finding, InspectionRound, Release, ReleaseFigure
from scicomm.channels.permissions import keepers_of
from scicomm.channels.rules.inspections import QUESTIONS
from scicomm.channels.rules.platforms import PLATFORMS
from scicomm.config.demo.clock import Calendar, as_of
from scicomm.config.demo.organisation import ADMIN
from scicomm.newsroom.models import Dossier
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
FINDINGS = (
    ("zhiwu", "植物有话说", "name", "serious", "第 3 段", "把“植物多样性研究所”写成了“植物所多样性中心”。", "closed"),
    (
        "shenkong",
        "深空观测",
        "claim",
        "serious",
        "标题",
        "标题说“首次发现”，论文里写的是“首次在射电波段看到”。",
        "corrected",
    ),
    ("hupo", "湖泊与湿地", "map", "grave", "配图二", "示意图上的国界画法与公布的标准地图不一致。", "open"),
    ("academy", "示范科学报", "language", "slight", "9 月 12 日 4 版", "“截止到”应为“截至”。", "closed"),
    ("liangzi", "量子材料", "link", "slight", "文末", "“阅读原文”打不开。", "open"),
)


def keep_matrix(calendar: Calendar) -> None:
    """Register the accounts as of a year ago and let what follows happen; nothing where it was done before."""
    if Channel.objects.filter(name_zh=ACCOUNTS[0][3]).exists():
        return
    user = User.objects.get(username=ADMIN)
    begin = calendar.base - dt.timedelta(days=420)
    units = {unit.slug: unit for unit in Unit.objects.all()}
    with as_of(begin):
        made = {row[1] + row[3]: _account(units[row[0]], row, user) for row in ACCOUNTS if row[0] in units}
    for row in ACCOUNTS:
        if row[1] + row[3] in made:
            channel = made[row[1] + row[3]]
            _followers(channel, row[6], calendar, user)
            _outlet(channel, row[3], calendar, user)
    channels = list(made.values())
    _releases(channels, calendar)
    _inspect(channels, calendar, user)
    _patrol(made, calendar, user)
    with as_of(calendar.base):
        actions.look_over(calendar.day)


def _account(unit: Unit, row: Row, user: User) -> Channel:
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


def _chance(*parts: object) -> float:
    """A number from 0 to 1, the same for the same parts in every run."""
    return zlib.crc32(":".join(map(str, parts)).encode()) % 10_000 / 10_000


def _followers(channel: Channel, thousands: float, calendar: Calendar, user: User) -> None:
    """A year of weekly numbers that end near today's."""
    if not thousands:
        return
    growth = 0.08 + 0.5 * _chance(channel.slug[:-9], "growth")
    counts = {}
    for week in range(53):
        part = 1 - growth * week / 52 + 0.01 * math.sin(week / 3 + growth * 10)
        counts[calendar.day - dt.timedelta(days=7 * week + 1)] = int(thousands * 1000 * part)
    with as_of(calendar.base):
        actions.enter_followers(channel, counts, acting_user=user)


def _outlet(channel: Channel, name: str, calendar: Calendar, user: User) -> None:
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
    hours = 0.2 + 30 * _chance(channel.handle, dossier.pk)
    at = min((dossier.published_at or base) + dt.timedelta(hours=hours), base - dt.timedelta(minutes=30))
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
    reads = int(usual * evening * (0.4 + 1.4 * _chance(row.channel.handle, row.dossier_id, "reads")))
    at = min(sent + dt.timedelta(days=7), calendar.base)
    shares = 0.004 + 0.01 * _chance(row.pk, "shares")
    values = {"reads": reads, "likes": int(reads * shares * 3), "shares": int(reads * shares)}
    return [
        ReleaseFigure(release=row, metric=metric, value=value, at=at, source=FigureSource.PLATFORM)
        for metric, value in values.items()
    ]


def _inspect(channels: list[Channel], calendar: Calendar, user: User) -> None:
    """This year's inspection: some outlets through to the end, some under way, most not begun."""
    if InspectionRound.objects.exists():
        return
    day = calendar.day
    with as_of(calendar.base - dt.timedelta(days=20)):
        found = actions.open_round(
            day.year,
            acting_user=user,
            hand_in_by=day + dt.timedelta(days=5),
            review_by=day + dt.timedelta(days=20),
            decide_by=day + dt.timedelta(days=35),
        )
    rows = list(found.inspections.filter(channel__in=channels).order_by("channel_id")[:9])
    answers = {code: {"answer": "yes", "words": ""} for code, _zh, _en in QUESTIONS}
    lacking = answers | {"comments": {"answer": "no", "words": "留言无人值守，本月内安排专人。"}}
    with as_of(calendar.base - dt.timedelta(days=6)):
        for number, row in enumerate(rows):
            given: dict[str, Any] = lacking if number % 4 == 1 else answers
            actions.fill_inspection(row, given, "", acting_user=user, hand_in=True)
            if number < 6:
                actions.review_inspection(row, "属实。", acting_user=user, agreed=True)
            if number < 3:
                decision = ("passed", "to_mend", "passed")[number]
                words = "请在期限前安排留言值守。" if decision == "to_mend" else ""
                mend_by = day + dt.timedelta(days=30) if words else None
                actions.decide_inspection(row, decision, words, acting_user=user, mend_by=mend_by)


def _patrol(made: dict[str, Channel], calendar: Calendar, user: User) -> None:
    """What the patrol found in the last weeks, and the releases drawn this month."""
    if Finding.objects.exists():
        return
    for number, (slug, name, kind, severity, place, words, state) in enumerate(FINDINGS):
        channel = next((one for key, one in made.items() if key.endswith(name)), None)
        if channel is None or channel.unit.slug != slug:
            continue
        with as_of(calendar.base - dt.timedelta(days=9 - number)):
            row = actions.open_finding(
                channel.unit,
                acting_user=user,
                channel=channel,
                kind=kind,
                severity=severity,
                place=f"{channel.url} {place}",
                words=words,
            )
            if state != "open":
                actions.correct_finding(row, "已改正并重新发布，附更正说明。", acting_user=user)
            if state == "closed":
                actions.close_finding(row, "已复核。", acting_user=user)
    with as_of(calendar.base):
        month = calendar.day.replace(day=1)
        since = calendar.base - dt.timedelta(days=60)
        rows = Release.objects.filter(channel__in=list(made.values()), sent_at__gte=since)
        actions.draw_samples(month, list(rows.values_list("pk", flat=True)))
