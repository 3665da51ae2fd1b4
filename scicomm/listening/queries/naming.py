"""What a mention speaks of besides its main link: people, units, and papers by journal, author and month.

The names of the house are memory of the process, made anew when people, units or articles changed in number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from scicomm.journals.models import Article, Authorship, Journal
from scicomm.listening.enums import LinkMethod, LinkState
from scicomm.listening.models import Mention
from scicomm.listening.rules.naming import Found, Names, person_names
from scicomm.organisation.models import Person, Unit

MONTH = dt.timedelta(days=45)
"""How long after a paper coverage that names journal and author is about it."""
SURE, LIKELY, DOUBT = 0.95, 0.85, 0.5
NEAR = 400
"""Characters within which a unit's name speaks for a person's."""


@dataclass(frozen=True)
class FoundLink:
    """One thing a mention speaks of, as a row to be made: which field, its id, what told it, how sure, the words."""

    field: str
    target_id: int
    method: str
    confidence: float
    evidence: tuple[str, ...]

    @property
    def state(self) -> str:
        return LinkState.FOUND if self.confidence >= LIKELY else LinkState.DOUBTFUL


class House:
    """The names of people, units and journals of the house, and who wrote which papers lately."""

    def __init__(self) -> None:
        self.people: Names[int] = Names()
        self.units: Names[int] = Names()
        self.journals: Names[int] = Names()
        self.unit_of: dict[int, set[int]] = {}
        self.shared: set[str] = set()
        parents = {unit.pk: unit for unit in Unit.objects.all()}
        paths = {unit.path: unit.pk for unit in parents.values()}
        for unit in parents.values():
            for name in {
                unit.name_zh,
                unit.name_en,
                getattr(unit, "short_name_zh", ""),
                getattr(unit, "short_name_en", ""),
            }:
                if name and len(name) > 2:
                    self.units.put(unit.pk, name)
        for person in Person.objects.select_related("unit"):
            path = person.unit.path
            self.unit_of[person.pk] = {
                paths[path[:n]] for n in range(Unit.steplen, len(path) + 1, Unit.steplen) if path[:n] in paths
            }
            for name in person_names(
                person.family_name_zh, person.given_name_zh, person.family_name_en, person.given_name_en
            ):
                self.people.put(person.pk, name)
        for pk, chinese, english in Journal.objects.values_list("pk", "title_zh", "title_en"):
            for name in (chinese, english):
                if name:
                    self.journals.put(pk, name)

    def links_of(self, mention: Mention) -> list[FoundLink]:
        """What the text names. One query where it names a journal and a person, else none."""
        text = f"{mention.title}\n{mention.body or mention.summary}"[:20_000]
        people, units = list(self.people.find(text)), list(self.units.find(text))
        found = [self._person(one, people, units) for one in _once(people)]
        found += [FoundLink("unit_id", one.key, LinkMethod.NAME, SURE, (one.words,)) for one in _once(units)]
        journals = {one.key: one for one in self.journals.find(text)}
        if journals and people:
            found += _papers(mention, people, journals)
        return [one for one in found if one is not None]

    def _person(self, one: Found[int], people: list[Found[int]], units: list[Found[int]]) -> FoundLink:
        """Sure where the person's unit stands near; doubtful where the name stands alone, or is another's too."""
        mine = [unit for unit in units if unit.key in self.unit_of[one.key] and abs(unit.start - one.start) <= NEAR]
        same = {other.key for other in people if other.start == one.start}
        rivals = [key for key in same if key != one.key and self.unit_of[key] & {unit.key for unit in mine}]
        if mine and not rivals:
            return FoundLink("person_id", one.key, LinkMethod.NAME, SURE, (one.words, mine[0].words))
        return FoundLink("person_id", one.key, LinkMethod.NAME_ALONE, DOUBT / max(len(same), 1), (one.words,))


def _once(found: Iterable[Found[int]]) -> list[Found[int]]:
    """The first place of each."""
    first: dict[int, Found[int]] = {}
    for one in found:
        first.setdefault(one.key, one)
    return list(first.values())


def _papers(mention: Mention, people: list[Found[int]], journals: dict[int, Found[int]]) -> list[FoundLink]:
    """Papers of a named journal by a named author, out within the month; doubtful where there are two."""
    day = timezone.localdate(mention.published_at or mention.found_at)
    names = {one.key: one for one in people}
    rows = Authorship.objects.filter(
        person__in=list(names), article__journal__in=list(journals), article__published_on__lte=day,
        article__published_on__gte=day - MONTH,
    ).values_list("article_id", "article__journal_id", "person_id")  # fmt: skip
    by_article = {article: (journal, person) for article, journal, person in rows}
    sure = LIKELY if len(by_article) == 1 else DOUBT
    return [
        FoundLink("article_id", article, LinkMethod.JOURNAL, sure, (journals[journal].words, names[person].words))
        for article, (journal, person) in by_article.items()
    ]


_kept: dict[str, Any] = {"stamp": None, "house": None}


def house() -> House:
    """The names as they stand; three cheap queries where nothing changed."""
    stamp = (
        tuple(Person.objects.aggregate(Count("pk"), Max("pk")).values()),
        tuple(Unit.objects.aggregate(Count("pk"), Max("pk")).values()),
        tuple(Journal.objects.aggregate(Count("pk"), Max("pk")).values()),
    )
    if _kept["stamp"] != stamp:
        _kept.update(stamp=stamp, house=House())
    found: House = _kept["house"]
    return found


@dataclass(frozen=True)
class Earned:
    """Coverage of something in a period: independent reports, copies, outlets, first report; by class, language and day."""

    reports: int
    copies: int
    own: int
    outlets: int
    first: Mention | None
    by_class: tuple[tuple[str, int], ...]
    by_language: tuple[tuple[str, int], ...]
    by_day: tuple[tuple[dt.date, int], ...]
    mentions: tuple[Mention, ...]


def earned(mentions: Any, *, about: Any, since: dt.date, until: dt.date) -> Earned:
    """The coverage of a story, paper, person or unit (with what is below it) among mentions; rejected links do not count."""
    rows = (
        mentions.filter(_speaks_of(about))
        .filter(
            Q(published_at__date__range=(since, until)) | Q(published_at=None, found_at__date__range=(since, until))
        )
        .distinct()
        .select_related("original")
        .order_by("published_at", "pk")
    )
    found = list(rows[:5000])
    heard = [one for one in found if not one.is_own]
    independent = [one for one in heard if one.original_id is None]
    days: dict[dt.date, int] = {}
    for one in independent:
        day = timezone.localdate(one.published_at or one.found_at)
        days[day] = days.get(day, 0) + 1
    return Earned(
        reports=len(independent), copies=len(heard) - len(independent), own=len(found) - len(heard),
        outlets=len({one.source for one in heard}), first=independent[0] if independent else None,
        by_class=_counted(one.get_source_class_display() for one in independent),
        by_language=_counted(one.get_language_display() for one in independent), by_day=tuple(sorted(days.items())),
        mentions=tuple(reversed(independent[-200:])),
    )  # fmt: skip


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for name in names:
        counts[str(name)] = counts.get(str(name), 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _speaks_of(about: Any) -> Q:
    """Main links and the others, and what joined the topic of a story of ours."""
    good = Q(links__state__in=[LinkState.FOUND, LinkState.CONFIRMED])
    if isinstance(about, Person):
        return good & Q(links__person=about)
    if isinstance(about, Unit):
        mine = Q(links__unit__path__startswith=about.path) | Q(links__person__unit__path__startswith=about.path)
        linked = Q(article__journal__unit__path__startswith=about.path) | Q(dossier__unit__path__startswith=about.path)
        return (good & mine) | linked
    if isinstance(about, Article):
        return Q(article=about) | (good & Q(links__article=about))
    return Q(dossier=about) | Q(topic__dossier=about) | (good & Q(links__dossier=about))
