"""The demonstration's portfolio: its journals, a title in preparation, one summary under review. All fictional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scicomm.config.demo.clock import Calendar
from scicomm.config.demo.data import DemoData
from scicomm.config.demo.papers import holder
from scicomm.config.demo.timeline import Event
from scicomm.core.models import Subject
from scicomm.journals.actions import create_journal, edit_journal, put_row, submit_summary, take_step, write_summary
from scicomm.journals.models import Article, Frequency, Journal, JournalIndicator, JournalStep, PlainSummary
from scicomm.organisation.models import Unit
from scicomm.organisation.permissions import Role

# Slug: CN number, founded, frequency, CiteScore and acceptance rate of the last three years, the CiteScore aimed at, chief.
KEPT: dict[str, tuple[str, int, str, tuple[str, ...], tuple[str, ...], str, tuple[str, str]]] = {
    "dje": (
        "CN 53-9901/Q",
        1983,
        "bimonthly",
        ("2.1", "2.4", "2.9"),
        ("31", "28.5", "26"),
        "4",
        ("闻思远", "Wen Siyuan"),
    ),
    "lakes": (
        "CN 53-9902/P",
        1991,
        "quarterly",
        ("1.8", "1.7", "1.7"),
        ("38", "36", "37.5"),
        "3",
        ("顾清澜", "Gu Qinglan"),
    ),
    "qlight": (
        "CN 35-9903/O4",
        2016,
        "bimonthly",
        ("4.4", "5", "5.8"),
        ("22", "20.1", "18"),
        "6",
        ("裴照", "Pei Zhao"),
    ),
    "sesl": (
        "CN 44-9904/P",
        2009,
        "monthly",
        ("3.2", "3.3", "3.6"),
        ("27", "27", "25"),
        "4.5",
        ("萧望川", "Xiao Wangchuan"),
    ),
}
NEW_TITLE = "data-of-the-wild"
SUMMARY = (
    "浅湖的底泥里存着多年积下的磷。天热、水底缺氧的时候，这些磷会重新放回水里，给藻类送去养分，所以岸上的污水截住了，湖水也不一定马上变清。"
    "这篇论文用围隔试验和十五年的记录把这笔账算了出来：截污见效，要等湖底先还完旧账。"
)
SUMMARISED = "控磷见效慢在湖底"


def portfolio_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Particulars and figures at the beginning, a new title's steps, one summary of the last days."""
    for row in data.journals:
        if row["slug"] in KEPT:
            yield _kept(row["slug"], calendar)
    if any(row["slug"] == "lakes" for row in data.journals):
        yield _new_title(calendar)
        yield _summary(calendar)


def _kept(slug: str, calendar: Calendar) -> Event:
    def keep() -> None:
        journal = Journal.objects.select_related("unit").get(slug=slug)
        user = holder(Role.JOURNAL_EDITOR, journal.unit)
        number, founded, frequency, scores, rates, target, chief = KEPT[slug]
        edit_journal(
            journal, acting_user=user, cn_number=number, founded_year=founded, access="diamond", languages=["zh", "en"],
            frequency=Frequency.objects.filter(code=frequency).first(),
        )  # fmt: skip
        _rows(journal, user, scores, rates, target, chief, calendar.day.year)

    return Event(
        calendar.foundation + dt.timedelta(hours=2, minutes=30),
        slug,
        lambda: Journal.objects.filter(slug=slug).exclude(cn_number="").exists(),
        keep,
    )


def _rows(
    journal: Journal,
    user: Any,
    scores: tuple[str, ...],
    rates: tuple[str, ...],
    target: str,
    chief: tuple[str, str],
    year: int,
) -> None:
    indicators = {row.code: row for row in JournalIndicator.objects.all()}
    put_row(journal, "bodies", {"kind": "authority", "unit": Unit.objects.get(depth=1)}, acting_user=user)
    put_row(journal, "bodies", {"kind": "sponsor", "unit": journal.unit}, acting_user=user)
    put_row(journal, "editors", {"role": "chief", "name_zh": chief[0], "name_en": chief[1]}, acting_user=user)
    put_row(journal, "indexes", {"service": "示范引文库", "starts_on": dt.date(year - 4, 1, 1)}, acting_user=user)
    for code, values in (("citescore", scores), ("acceptance-rate", rates)):
        for back, value in enumerate(reversed(values), 1):
            row = {"indicator": indicators[code], "year": year - back, "value": Decimal(value), "source": "编辑部年报"}
            put_row(journal, "values", row, acting_user=user)
    goal = {
        "indicator": indicators["citescore"], "target": Decimal(target), "from_year": year - 3, "by_year": year + 1,
        "owner": journal.unit,
    }  # fmt: skip
    put_row(journal, "goals", goal, acting_user=user)
    money = {
        "unit": journal.unit,
        "year": year,
        "kind": "money",
        "amount": Decimal(360000),
        "measure": "CNY",
        "funds": "办刊经费",
    }
    put_row(journal, "resources", money, acting_user=user)


def _new_title(calendar: Calendar) -> Event:
    def prepare() -> None:
        unit = Unit.objects.get(slug="hupo")
        user = holder(Role.JOURNAL_EDITOR, unit)
        title = create_journal(
            unit=unit, acting_user=user, slug=NEW_TITLE, stage="idea", language="en", title_zh="野外数据",
            title_en="Data of the Wild", subjects=Subject.objects.filter(code__in=["180"]),
        )  # fmt: skip
        note = "只登数据论文，配合野外站的开放数据。"
        take_step(title, "proposed", acting_user=user, note=note)

    return Event(calendar.back(40), NEW_TITLE, JournalStep.objects.filter(journal__slug=NEW_TITLE).exists, prepare)


def _summary(calendar: Calendar) -> Event:
    def write() -> None:
        article = Article.objects.filter(title_zh__startswith=SUMMARISED).select_related("journal__unit").first()
        if article is None:
            return
        user = holder(Role.JOURNAL_EDITOR, article.journal.unit)
        submit_summary(write_summary(article, "zh", SUMMARY, acting_user=user), acting_user=user)

    return Event(calendar.back(2), "summary", PlainSummary.objects.exists, write)
