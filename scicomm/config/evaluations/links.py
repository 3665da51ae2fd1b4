"""Measures the links of mentions on any set: how many are found, how many of them right, how many are missing.

The rules are those of the links' stage; only where the known things come from differs: here from lines of a file.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from scicomm.config.evaluations.link_sets import METHODS, Known, Told, plain_address
from scicomm.listening.rules.main_link import Said, main_link

LISTED = 30


@dataclass
class Score:
    """How many links were found, how many of them right, how many were wanted, how many of those found."""

    found: int = 0
    right: int = 0
    wanted: int = 0
    met: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.met / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "precision": self.precision, "recall": self.recall, "f1": self.f1}


@dataclass
class LinkFigures:
    mentions: int = 0
    known: int = 0
    all: Score = field(default_factory=Score)
    by_method: dict[str, Score] = field(default_factory=dict)
    by_kind: dict[str, Score] = field(default_factory=dict)
    doubtful: int = 0
    doubtful_right: int = 0
    mentions_a_second: float = 0.0
    missing: list[tuple[str, str, str]] = field(default_factory=list)
    needless: list[tuple[str, str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        values = {key: value for key, value in vars(self).items() if key not in {"all", "by_method", "by_kind"}}
        return {
            **values, **self.all.to_json(),
            "by_method": {name: score.to_json() for name, score in self.by_method.items()},
            "by_kind": {name: score.to_json() for name, score in self.by_kind.items()},
        }  # fmt: skip


def links_of(known: Known, told: Told) -> tuple[dict[str, str], set[str]]:
    """What the real rules find: the sure targets with their method, and the doubtful ones."""

    def by_title(item: Said) -> tuple[str, str, float] | None:
        match = known.titles.find(item.title, item.text)
        return (match.key, match.title, match.score) if match else None

    hit = main_link(
        told.said,
        by_doi=known.dois.get,
        by_address=lambda address: known.addresses.get(plain_address(address)),
        by_title=by_title,
    )
    sure: dict[str, str] = {hit.key: METHODS[hit.method]} if hit else {}
    doubtful = set()
    for one in known.names.named_in(told.said.text, known.papers_before(told.day)):
        if one.is_sure:
            sure.setdefault(one.key, one.method)
        else:
            doubtful.add(one.key)
    return sure, doubtful - set(sure)


def evaluate(known: Known, mentions: list[Told], step: Callable[[], object]) -> LinkFigures:
    """Look for links in each mention and compare. A story counts for its paper, too: who links to the one speaks of the other."""
    figures = LinkFigures(mentions=len(mentions), known=len(known.kinds))
    spent = 0.0
    for told in mentions:
        began = time.perf_counter()
        sure, doubtful = links_of(known, told)
        spent += time.perf_counter() - began
        _count(figures, known, told, sure)
        figures.doubtful += len(doubtful)
        figures.doubtful_right += len(doubtful & set(told.wants))
        step()
    figures.mentions_a_second = len(mentions) / spent if spent else 0.0
    return figures


def _count(figures: LinkFigures, known: Known, told: Told, sure: dict[str, str]) -> None:
    found = set(sure) | {known.article_of.get(key, "") for key in sure}
    for target, method in sure.items():
        right = target in told.wants or known.article_of.get(target, "") in told.wants
        for score in _scores(figures, method, known.kinds[target]):
            score.found += 1
            score.right += right
        if not right and len(figures.needless) < LISTED:
            figures.needless.append((told.key, target, method))
    for target, method in told.wants.items():
        met = target in found
        for score in _scores(figures, METHODS.get(method, ""), known.kinds[target]):
            score.wanted += 1
            score.met += met
        if not met and len(figures.missing) < LISTED:
            figures.missing.append((told.key, target, method))


def _scores(figures: LinkFigures, method: str, kind: str) -> list[Score]:
    scores = [figures.all, figures.by_kind.setdefault(kind, Score())]
    return [*scores, figures.by_method.setdefault(method, Score())] if method else scores


def traps(mentions: list[Told]) -> Counter[bool]:
    """How many mentions speak of something of ours, and how many of nothing."""
    return Counter(bool(told.wants) for told in mentions)
