"""What a mention speaks of besides its main link: people, units, and papers by journal, author and month.

The names of the house are memory of the process, made anew when people, units or journals changed.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from scicomm.journals.models import Authorship, Journal
from scicomm.listening.enums import LinkState
from scicomm.listening.models import Mention
from scicomm.listening.queries.changes import Watched
from scicomm.listening.rules.house_names import HouseNames, Named
from scicomm.organisation.models import Person, Unit

MONTH = dt.timedelta(days=45)
"""How long after a paper coverage that names journal and author is about it."""


@dataclass(frozen=True)
class FoundLink:
    """One thing a mention speaks of, as a row to be made: which field, its id, what told it, how sure, the words."""

    field: str
    target_id: int
    method: str
    confidence: float
    evidence: tuple[str, ...]
    is_sure: bool = True

    @property
    def state(self) -> str:
        return LinkState.FOUND if self.is_sure else LinkState.DOUBTFUL

    @classmethod
    def of(cls, named: Named[int]) -> FoundLink:
        return cls(
            f"{named.kind}_id", named.key, named.method, named.confidence, named.evidence, named.is_sure
        )  # fmt: skip


class House:
    """The names of people, units and journals of the house as the database has them."""

    def __init__(self) -> None:
        self.names: HouseNames[int] = HouseNames()
        units = list(Unit.objects.only("path", "name_zh", "name_en", "short_zh", "short_en"))
        paths = {unit.path: unit.pk for unit in units}
        for unit in units:
            self.names.put_unit(unit.pk, unit.name_zh, unit.name_en, unit.short_zh, unit.short_en)
        people = Person.objects.values_list(
            "pk", "unit__path", "family_name_zh", "given_name_zh", "family_name_en", "given_name_en"
        )
        for pk, path, *names in people.iterator(2000):
            line = (paths[path[:n]] for n in range(Unit.steplen, len(path) + 1, Unit.steplen) if path[:n] in paths)
            self.names.put_person(pk, line, *names)
        for pk, chinese, english in Journal.objects.values_list("pk", "title_zh", "title_en"):
            self.names.put_journal(pk, chinese, english)

    def links_of(self, mention: Mention) -> list[FoundLink]:
        """What the text names. One query where it names a journal and a person, else none."""
        text = f"{mention.title}\n{mention.body or mention.summary}"
        return [FoundLink.of(one) for one in self.names.named_in(text, _papers_before(mention))]


def _papers_before(mention: Mention) -> Callable[[list[int], list[int]], Iterable[tuple[int, int, int]]]:
    """Papers of people in journals that were out within the month before a mention: article, journal, person."""
    day = timezone.localdate(mention.published_at or mention.found_at)

    def papers(people: list[int], journals: list[int]) -> Iterable[tuple[int, int, int]]:
        return Authorship.objects.filter(
            person__in=people, article__journal__in=journals, article__published_on__lte=day,
            article__published_on__gte=day - MONTH,
        ).values_list("article_id", "article__journal_id", "person_id")  # fmt: skip

    return papers


class _Kept:
    """The house of this process, made anew when people, units or journals changed in number or by their audit."""

    def __init__(self) -> None:
        self.changes = Watched(Person, Unit, Journal)
        self.counts: tuple[Any, ...] = ()
        self.house: House | None = None
        self.lock = threading.Lock()

    def now(self) -> House:
        with self.lock:
            changed = self.changes.changed()
            counts = tuple(
                value
                for model in (Person, Unit, Journal)
                for value in model._default_manager.aggregate(Count("pk"), Max("pk")).values()
            )
            if changed or counts != self.counts or self.house is None:
                self.counts, self.house = counts, House()
            return self.house


_kept = _Kept()


def house() -> House:
    """The names as they stand; a few cheap queries where nothing changed."""
    return _kept.now()
