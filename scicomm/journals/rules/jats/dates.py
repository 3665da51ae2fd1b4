"""Dates of an article with the precision the source gives; which of them counts as publication is decided here."""

from __future__ import annotations

import re
from datetime import date

from lxml.etree import _Element as Element

from scicomm.journals.rules.jats.model.article import JatsNote
from scicomm.journals.rules.jats.model.dates import ArticleDate, PartialDate
from scicomm.journals.rules.jats.wording import all_text, line_of

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_PLACES = ("history/date", "pub-date", "pub-history/event/date", "pub-history/event/pub-date", "history/event/date")
# A reader could read it from the first of these on: online, then print, then the issue as a whole.
_PUBLISHED = ("epub", "pub", "epub-ppub", "ppub", "publication", "preprint", "epreprint", "collection", "issue-pub")


def partial_date(element: Element) -> tuple[PartialDate | None, bool]:
    """The date an element states and whether all of it made sense (a month 13 is dropped, the year kept)."""
    year, month, day = all_text(element.find("year")), all_text(element.find("month")), all_text(element.find("day"))
    if not year:
        stated = element.get("iso-8601-date") or all_text(element.find("string-date"))
        match = _ISO.match(stated.strip()) or _YEAR.search(stated)
        if match is None:
            return None, not stated
        year, month, day = (*(part or "" for part in match.groups()), "", "")[:3]
    found = _YEAR.search(year)
    if found is None:
        return None, False
    number = int(found.group())
    season = all_text(element.find("season"))
    month_number = int(month) if month.isdecimal() and len(month) <= 2 else _MONTHS.get(month[:3].lower(), 0)
    if not 1 <= month_number <= 12:
        return PartialDate(number, season=season), not month
    if not day:
        return PartialDate(number, month_number, season=season), True
    try:
        date(number, month_number, int(day))
    except ValueError:
        return PartialDate(number, month_number, season=season), False
    return PartialDate(number, month_number, int(day), season), True


def article_dates(meta: Element) -> tuple[tuple[ArticleDate, ...], list[JatsNote]]:
    """All dated events of ``article-meta``: history, publication dates, events of JATS 1.2 and later."""
    dates: list[ArticleDate] = []
    notes: list[JatsNote] = []
    for element in (one for path in _PLACES for one in meta.iterfind(path)):
        found, clean = partial_date(element)
        kind = element.get("date-type") or element.get("pub-type") or _event_kind(element)
        if not clean:
            notes.append(JatsNote("date-invalid", line_of(element), all_text(element)[:80]))
        if found is not None:
            dates.append(ArticleDate(kind, found, element.get("publication-format") or ""))
    return tuple(dates), notes


def _event_kind(element: Element) -> str:
    if element.tag == "pub-date":
        return "pub"
    parent = element.getparent()
    return (parent.get("event-type") or "") if parent is not None and parent.tag == "event" else ""


def first_of(dates: tuple[ArticleDate, ...], *kinds: str) -> PartialDate | None:
    """The date of the first kind that occurs."""
    for kind in kinds:
        for one in dates:
            if one.kind == kind:
                return one.date
    return None


def published_on(dates: tuple[ArticleDate, ...]) -> PartialDate | None:
    """When readers could first read it: the electronic date before the printed one, before that of the collection."""
    for one in dates:
        if one.kind in {"pub", "epub"} and one.medium in {"electronic", "online", "epub", "online-only"}:
            return one.date
    return first_of(dates, *_PUBLISHED)
