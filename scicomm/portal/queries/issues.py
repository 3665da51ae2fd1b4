"""Issues of journals: nothing but what their articles say; each has a label for its address, its place in the row and a count."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from scicomm.journals.models import Article, Journal
from scicomm.portal.queries.frame import address, language
from scicomm.portal.queries.lists import type_words
from scicomm.portal.queries.papers import for_lines

_HAN = re.compile(r"[\u3400-\u9fff]")

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of a journal: volume and issue as printed; both empty for what has none yet, by year."""

    journal: str
    volume: str
    issue: str
    year: int
    first_on: dt.date
    last_on: dt.date
    count: int

    @property
    def label(self) -> str:
        return issue_label(self.volume, self.issue, self.year)

    @property
    def url(self) -> str:
        return issue_address(self.journal, self.volume, self.issue, self.year)

    @property
    def words(self) -> str:
        """`Volume 12, issue 3` in the reader's language."""
        return issue_words(self.volume, self.issue, self.year)

    @property
    def order(self) -> tuple[int, list[int], list[int], dt.date]:
        """Newest first when reversed: year, then the numbers in volume and issue."""
        return (self.last_on.year, _numbers(self.volume), _numbers(self.issue), self.last_on)


def _numbers(text: str) -> list[int]:
    return [int(number[:9]) for number in _NUMBER.findall(text)] or [0]


def issue_label(volume: str, issue: str, year: int) -> str:
    """What names an issue in an address: `12/3`, `12`, `2026/3` without a volume; `online/2026` for what has no place yet."""
    if not volume and not issue:
        return f"online/{year}"
    return f"{volume or year}/{issue}" if issue else volume


def issue_address(journal: str, volume: str, issue: str, year: int) -> str:
    """The address of an issue's page."""
    return address("portal:issue", journal, issue_label(volume, issue, year))


def issue_words(volume: str, issue: str, year: int) -> str:
    """The name of an issue for readers."""
    if volume and issue:
        return _("Volume %(volume)s, issue %(issue)s") % {"volume": volume, "issue": issue}
    if volume:
        return _("Volume %(volume)s") % {"volume": volume}
    if issue:
        return _("%(year)s, issue %(issue)s") % {"year": year, "issue": issue}
    return _("Online, %(year)s") % {"year": year}


def issues_of(journal: Journal) -> list[Issue]:
    """All issues of a journal, newest first; two queries."""
    measures = {"first": Min("published_on"), "last": Max("published_on"), "count": Count("pk")}
    # Not `journal.articles`, which holds the withdrawn ones too.
    own: Any = Article.objects.filter(journal=journal).order_by()
    rows: list[dict[str, Any]] = [*own.exclude(volume="").values("volume", "issue").annotate(**measures)]
    # Without a volume the numbers begin anew each year.
    yearly = own.filter(volume="").annotate(year=ExtractYear("published_on"))
    rows += yearly.values("year", "issue").annotate(**measures)
    found = [
        Issue(
            journal.slug, row.get("volume", ""), row["issue"], row.get("year") or row["last"].year, row["first"], row["last"],
            row["count"],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.order, reverse=True)


def articles_of_issue(journal: Journal, issue: Issue) -> list[Article]:
    """The articles of an issue in the order of its pages; two queries."""
    wanted = Q(volume=issue.volume, issue=issue.issue)
    if not issue.volume:
        wanted &= Q(published_on__year=issue.year)
    rows: QuerySet[Article] = for_lines(Article.objects.filter(wanted, journal=journal), with_details=True)
    return sorted(
        rows, key=lambda one: (_numbers(one.pages) if one.pages else [1_000_000_000], one.published_on, one.pk)
    )


def section_of(article: Article) -> str:
    """The section of its issue an article stands in, as the journal names it; the first step of its first heading.

    Where the journal names it in Chinese alone, an English page says the kind of article.
    """
    headings = article.details.get("headings") or []
    section = str(headings[0][0]) if headings and headings[0] else ""
    return type_words(article.article_type) if language() == "en" and _HAN.search(section) else section
