"""The shelf of journals: all of them as light rows, read once a generation, narrowed and ordered in memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from scicomm.core.text import pick
from scicomm.journals.models import Article, Journal
from scicomm.portal.queries.frame import address
from scicomm.portal.queries.generation import remembered
from scicomm.portal.rules.letters import letter_of, sort_key

_COLUMNS = (
    "pk", "slug", "title_zh", "title_en", "issn", "eissn", "description_zh", "description_en", "unit__slug", "unit__name_zh",
    "unit__name_en", "unit__short_zh", "unit__short_en",
)  # fmt: skip
FILTERS = ("subject", "unit", "letter")
OF_ARTICLES = 2
SORTS = ("newest", "name", "size")


@dataclass(frozen=True, slots=True)
class ShelfJournal:
    """A journal on the shelf, in both languages: one row serves every reader."""

    pk: int
    slug: str
    title_zh: str
    title_en: str
    issn: str
    eissn: str
    description_zh: str
    description_en: str
    unit: str
    unit_zh: str
    unit_en: str
    unit_short_zh: str
    unit_short_en: str
    count: int
    newest: dt.date | None
    subjects: tuple[str, ...]

    @property
    def title(self) -> str:
        return pick(self.title_zh, self.title_en)

    @property
    def other_title(self) -> str:
        """The name in the other language, where there are two."""
        own = self.title
        return next((name for name in (self.title_zh, self.title_en) if name and name != own), "")

    @property
    def description(self) -> str:
        return pick(self.description_zh, self.description_en)

    @property
    def unit_short(self) -> str:
        return pick(self.unit_short_zh or self.unit_zh, self.unit_short_en or self.unit_en)

    @property
    def unit_name(self) -> str:
        return pick(self.unit_zh, self.unit_en)

    @property
    def letter(self) -> str:
        return letter_of(self.title)

    @property
    def url(self) -> str:
        return address("portal:journal", self.slug)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All journals, and the names of the subjects that any of them has."""

    journals: tuple[ShelfJournal, ...]
    subjects: Mapping[str, tuple[str, str]]


def _subjects() -> tuple[dict[int, list[str]], dict[str, tuple[str, str]]]:
    """The codes of each journal and their names; of a journal that names none, the two in which most of its articles stand."""
    links: dict[int, list[str]] = {}
    names: dict[str, tuple[str, str]] = {}
    subject = ("subject__code", "subject__name_zh", "subject__name_en")
    for journal, code, *words in Journal.subjects.through.objects.order_by("subject__code").values_list(
        "journal_id", *subject
    ):
        links.setdefault(journal, []).append(code)
        names[code] = (words[0], words[1])
    silent = Journal.objects.filter(subjects__isnull=True).values("pk")
    rows: Any = Article.subjects.through.objects.filter(article__journal__in=silent).order_by()
    counted = (
        rows.values_list("article__journal_id", *subject)
        .annotate(times=Count("pk"))
        .order_by("-times", "subject__code")
    )
    for journal, code, zh, en, _times in counted:
        if len(links.setdefault(journal, [])) < OF_ARTICLES:
            links[journal].append(code)
            names[code] = (zh, en)
    return links, names


def _read() -> Shelf:
    """Four queries."""
    counted = {
        row["journal_id"]: (row["count"], row["newest"])
        for row in Article.objects.order_by()
        .values("journal_id")
        .annotate(count=Count("pk"), newest=Max("published_on"))
    }
    links, names = _subjects()
    rows = Journal.objects.public().order_by("slug").values_list(*_COLUMNS)
    journals = tuple(_shelved(row, counted, links) for row in rows)
    return Shelf(journals, names)


def _shelved(row: tuple[Any, ...], counted: dict[int, tuple[int, Any]], links: dict[int, list[str]]) -> ShelfJournal:
    """A row of the query with its numbers and subjects."""
    values: list[Any] = [*row, *counted.get(row[0], (0, None)), tuple(links.get(row[0], ()))]
    return ShelfJournal(*values)


def shelf() -> Shelf:
    """All journals; read once a generation and process, because there are hundreds and their articles are many more."""
    return remembered("journal shelf", _read)


