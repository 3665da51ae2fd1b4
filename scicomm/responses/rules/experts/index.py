"""The documents of a house as arrays: which word stands in which document how often, and whose documents they are."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from scicomm.responses.rules.experts.words import Bridges, share_of, words_of

TITLE = 2.0
"""How much a word of the title counts."""
BACKGROUND = 200.0
"""Documents that the frequencies of the language count for; with few documents of one's own they decide what is a rare word."""
WORDS = 100
"""Words of a document of the background: about an abstract's."""

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Document:
    """Something people wrote, said, or are named for; `people` in the order of the authors. A year of 0 is not known."""

    key: str
    title: str
    text: str
    people: tuple[str, ...]
    year: int = 0
    weights: tuple[float, ...] = ()

    @property
    def mark(self) -> int:
        """Tells texts apart, so that the words of one that did not change are not counted again."""
        return zlib.crc32(f"{self.title}\n{self.text}".encode())


@dataclass
class ExpertIndex:
    """Two sparse tables, words to documents and documents to words, and one of documents to people (all compressed rows)."""

    keys: list[str]
    people: list[str]
    words: list[str]
    word_starts: Array
    word_documents: Array
    word_counts: Array
    document_starts: Array
    document_words: Array
    document_counts: Array
    author_starts: Array
    author_people: Array
    author_weights: Array
    lengths: Array
    years: Array
    rarity: Array
    marks: Array
    stamp: str = ""
    bridges: Bridges | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = {word: number for number, word in enumerate(self.words)}
        self.places = {key: place for place, key in enumerate(self.keys)}
        rows = np.diff(self.author_starts)
        self.author_documents = np.repeat(np.arange(len(self.keys), dtype=np.int64), rows)
        self.written = np.bincount(self.author_people, minlength=len(self.people)).astype(np.float64)
        self.mean_length = float(self.lengths.mean()) if len(self.lengths) else 1.0

    def row(self, document: Document) -> dict[str, float] | None:
        """The counts of a document that stands here with the same text."""
        place = self.places.get(document.key)
        if place is None or int(self.marks[place]) != document.mark:
            return None
        row = slice(self.document_starts[place], self.document_starts[place + 1])
        words, counts = self.document_words[row].tolist(), self.document_counts[row].tolist()
        return {self.words[word]: count for word, count in zip(words, counts, strict=True)}

    def weigh(self, words: dict[str, float]) -> tuple[Array, Array]:
        """The numbers of the words that are known here, and how often each is asked."""
        known = [(self.numbers[word], count) for word, count in words.items() if word in self.numbers]
        return np.array([n for n, _c in known], dtype=np.int64), np.array([c for _n, c in known], dtype=np.float64)


def counts_of(document: Document, bridges: Bridges | None) -> dict[str, float]:
    """Its words with their counts; those of the title count more."""
    found = words_of(document.text, bridges)
    for word, count in words_of(document.title, bridges).items():
        found[word] = found.get(word, 0.0) + (TITLE * count if document.text else count)
    return found


def build_index(
    documents: Sequence[Document], bridges: Bridges | None = None, *, old: ExpertIndex | None = None, stamp: str = ""
) -> ExpertIndex:
    """Index documents; those without people are in it too, because they say which words are rare.

    What an `old` index, made with the same bridges, knows of the same text is taken from it. `stamp` is the caller's.
    """
    rows = [(old.row(document) if old else None) or counts_of(document, bridges) for document in documents]
    numbers: dict[str, int] = {}
    for row in rows:
        for word in row:
            numbers.setdefault(word, len(numbers))
    starts = _starts(len(row) for row in rows)
    words = np.fromiter((numbers[word] for row in rows for word in row), np.int32, int(starts[-1]))
    counts = np.fromiter((count for row in rows for count in row.values()), np.float32, int(starts[-1]))
    order = np.argsort(words, kind="stable")
    frequency = np.bincount(words, minlength=len(numbers))
    of = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(starts))
    people, author_starts, author_people, author_weights = _authors(documents)
    return ExpertIndex(
        keys=[document.key for document in documents],
        people=people,
        words=list(numbers),
        word_starts=np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64),
        word_documents=of[order],
        word_counts=counts[order],
        document_starts=starts,
        document_words=words,
        document_counts=counts,
        author_starts=author_starts,
        author_people=author_people,
        author_weights=author_weights,
        lengths=np.array([sum(row.values()) for row in rows], dtype=np.float32),
        years=np.array([document.year for document in documents], dtype=np.int16),
        rarity=_rarity(list(numbers), frequency, len(rows)),
        marks=np.array([document.mark for document in documents], dtype=np.uint32),
        stamp=stamp,
        bridges=bridges,
    )


def _authors(documents: Sequence[Document]) -> tuple[list[str], Array, Array, Array]:
    """The people, and whose each document is, in compressed rows with the weight of each."""
    numbers: dict[str, int] = {}
    people: list[int] = []
    weights: list[float] = []
    for document in documents:
        people.extend(numbers.setdefault(person, len(numbers)) for person in document.people)
        weights.extend(document.weights or (1.0,) * len(document.people))
    starts = _starts(len(document.people) for document in documents)
    return list(numbers), starts, np.array(people, dtype=np.int32), np.array(weights, dtype=np.float32)


def _starts(sizes: Iterable[int]) -> Array:
    return np.cumsum([0, *sizes], dtype=np.int64)


def _rarity(words: list[str], frequency: Array, total: int) -> Array:
    """The idf of BM25 over the documents here and those of an imagined background in which words are as frequent as at large."""
    expected = np.fromiter((min(1.0, WORDS * share_of(word)) for word in words), np.float64, len(words))
    seen, all_ = frequency + BACKGROUND * expected, total + BACKGROUND
    return np.log1p((all_ - seen + 0.5) / (seen + 0.5)).astype(np.float32)


_TEXTS = ("keys", "people", "words", "stamp")
_DERIVED = ("bridges", "numbers", "places")


def save_index(index: ExpertIndex, path: Path) -> None:
    """Write an index in one step: readers have the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    named = {one.name: getattr(index, one.name) for one in fields(index) if one.name not in _DERIVED}
    for name in _TEXTS:
        named[name] = np.frombuffer(json.dumps(named[name], ensure_ascii=False).encode(), dtype=np.uint8)
    half = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(half, **named)
    half.replace(path)


def load_index(path: Path, bridges: Bridges | None = None) -> ExpertIndex | None:
    """An index as it was saved; None where there is none, or one that cannot be read: it can always be made anew."""
    try:
        with np.load(path, allow_pickle=False) as held:
            named: dict[str, Any] = {name: held[name] for name in held.files}
        for name in _TEXTS:
            named[name] = json.loads(named[name].tobytes())
        return ExpertIndex(**named, bridges=bridges)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zlib.error):
        return None
