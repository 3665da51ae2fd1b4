"""The demonstration's information disclosure: a catalogue with due, late and published items, requests in several states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils import timezone

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.papers import holder
from scicomm.config.demo.timeline import Event
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import Role
from scicomm.responses.actions import disclosure as actions
from scicomm.responses.models import DisclosureItem, DisclosureKind, DisclosureReport, DisclosureRequest

# Kind, titles, text, days back, whether it was released.
ITEMS = (
    ("about", "示范科学院概况", "About the academy", "本院为虚构的示范机构，设分院和研究所若干。", 90, True),
    (
        "guide",
        "信息公开指南",
        "Guide to information disclosure",
        "说明如何查阅主动公开的信息、如何提出申请。",
        80,
        True,
    ),
    ("rules", "信息公开管理办法", "Rules of information disclosure", "规定公开的范围、程序和责任。", 70, True),
    ("budget", "年度预算", "Budget", "示范数据。", 60, False),
    ("plans", "年度工作计划", "Plan of the year", "示范数据。", 5, False),
)
# What is asked for, days back, whether the receipt was confirmed, whether a decision was drafted.
REQUESTS = (
    ("本院大型仪器对外开放的收费标准", 12, True, True),
    ("近三年野外台站的观测数据目录", 6, True, False),
    ("本院公众开放日的年度经费", 1, False, False),
)


# The file of a public item: fees as a table that everybody can open.
FILE = ("大型仪器开放共享收费标准（示例）.csv", "大型仪器收费标准（示例）", "Fees for large instruments (fictional)")
FEES = "\ufeff仪器,计费单位,价格（元）\n场发射电子显微镜,机时,300\n核磁共振谱仪,样品,120\n质谱仪,样品,80\n"
# Answered requests in the public log: what was asked, the title for the public, days back, days it took, outcome.
ANSWERED = (
    ("贵院上一年度科普活动的场次与人数统计", "上一年度科普活动统计（示例）", 150, 12, "granted"),
    ("湖泊站自动监测浮标的采购合同", "监测浮标采购合同（示例）", 110, 36, "partly"),
    ("某项目未发表的实验记录", "项目实验记录（示例）", 70, 17, "process"),
)


def disclosure_events(calendar: Calendar) -> Iterator[Event]:
    """Items and requests at their moments, and the draft of last year's report."""
    for row in ITEMS:
        known = DisclosureItem.objects.filter(title_zh=row[1])
        yield Event(
            calendar.base - dt.timedelta(days=row[4]) + dt.timedelta(hours=9), row[1], known.exists, partial(_item, row)
        )
    for wanted, days, confirmed, drafted in REQUESTS:
        asked = DisclosureRequest.objects.filter(title=wanted)
        moment = calendar.base - dt.timedelta(days=days) + dt.timedelta(hours=10)
        yield Event(moment, wanted, asked.exists, partial(_request, wanted, confirmed, drafted))
    for number, (wanted, title, days, took, outcome) in enumerate(ANSWERED):
        moment = calendar.base - dt.timedelta(days=days) + dt.timedelta(hours=11)
        asked = DisclosureRequest.objects.filter(title=wanted)
        yield Event(moment, title, asked.exists, partial(_request, wanted, True, False))
        ended = asked.exclude(ended_on=None)
        answer = partial(_answer, wanted, title, outcome)
        yield Event(moment + dt.timedelta(days=took, minutes=number), "", ended.exists, answer)
    reports = DisclosureReport.objects.all()
    yield Event(calendar.base - dt.timedelta(hours=8), "", reports.exists, partial(_report, calendar.day.year - 1))


def _home() -> tuple[Unit, Any]:
    home = Unit.objects.get(depth=1)
    return home, holder(Role.RESPONSE_OFFICER, home)


@transaction.atomic
def _item(row: tuple[str, str, str, str, int, bool]) -> None:
    actions.prepare_kinds()
    home, officer = _home()
    writer = holder(Role.COORDINATOR, home)
    code, title_zh, title_en, text, _days, released = row
    kind = DisclosureKind.objects.get(code=code)
    item = actions.save_item(
        None,
        unit=home,
        acting_user=writer,
        kind=kind,
        title_zh=title_zh,
        title_en=title_en,
        text_zh=text,
        basis=kind.basis,
    )
    if code == "guide":
        _file(item, writer)
    if released:
        actions.submit_item(item, acting_user=writer)
        actions.release_item(item, acting_user=officer)


def _file(item: DisclosureItem, writer: Any) -> None:
    """A table beside the words of an item."""
    name, title_zh, title_en = FILE
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(FEES, encoding="utf-8")
        actions.add_item_file(item, path, name=name, title_zh=title_zh, title_en=title_en, acting_user=writer)


@transaction.atomic
def _answer(wanted: str, title: str, outcome: str) -> None:
    """A decision, signed by a second person, and shown in the public log."""
    _, officer = _home()
    found = DisclosureRequest.objects.get(title=wanted)
    reason = "示范答复：本院为虚构机构，所述事项均为示例。"
    letter = actions.draft_letter(found, kind="decision", outcome=outcome, reason=reason, acting_user=officer)
    # The demonstration has one officer; its administrator is the second person.
    actions.send_letter(letter, acting_user=User.objects.filter(is_superuser=True).order_by("pk")[0])
    actions.show_in_log(found, title=title, acting_user=officer)


@transaction.atomic
def _request(wanted: str, confirmed: bool, drafted: bool) -> None:
    home, officer = _home()
    applicant = {"name": "示例申请人", "email": "applicant@example.org"}
    found, _code = actions.file_request(
        unit=home, applicant_kind="person", applicant=applicant, wanted=wanted, delivery="electronic"
    )
    if confirmed:
        found = actions.confirm_receipt(found, on=timezone.localdate(), acting_user=officer)
    if drafted:
        reason = "收费标准已在本院网站公布，现将网址一并告知。"
        actions.draft_letter(found, kind="decision", outcome="already_public", reason=reason, acting_user=officer)


@transaction.atomic
def _report(year: int) -> None:
    home, officer = _home()
    actions.write_report(home, year, acting_user=officer, overview="示范报告：数据由办理记录计算得出。")