@dataclass(frozen=True, slots=True)
class ShelfAsked:
    """What a reader asks of the shelf: words in the name, one value a filter, an order."""

    words: str = ""
    subject: str = ""
    unit: str = ""
    letter: str = ""
    sort: str = "newest"

    def url(self, **changes: str) -> str:
        """The address with something changed."""
        asked = replace(self, **changes)
        values = {"q": asked.words, "subject": asked.subject, "unit": asked.unit, "letter": asked.letter}
        if asked.sort != "newest":
            values["sort"] = asked.sort
        query = urlencode({name: value for name, value in values.items() if value})
        base = address("portal:journals")
        return f"{base}?{query}" if query else base

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.subject or self.unit or self.letter)


def read_asked(query: Mapping[str, str]) -> ShelfAsked:
    """What the address asks for; anything odd is left out."""
    sort = query.get("sort", "")
    return ShelfAsked(
        words=" ".join(query.get("q", "").replace("\x00", "").split())[:80],
        subject=query.get("subject", "")[:10],
        unit=query.get("unit", "")[:80],
        letter=query.get("letter", "")[:1].upper(),
        sort=sort if sort in SORTS else "newest",
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter with its count and the address that chooses or drops it."""

    value: str
    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The journals asked for and what they can be narrowed by; each filter counts what the others leave."""

    journals: list[ShelfJournal]
    subjects: list[Choice]
    units: list[Choice]
    letters: list[Choice]


def find_journals(asked: ShelfAsked) -> Found:
    """The journals on the shelf that a reader asks for."""
    kept = shelf()
    tests = _tests(asked)

    def without(name: str) -> list[ShelfJournal]:
        return [one for one in kept.journals if all(test(one) for key, test in tests.items() if key != name)]

    units = {one.unit: one.unit_name for one in kept.journals}
    subjects = {code: pick(*names) for code, names in kept.subjects.items()}
    journals = sorted(without(""), key=_order(asked.sort))
    by_subject = Counter(code for one in without("subject") for code in one.subjects)
    by_unit = Counter(one.unit for one in without("unit"))
    by_letter = Counter(one.letter for one in without("letter"))
    return Found(
        journals,
        _choices(asked, "subject", by_subject.most_common(), subjects),
        _choices(asked, "unit", by_unit.most_common(), units),
        _choices(asked, "letter", sorted(by_letter.items(), key=lambda row: (row[0] == "#", row[0])), {}),
    )


Test = Callable[[ShelfJournal], bool]


def _tests(asked: ShelfAsked) -> dict[str, Test]:
    found: dict[str, Test] = {}
    if asked.words:
        wanted = asked.words.casefold()
        found["q"] = lambda one: any(
            wanted in text.casefold() for text in (one.title_zh, one.title_en, one.issn, one.eissn)
        )
    if asked.subject:
        found["subject"] = lambda one: asked.subject in one.subjects
    if asked.unit:
        found["unit"] = lambda one: one.unit == asked.unit
    if asked.letter:
        found["letter"] = lambda one: one.letter == asked.letter
    return found


def _order(sort: str) -> Callable[[ShelfJournal], Any]:
    if sort == "name":
        return lambda one: sort_key(one.title)
    if sort == "size":
        return lambda one: (-one.count, sort_key(one.title))
    return lambda one: (-(one.newest.toordinal() if one.newest else 0), sort_key(one.title))


def _choices(
    asked: ShelfAsked, name: str, counts: Iterable[tuple[str, int]], labels: Mapping[str, str]
) -> list[Choice]:
    chosen = getattr(asked, name)
    found = [
        Choice(
            value,
            labels.get(value, value),
            count,
            asked.url(**{name: "" if value == chosen else value}),
            value == chosen,
        )
        for value, count in counts
    ]
    if chosen and not any(one.chosen for one in found):
        found.append(Choice(chosen, labels.get(chosen, chosen), 0, asked.url(**{name: ""}), True))
    return found


def sort_labels() -> list[tuple[str, str]]:
    """The orders of the shelf in words."""
    return [("newest", _("Newest paper")), ("name", _("Name")), ("size", _("Most papers"))]


def search_value(journal: Journal) -> str:
    """What the search index calls a journal in its facet."""
    return journal.title_zh or journal.title_en


def subjects_of(slug: str) -> list[tuple[str, str]]:
    """The subjects of a journal on the shelf: code and name."""
    kept = shelf()
    found = next((one.subjects for one in kept.journals if one.slug == slug), ())
    return [(code, pick(*kept.subjects[code])) for code in found]
