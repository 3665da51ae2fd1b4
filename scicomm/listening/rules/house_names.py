"""What of the house a text names: people by what stands beside them, units, and papers by journal, author and month.

A name is not a person: two people share it, 王芳 teaches at another university too, and 高山 is a mountain. So a person counts
for sure only where their unit stands near, no other house stands as near, and a name that is a word is used as a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from scicomm.listening.rules.naming import Found, Names, person_names
from scicomm.listening.rules.topics.features import shares
from scicomm.search import analysis

K = TypeVar("K")
PERSON, UNIT, JOURNAL, ARTICLE = "person", "unit", "journal", "article"
BY_NAME, BY_NAME_ALONE, BY_JOURNAL = "name", "alone", "journal"
SURE, LIKELY, DOUBT = 0.95, 0.85, 0.5
NEAR: Final = 400
"""Characters within which a unit's name speaks for a person's."""
BESIDE: Final = 40
"""Characters within which another house claims a name for itself."""
MOST_TEXT: Final = 20_000
A_WORD: Final = 3e-7
"""A Chinese name that stands more often than this in the language is a word, too."""
_HAN = analysis.HAN
_OTHER_HOUSE = re.compile(
    rf"[{_HAN}]{{2,12}}?(?:大学|学院|研究所|研究院|医院|集团|公司|中学|小学|出版社|协会)"
    r"|(?:University|Institute|College|Academy|Hospital|School) of (?:the )?[A-Z][\w-]+(?: [A-Z][\w-]+)*"
    r"|[A-Z][\w-]+(?: [A-Z][\w-]+)* (?:University|Institute|College|Hospital|Academy|School|Inc|Ltd)\b"
)
_AS_A_NAME = re.compile(
    r"^\s*(?:说|称|表示|介绍|认为|指出|坦言|告诉|解释|回答|获|研究员|教授|博士|院士|老师|先生|女士|同志|讲解员|工程师|团队|课题组|等人|的(?:团队|论文|文章|研究|课题组)"
    r"|[（(])"
)
_TITLE_BEFORE = re.compile(r"(?:研究员|教授|博士|院士|老师|工程师|主任|所长|园长|作者|学者|专家|记者|由)\s*$")


@dataclass(frozen=True, slots=True)
class Named(Generic[K]):
    """One thing of ours that a text names: its kind, key, what told it, how sure, the words."""

    kind: str
    key: K
    method: str
    confidence: float
    evidence: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        return self.confidence >= LIKELY


Papers = Callable[[list[K], list[K]], Iterable[tuple[K, K, K]]]
"""Papers of people in journals, out within the month: article, journal, person."""


class HouseNames(Generic[K]):
    """The names of people, units and journals of the house."""

    def __init__(self) -> None:
        self.names: Names[tuple[str, K]] = Names()
        self._lines: dict[K, frozenset[K]] = {}

    def put_unit(self, key: K, *names: str) -> None:
        for name in names:
            if len(name) > 2:
                self.names.put((UNIT, key), name)

    def put_journal(self, key: K, *names: str) -> None:
        for name in filter(None, names):
            self.names.put((JOURNAL, key), name)

    def put_person(
        self, key: K, line: Iterable[K], family_zh: str, given_zh: str, family_en: str, given_en: str
    ) -> None:
        """A person with the units they belong to: their own and all above it."""
        self._lines[key] = frozenset(line)
        for name in person_names(family_zh, given_zh, family_en, given_en):
            self.names.put((PERSON, key), name)

    def named_in(self, text: str, papers: Papers[K]) -> list[Named[K]]:
        """What a text names, each thing once. `papers` is asked where the text names a journal and a person."""
        text = text[:MOST_TEXT]
        found = self.names.find(text)
        if not found:
            return []
        kinds: dict[str, list[Found[K]]] = {PERSON: [], UNIT: [], JOURNAL: []}
        for one in found:
            kinds[one.key[0]].append(Found(one.key[1], one.words, one.start, one.end))
        people, units = kinds[PERSON], kinds[UNIT]
        others = _other_houses(text, units) if people and units else []
        named = list(self._people(text, people, units, others))
        named += [Named(UNIT, one.key, BY_NAME, SURE, (one.words,)) for one in _once(units)]
        if kinds[JOURNAL] and people:
            named += _papers(people, {one.key: one for one in kinds[JOURNAL]}, papers)
        return named

    def _people(
        self, text: str, people: list[Found[K]], units: list[Found[K]], others: list[Found[None]]
    ) -> Iterable[Named[K]]:
        """Each person once: sure where one place makes them so; doubtful where the name stands alone, or is another's too."""
        keys_at: dict[int, set[K]] = {}
        for one in people:
            keys_at.setdefault(one.start, set()).add(one.key)
        for key, places in _by_key(people).items():
            sure = next((pair for one in places if (pair := self._sure(text, one, keys_at, units, others))), None)
            if sure:
                yield Named(PERSON, key, BY_NAME, SURE, sure)
            else:
                same = len(keys_at[places[0].start])
                yield Named(PERSON, key, BY_NAME_ALONE, DOUBT / same, (places[0].words,))

    def _sure(
        self, text: str, one: Found[K], keys_at: dict[int, set[K]], units: list[Found[K]], others: list[Found[None]]
    ) -> tuple[str, str] | None:
        """The person's words and their unit's, where that unit and nothing else speaks for them."""
        mine = [unit for unit in units if unit.key in self._lines[one.key] and _apart(unit, one) <= NEAR]
        if not mine:
            return None
        near = {unit.key for unit in units if _apart(unit, one) <= NEAR}
        if any(self._lines[key] & near for key in keys_at[one.start] if key != one.key):
            return None
        nearest = min(mine, key=lambda unit: _apart(unit, one))
        least = _apart(nearest, one)
        if any(_apart(other, one) <= min(least, BESIDE) for other in others):
            return None
        if shares().get(one.words, 0.0) > A_WORD and not _is_used_as_name(text, one):
            return None
        return one.words, nearest.words


def _apart(one: Found[K] | Found[None], other: Found[K]) -> int:
    """Characters between two names."""
    return max(one.start - other.end, other.start - one.end, 0)


def _is_used_as_name(text: str, one: Found[K]) -> bool:
    return bool(_AS_A_NAME.match(text[one.end : one.end + 12]) or _TITLE_BEFORE.search(text[: one.start][-8:]))


def _other_houses(text: str, units: list[Found[K]]) -> list[Found[None]]:
    """Houses that a text names and that are none of ours."""
    found = [Found(None, match.group(), *match.span()) for match in _OTHER_HOUSE.finditer(text)]
    return [one for one in found if not any(unit.start < one.end and one.start < unit.end for unit in units)]


def _by_key(found: Iterable[Found[K]]) -> dict[K, list[Found[K]]]:
    places: dict[K, list[Found[K]]] = {}
    for one in found:
        places.setdefault(one.key, []).append(one)
    return places


def _once(found: Iterable[Found[K]]) -> list[Found[K]]:
    """The first place of each."""
    return [places[0] for places in _by_key(found).values()]


def _papers(people: list[Found[K]], journals: dict[K, Found[K]], papers: Papers[K]) -> list[Named[K]]:
    """Papers of a named journal by a named author, out within the month; doubtful where there are two."""
    names = {one.key: one for one in people}
    by_article = {article: (journal, person) for article, journal, person in papers(list(names), list(journals))}
    sure = LIKELY if len(by_article) == 1 else DOUBT
    return [
        Named(ARTICLE, article, BY_JOURNAL, sure, (journals[journal].words, names[person].words))
        for article, (journal, person) in by_article.items()
    ]
