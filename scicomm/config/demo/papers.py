"""The demonstration's journals and papers, taken in from JATS files by the real action."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from scicomm.config.demo.clock import Calendar, spread
from scicomm.config.demo.data import DemoData, PaperFile, post_key
from scicomm.config.demo.timeline import Event
from scicomm.core.models import Subject
from scicomm.journals.actions import create_journal, ingest_article
from scicomm.journals.models import Article, Journal
from scicomm.journals.rules.jats import read_article
from scicomm.newsroom.actions import decline_lead, report_lead
from scicomm.newsroom.enums import LeadSource, LeadState
from scicomm.newsroom.models import Lead
from scicomm.organisation.models import Unit, User
from scicomm.organisation.permissions import Role

# Reasons an editor gives for a paper that is not told; the same paper gets the same one in every run.
NOT_TOLD = (
    "方法为主，等有了新结果再讲。",
    "同一课题今年已经报道过一篇。",
    "论文面向同行，公众用不上，先放一放。",
    "作者希望等重复试验结束后再报道。",
)
# A mined lead that nobody took is set aside after so many days.
SET_ASIDE_AFTER = dt.timedelta(days=60)
# Papers of the last months still wait for a decision.
STILL_NEW = dt.timedelta(days=190)


def journal_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """The journals, at the academy's beginning."""
    for row in data.journals:

        def make(row: dict[str, Any] = row) -> None:
            names = ("title_zh", "title_en", "language", "issn", "eissn", "description_zh", "description_en")
            create_journal(
                unit=Unit.objects.get(slug=row["unit"]),
                slug=row["slug"],
                subjects=Subject.objects.filter(code__in=row["subjects"]),
                publisher=row["publisher_zh"],
                **{name: row[name] for name in names},
            )

        done = Journal.objects.filter(slug=row["slug"]).exists
        yield Event(calendar.foundation + dt.timedelta(hours=2), row["title_en"], done, make)


def holder(role: Role, unit: Unit) -> User:
    """The first account that holds a role in this very unit."""
    return User.objects.filter(person__appointments__role=role, person__appointments__unit=unit).order_by("pk")[0]


def under_embargo(paper: PaperFile, data: DemoData, calendar: Calendar) -> bool:
    """Whether a paper is not out yet and its story waits for it: then nothing of it may be seen, and it stays outside."""
    waits = any(story.article == paper.doi and story.state == "embargoed" for story in data.stories)
    return waits and paper.published_on > calendar.day


def paper_moment(paper: PaperFile, data: DemoData, calendar: Calendar) -> dt.datetime:
    """When a paper comes in: on its day, yet never after the first lead that speaks of it, nor in the future.

    Where the demonstration's day lies before a paper's, the paper stands in the house as an accepted manuscript.
    """
    morning = timezone.make_aware(dt.datetime.combine(paper.published_on, dt.time(8)))
    told = [story for story in data.stories if story.article == paper.doi]
    leads = [calendar.back(story.lead["days_ago"] + spread(story.slug)) for story in told]
    first = min([calendar.waking(lead) - dt.timedelta(hours=2) for lead in leads], default=calendar.base)
    return max(min(morning, first, calendar.base - dt.timedelta(hours=1)), calendar.foundation + dt.timedelta(hours=3))


def paper_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Every paper, and what an editor decided of the leads mined from papers that no story tells."""
    told = {story.article for story in data.stories}
    units = {row["slug"]: row["unit"] for row in data.journals}
    for number, paper in enumerate(data.papers):
        if under_embargo(paper, data, calendar):
            continue
        at = paper_moment(paper, data, calendar)

        def take_in(paper: PaperFile = paper) -> None:
            unit = Unit.objects.get(slug=units[paper.journal])
            source = paper.source
            ingest_article(
                read_article(source, name=paper.path.name),
                source,
                paper.path.name,
                default_unit=unit,
                acting_user=holder(Role.JOURNAL_EDITOR, unit),
            )

        yield Event(at, paper.doi, Article.objects.filter(doi=paper.doi).exists, take_in)
        if paper.doi not in told and at + STILL_NEW < calendar.base:
            yield _set_aside(paper, at + SET_ASIDE_AFTER, NOT_TOLD[number % len(NOT_TOLD)])


def mined_lead(doi: str) -> Lead | None:
    """The lead that the newsroom mined from a paper, while nobody has decided on it."""
    return Lead.objects.filter(article__doi=doi, source=LeadSource.PAPER, state=LeadState.NEW).first()


def handed_in_events(data: DemoData, calendar: Calendar) -> Iterator[Event]:
    """Leads of the last days that nobody has decided on yet."""
    for row in data.leads:
        key = post_key("lead", row["title"])

        def report(row: dict[str, Any] = row, key: uuid.UUID = key) -> None:
            user = User.objects.get(username=row["reported_by"])
            report_lead(
                title=row["title"],
                body=row["body"],
                unit=Unit.objects.get(slug=row["unit"]),
                reported_by=user.person,
                acting_user=user,
                post_key=key,
            )

        at = calendar.waking(calendar.back(row["days_ago"]))
        yield Event(at, row["title"], Lead.objects.filter(post_key=key).exists, report)


def _set_aside(paper: PaperFile, at: dt.datetime, reason: str) -> Event:
    def decide() -> None:
        lead = mined_lead(paper.doi)
        if lead:
            decline_lead(lead, acting_user=holder(Role.COMMUNICATION_OFFICER, lead.unit), reason=reason)

    return Event(at, paper.doi, lambda: mined_lead(paper.doi) is None, decide)
