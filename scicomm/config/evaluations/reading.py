"""Measures how listening reads: the language of texts, the text of pages, copies of one report."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from scicomm.listening.rules.duplicates import CopyFinder, shingles
from scicomm.listening.rules.extraction import extract
from scicomm.listening.rules.language import language_code

Advance = Callable[[int], object]
OURS = ("zh", "en")


@dataclass(frozen=True)
class LanguageFigures:
    items: int
    accuracy: float
    by_label: dict[str, float]
    taken_for: dict[str, dict[str, int]]
    items_a_second: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def evaluate_language(items: Sequence[tuple[str, str]], advance: Advance) -> LanguageFigures:
    """Texts with labels: `zh`, `en`, `other`, or the code of another language, which then must not be taken for ours."""
    language_code("Reading the model once. 词典")
    began = time.perf_counter()
    found = []
    for text, _label in items:
        found.append(language_code(text))
        advance(1)
    seconds = time.perf_counter() - began
    confused: dict[str, Counter[str]] = defaultdict(Counter)
    for code, (_text, label) in zip(found, items, strict=True):
        wanted = label.split("-")[0].lower()
        confused[wanted]["right" if _agree(code, wanted) else code] += 1
    right = sum(counts["right"] for counts in confused.values())
    return LanguageFigures(
        items=len(items),
        accuracy=right / len(items),
        by_label={label: counts["right"] / counts.total() for label, counts in sorted(confused.items())},
        taken_for={
            label: {code: n for code, n in counts.items() if code != "right"} for label, counts in confused.items()
        },
        items_a_second=len(items) / seconds,
    )


def _agree(code: str, wanted: str) -> bool:
    return code == wanted if wanted in OURS else code not in OURS


@dataclass(frozen=True)
class PageCase:
    """A page and what its text should be: the whole text, or segments that must and must not be in it."""

    name: str
    html: str
    text: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


@dataclass
class Score:
    """Counts of a comparison; precision, recall and F of what was found."""

    found: float = 0.0
    missed: float = 0.0
    false: float = 0.0

    @property
    def precision(self) -> float:
        return self.found / ((self.found + self.false) or 1.0)

    @property
    def recall(self) -> float:
        return self.found / ((self.found + self.missed) or 1.0)

    @property
    def f(self) -> float:
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1.0)


@dataclass(frozen=True)
class ExtractionFigures:
    """By segments: those wanted that are in the text, those unwanted that are not. By tokens: runs of four, averaged by page."""

    pages: int
    segments: dict[str, float] | None
    tokens: dict[str, float] | None
    worst: list[tuple[str, float]] = field(default_factory=list)
    pages_a_second: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def evaluate_extraction(cases: Sequence[PageCase], advance: Advance) -> ExtractionFigures:
    began = time.perf_counter()
    texts = []
    for case in cases:
        texts.append(extract(case.html).text)
        advance(1)
    seconds = time.perf_counter() - began
    segments = Score()
    by_page: list[tuple[str, Score]] = []
    for case, text in zip(cases, texts, strict=True):
        if case.wanted or case.unwanted:
            _count_segments(case, text, segments)
        if case.text:
            by_page.append((case.name, _tokens_score(text, case.text)))
    worst = sorted(((name, round(score.f, 4)) for name, score in by_page), key=lambda pair: pair[1])[:10]
    return ExtractionFigures(
        pages=len(cases),
        segments=_values(segments) if segments.found + segments.missed + segments.false else None,
        tokens=_averaged([score for _name, score in by_page]) if by_page else None,
        worst=worst,
        pages_a_second=len(cases) / seconds,
    )


def _count_segments(case: PageCase, text: str, score: Score) -> None:
    plain = " ".join(text.split())
    for segment in case.wanted:
        if " ".join(segment.split()) in plain:
            score.found += 1
        else:
            score.missed += 1
    score.false += sum(" ".join(segment.split()) in plain for segment in case.unwanted)


_TOKEN = re.compile(r"[\u3400-\u9fff]|\w+")


def _runs(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    size = min(4, max(len(tokens), 1))
    return Counter(tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1))


def _tokens_score(text: str, wanted: str) -> Score:
    found, right = _runs(text), _runs(wanted)
    shared = (found & right).total()
    total = (found | right).total() or 1
    return Score(shared / total, (right - found).total() / total, (found - right).total() / total)


def _values(score: Score) -> dict[str, float]:
    return {"precision": score.precision, "recall": score.recall, "f": score.f}


def _averaged(scores: Sequence[Score]) -> dict[str, float]:
    """Precision and recall averaged over pages; a page without any text counts as nothing found."""
    precision = sum(score.precision for score in scores) / len(scores)
    recall = sum(score.recall for score in scores) / len(scores)
    return {"precision": precision, "recall": recall, "f": 2 * precision * recall / ((precision + recall) or 1.0)}


@dataclass(frozen=True)
class CopyFigures:
    """Of pairs that are copies by label: how many were joined, by the Jaccard index; and pairs joined wrongly."""

    items: int
    pairs: int
    precision: float
    recall: float
    by_jaccard: dict[str, tuple[int, int]]
    false: list[tuple[str, str, float]]
    items_a_second: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def evaluate_copies(
    items: Sequence[tuple[str, str, str]], pairs: Iterable[tuple[str, str]] | None, advance: Advance
) -> CopyFigures:
    """Texts with id and group (copies of one report share it), or with the pairs that are copies."""
    began = time.perf_counter()
    finder = CopyFinder()
    root: dict[str, str] = {}
    for number, (name, text, _group) in enumerate(items):
        copy = finder.add(number, text)
        root[name] = items[copy.original][0] if copy else name
        advance(1)
    seconds = time.perf_counter() - began
    wanted = (
        {_pair(*pair) for pair in pairs}
        if pairs is not None
        else _together((name, group) for name, _text, group in items)
    )
    joined = _together(root.items())
    texts = {name: text for name, text, _group in items}
    bands: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for pair in wanted:
        band = f"{round(jaccard(texts[pair[0]], texts[pair[1]]), 1):.1f}"
        bands[band][0] += pair in joined
        bands[band][1] += 1
    false = [(a, b, round(jaccard(texts[a], texts[b]), 3)) for a, b in sorted(joined - wanted)[:50]]
    hits = len(joined & wanted)
    return CopyFigures(
        items=len(items),
        pairs=len(wanted),
        precision=hits / (len(joined) or 1) if joined else 1.0,
        recall=hits / (len(wanted) or 1) if wanted else 1.0,
        by_jaccard={band: (found, of) for band, (found, of) in sorted(bands.items())},
        false=false,
        items_a_second=len(items) / seconds,
    )


def jaccard(one: str, other: str) -> float:
    """The true index of two texts' shingles, 0 to 1."""
    first, second = set(shingles(one).tolist()), set(shingles(other).tolist())
    return len(first & second) / (len(first | second) or 1)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _together(named: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, group in named:
        if group:
            groups[group].append(name)
    return {_pair(a, b) for names in groups.values() for at, a in enumerate(names) for b in names[at + 1 :]}
