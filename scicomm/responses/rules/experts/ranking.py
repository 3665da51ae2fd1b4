"""From a question to people: documents by BM25 with words of the best ones added, then votes of documents for their authors.

The votes are those of Macdonald and Ounis (2006), where a document stands for its people with a power of its score; the norm for
prolific people is theirs too (2008). That documents are the bridge is model 2 of Balog, Azzopardi and de Rijke (2006). The words
added are those of relevance models (Lavrenko and Croft 2001; RM3).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from scicomm.responses.rules.experts.index import Array, ExpertIndex
from scicomm.responses.rules.experts.words import words_of


@dataclass(frozen=True)
class Settings:
    """What the ranking turns on. `power`: how much more the best ones say; `norm`: how much less each says of who wrote many."""

    k1: float = 1.6
    b: float = 0.75
    feedback: int = 6
    feedback_words: int = 25
    feedback_weight: float = 0.35
    short: int = 12
    documents: int = 500
    power: float = 3.0
    norm: float = 0.1
    sharing: float = 0.3
    recency: float = 0.02


DEFAULTS = Settings()
RECENT_YEARS = 20


@dataclass(frozen=True)
class Vote:
    """One document that speaks for a person, and the part of the person's score that it gives."""

    key: str
    part: float


@dataclass(frozen=True)
class Found:
    """A person with a score and the documents that count, the strongest first."""

    person: str
    score: float
    votes: tuple[Vote, ...]


def scores_of(index: ExpertIndex, numbers: Array, asked: Array, s: Settings) -> Array:
    """BM25 of all documents."""
    scores = np.zeros(len(index.keys))
    room = s.k1 * (1 - s.b + s.b * index.lengths / (index.mean_length or 1.0))
    for number, times in zip(numbers.tolist(), asked.tolist(), strict=True):
        row = slice(index.word_starts[number], index.word_starts[number + 1])
        documents, counts = index.word_documents[row], index.word_counts[row]
        gain = times * index.rarity[number] * (s.k1 + 1)
        scores[documents] += gain * counts / (counts + room[documents])
    return scores


def _with_feedback(index: ExpertIndex, numbers: Array, asked: Array, scores: Array, s: Settings) -> tuple[Array, Array]:
    """The question with the words that tell most in the documents found first."""
    best = _best(scores, s.feedback)
    # A long question says enough by itself, and words of others would lead away from it.
    weight = s.feedback_weight * min(1.0, s.short / asked.sum())
    if not len(best) or not weight:
        return numbers, asked
    trust = scores[best] / scores[best].sum()
    told = np.zeros(len(index.words))
    for place, part in zip(best.tolist(), trust.tolist(), strict=True):
        row = slice(index.document_starts[place], index.document_starts[place + 1])
        words = index.document_words[row]
        told[words] += part * index.document_counts[row] / index.lengths[place] * index.rarity[words]
    added = _best(told, s.feedback_words)
    total = np.zeros(len(index.words))
    total[numbers] = (1 - weight) * asked / asked.sum()
    total[added] += weight * told[added] / told[added].sum()
    chosen = np.flatnonzero(total)
    return chosen, total[chosen] * asked.sum()


def _best(values: Array, most: int) -> Array:
    """The places of the highest positive values, the highest first; equal ones in their order."""
    positive = np.flatnonzero(values > 0)
    if len(positive) > most:
        positive = positive[np.argpartition(-values[positive], most - 1)[:most]]
        positive.sort()
    return positive[np.argsort(-values[positive], kind="stable")]


def rank_documents(
    index: ExpertIndex, question: str, *, settings: Settings = DEFAULTS, without: Collection[str] = ()
) -> tuple[Array, Array]:
    """The places of the best documents and their scores; `without` names documents that do not count (the question's own)."""
    numbers, asked = index.weigh(words_of(question, index.bridges))
    out = [index.places[key] for key in without if key in index.places]
    if not len(numbers):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    scores = scores_of(index, numbers, asked, settings)
    scores[out] = 0.0
    numbers, asked = _with_feedback(index, numbers, asked, scores, settings)
    scores = scores_of(index, numbers, asked, settings)
    scores[out] = 0.0
    best = _best(scores, settings.documents)
    return best, scores[best]


def rank_people(
    index: ExpertIndex,
    question: str,
    *,
    limit: int = 20,
    year: int = 0,
    settings: Settings = DEFAULTS,
    without: Collection[str] = (),
) -> list[Found]:
    """The people whose documents say most about a question, with those documents; `year`: today's, old ones say less."""
    best, scores = rank_documents(index, question, settings=settings, without=without)
    if not len(best):
        return []
    strength = (scores / scores[0]) ** settings.power
    if year:
        age = np.clip(year - index.years[best], 0, RECENT_YEARS)
        strength = strength * np.where(index.years[best] > 0, 1 - settings.recency * age, 1.0)
    rows = [np.arange(index.author_starts[p], index.author_starts[p + 1]) for p in best.tolist()]
    sizes = np.array([len(row) for row in rows])
    if not sizes.sum():
        return []
    entries = np.concatenate(rows)
    people = index.author_people[entries]
    parts = np.repeat(strength / np.maximum(sizes, 1) ** settings.sharing, sizes) * index.author_weights[entries]
    parts = parts / (1 + np.log(index.written[people])) ** settings.norm
    totals = np.bincount(people, weights=parts, minlength=len(index.people))
    documents = np.repeat(best, sizes)
    order = np.lexsort((-parts, people))
    told = _Told(people[order], documents[order], parts[order])
    return [told.of(index, person, float(totals[person])) for person in _best(totals, limit).tolist()]


@dataclass(frozen=True)
class _Told:
    """What each document gives each of its people, sorted by person, the most first."""

    people: Array
    documents: Array
    parts: Array

    def of(self, index: ExpertIndex, person: int, total: float) -> Found:
        first, end = np.searchsorted(self.people, [person, person + 1]).tolist()
        rows = zip(self.documents[first:end].tolist(), self.parts[first:end].tolist(), strict=True)
        return Found(index.people[person], total, tuple(Vote(index.keys[place], part / total) for place, part in rows))
