"""Measures who is suggested, on documents with authors and questions with the people who know: the house's own ranking,
and beside it what is usually done, TF-IDF summed over a person's documents.

MAP counts all people a ranking gives. A question that is one of the documents (same id, its title in it) is asked without it.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from scicomm.config.evaluations.lines import rows_of, some
from scicomm.responses.rules.experts import Document, build_index, rank_people, words_of
from scicomm.search.judged import BadSet
from scicomm.search.measures import average_precision, reciprocal_rank

DEPTH = 1000
RESAMPLES = 2000


@dataclass(frozen=True)
class Asked:
    """One question with the people who know; `without` is the document that it is."""

    key: str
    text: str
    relevant: frozenset[str]
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """The figures of one ranking."""

    map: float
    precision_10: float
    mrr: float

    @classmethod
    def of(cls, rows: Sequence[tuple[float, float, float]]) -> Ranking:
        mean = np.array(rows).mean(axis=0)
        return cls(float(mean[0]), float(mean[1]), float(mean[2]))


@dataclass(frozen=True)
class ExpertFigures:
    """Ours and the plain ranking on the same questions; the lead in MAP with its interval (paired bootstrap, 95 %)."""

    documents: int
    people: int
    queries: int
    left_out: int
    unknown_people: int
    ours: Ranking
    summed_tf_idf: Ranking
    lead: float
    lead_low: float
    lead_high: float
    queries_a_second: float
    index_seconds: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_documents(path: Path) -> list[Document]:
    """Lines of id, authors (list of ids; none is no error), and title, text, abstract, keywords, year as there are.

    Raises BadSet with the line for what cannot be read.
    """
    found, seen = [], set()
    for number, row in rows_of(path, "id"):
        key = str(row["id"])
        if key in seen:
            raise BadSet(_("Line %(number)s repeats the id %(id)s.") % {"number": number, "id": key})
        seen.add(key)
        people = tuple(dict.fromkeys(_ids(row.get("authors", row.get("author_ids")) or [], number, "authors")))
        title = str(row.get("title") or "")
        text = " \n".join(_words(row.get(name)) for name in ("text", "abstract", "keywords") if row.get(name))
        if not row.keys() & {"title", "text", "abstract", "keywords"}:
            raise BadSet(_("Line %(number)s lacks %(names)s.") % {"number": number, "names": "title, text"})
        found.append(Document(key, title, text, people, _year(row.get("year"))))
    if found and not any(document.people for document in found):
        raise BadSet(_("No line of %(file)s names authors.") % {"file": path})
    return some(found, path)


def read_queries(path: Path, documents: Iterable[Document]) -> list[Asked]:
    """Lines of id, text (or title and abstract), relevant (list of author ids). Raises BadSet with the line."""
    by_key = {document.key: document for document in documents}
    found = []
    for number, row in rows_of(path, "id"):
        key = str(row["id"])
        text = " \n".join(_words(row.get(name)) for name in ("title", "text", "query", "abstract") if row.get(name))
        if not text:
            raise BadSet(_("Line %(number)s lacks %(names)s.") % {"number": number, "names": "text"})
        known = row.get("relevant", row.get("experts", row.get("author_ids", row.get("authors"))))
        own = by_key.get(key)
        without = (key,) if own and own.title and own.title in text else ()
        found.append(Asked(key, text, frozenset(_ids(known, number, "relevant")), without))
    return some(found, path)


def _words(value: object) -> str:
    return " ; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _year(value: object) -> int:
    text = str(value or "")[:4]
    return int(text) if text.isdecimal() else 0


def _ids(value: object, number: int, name: str) -> list[str]:
    """The ids of a list of names or numbers, or of objects with an id; or of the keys of grades, those above 0."""
    if value is None:
        raise BadSet(_("Line %(number)s lacks %(names)s.") % {"number": number, "names": name})
    if isinstance(value, dict):
        value = [key for key, grade in value.items() if not isinstance(grade, int | float) or grade > 0]
    if isinstance(value, str | int):
        value = [value]
    if not isinstance(value, list):
        raise BadSet(_("Line %(number)s: %(name)s is no list.") % {"number": number, "name": name})
    return [str(one.get("id", "") if isinstance(one, dict) else one) for one in value]


def evaluate(documents: list[Document], asked: list[Asked], step: Callable[[], object]) -> ExpertFigures:
    """Rank for every question by both; a question nobody of the set knows is left out."""
    begun = time.perf_counter()
    index = build_index(documents)
    built = time.perf_counter() - begun
    people = set(index.people)
    wanted = [one for one in asked if one.relevant & people]
    if not wanted:
        raise BadSet(_("No question names a person who stands in the documents."))
    plainly = Summed(documents)
    # What is loaded once (the dictionary, the words of the language) is no part of a question's time.
    rank_people(index, wanted[0].text)
    ours, theirs, spent = [], [], 0.0
    for one in wanted:
        start = time.perf_counter()
        ranked = [found.person for found in rank_people(index, one.text, limit=DEPTH, without=one.without)]
        spent += time.perf_counter() - start
        ours.append(_measured(ranked, one))
        theirs.append(_measured(plainly.rank(one), one))
        step()
    lead, low, high = _lead(np.array(ours)[:, 0] - np.array(theirs)[:, 0])
    unknown = sum(len(one.relevant - people) for one in asked)
    return ExpertFigures(
        len(documents), len(people), len(wanted), len(asked) - len(wanted), unknown, Ranking.of(ours), Ranking.of(theirs),
        lead, low, high, len(wanted) / spent if spent else 0.0, built,
    )  # fmt: skip


def _measured(ranked: list[str], one: Asked) -> tuple[float, float, float]:
    grades = dict.fromkeys(one.relevant, 1)
    precise = sum(person in one.relevant for person in ranked[:10]) / 10
    return average_precision(ranked, grades), precise, reciprocal_rank(ranked, grades)


def _lead(differences: Any) -> tuple[float, float, float]:
    """The mean difference and its 95 % interval, by drawing the questions again."""
    draws = np.random.default_rng(7).integers(0, len(differences), (RESAMPLES, len(differences)))
    means = differences[draws].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(differences.mean()), float(low), float(high)


class Summed:
    """The plain ranking: the cosine of TF-IDF between question and document, summed over a person's documents."""

    def __init__(self, documents: list[Document]) -> None:
        rows = [words_of(f"{document.title} \n{document.text}") for document in documents]
        counts: dict[str, int] = defaultdict(int)
        for row in rows:
            for word in row:
                counts[word] += 1
        self.documents = documents
        self.idf = {word: math.log(len(rows) / count) for word, count in counts.items()}
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, row in enumerate(rows):
            weights = {word: count * self.idf[word] for word, count in row.items()}
            length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
            for word, weight in weights.items():
                self.postings[word].append((place, weight / length))

    def rank(self, asked: Asked) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for word, count in words_of(asked.text).items():
            for place, weight in self.postings.get(word, ()):
                if self.documents[place].key not in asked.without:
                    for person in self.documents[place].people:
                        scores[person] += count * self.idf[word] * weight
        return sorted(scores, key=lambda person: -scores[person])[:DEPTH]
