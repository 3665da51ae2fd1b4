"""The demonstration's inspection of its outlets, and what the patrol found on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scicomm.channels import actions
from scicomm.channels.models import Channel, Finding, InspectionRound, Release
from scicomm.channels.rules.inspections import QUESTIONS
from scicomm.config.demo.clock import Calendar, as_of
from scicomm.organisation.models import User

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


def inspect(channels: list[Channel], calendar: Calendar, user: User) -> None:
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


def patrol(made: dict[str, Channel], calendar: Calendar, user: User) -> None:
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
