"""Articles for measuring search at size: both languages, Zipf vocabulary, realistic lengths, made from a seed.

Words come from the demonstration's own papers, so that segmentation and stemming have real work; a long tail of rare words is
composed of them. Nothing in it means anything.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from scicomm.config.benchmarks.academy import PROJECT
from scicomm.search import analysis, folding
from scicomm.search.documents import SearchDocument

SEED = 20260601
TAIL = 30_000
ZIPF = 1.0
JOURNALS, SUBJECTS, UNITS = 350, 300, 120
TYPES = ("research-article", "review-article", "letter", "editorial", "data-paper", "case-report")
_FULL_TEXTS = 0.02
_TAGS = re.compile(r"<[^>]+>")


class Words:
    """A vocabulary drawn from by Zipf's law."""

    def __init__(self, words: Sequence[str], exponent: float = ZIPF) -> None:
        self.words = list(words)
        self.weights = list(accumulate(1 / (rank + 2) ** exponent for rank in range(len(self.words))))

    def draw(self, chance: random.Random, count: int) -> list[str]:
        top = self.weights[-1]
        return [self.words[bisect(self.weights, chance.random() * top)] for _ in range(count)]


def _material() -> tuple[list[str], list[str]]:
    """Chinese and English words of the demonstration's papers, the frequent ones first."""
    counted: dict[bool, dict[str, int]] = {True: {}, False: {}}
    for path in sorted((PROJECT / "scicomm" / "config" / "demo" / "data").glob("part_*/jats/**/*.xml")):
        text = folding.normalise(_TAGS.sub(" ", path.read_text(encoding="utf-8")))
        for token in analysis.tokens(text):
            pieces = analysis.segment(token.text) if token.han else [token.text] if token.text.isalpha() else []
            for piece in pieces:
                counted[token.han][piece] = counted[token.han].get(piece, 0) + 1
    chinese, english = (sorted(found, key=lambda word: (-found[word], word)) for found in counted.values())
    return chinese, english


class Corpus:
    """Documents and queries of one seed."""

    def __init__(self, seed: int = SEED) -> None:
        chance = random.Random(seed)  # noqa: S311 - nothing here is secret
        chinese, english = _material()
        self.seed = seed
        self.chinese = Words(chinese + ["".join(chance.sample(chinese, 2)) for _ in range(TAIL)])
        parts = [word[:4] for word in english if len(word) > 3]
        self.english = Words(english + ["".join(chance.sample(parts, 2)) for _ in range(TAIL)])
        self.names = [
            "".join(chance.sample("伟芳娜敏静强磊洋艳勇军杰涛明超霞平刚王李张刘陈杨赵黄周吴", 3)) for _ in range(3000)
        ]

    def documents(self, count: int) -> Iterator[SearchDocument]:
        """So many articles, always the same."""
        chance = random.Random(self.seed + 1)  # noqa: S311
        for number in range(count):
            yield self.document(number, chance)

    def document(self, number: int, chance: random.Random) -> SearchDocument:
        """One article: half Chinese with an English abstract, half English alone."""
        chinese = chance.random() < 0.5
        summary = [self._text(self.english, " ", chance, 90, 200)]
        if chinese:
            summary.insert(0, self._text(self.chinese, "", chance, 90, 180))
        body = ""
        if chance.random() < _FULL_TEXTS:
            body = (
                self._text(self.chinese, "", chance, 2500, 4000)
                if chinese
                else self._text(self.english, " ", chance, 3000, 5000)
            )
        journal = min(int(chance.paretovariate(0.7)) - 1, JOURNALS - 1)
        english_title = " ".join(self.english.draw(chance, chance.randint(7, 15)))
        return SearchDocument(
            key=f"journals.article:{number}", kind="article", url=f"/articles/{number}/",
            title="".join(self.chinese.draw(chance, chance.randint(5, 12))) if chinese else english_title,
            title_other=english_title if chinese else "",
            language="zh" if chinese else "en",
            summary="\n".join(summary), body=body,
            people=tuple(chance.sample(self.names, chance.randint(1, 6))),
            keywords=tuple((self.chinese if chinese else self.english).draw(chance, 5)),
            unit=f"unit-{journal % UNITS}", units=("academy", f"unit-{journal % UNITS}"), journal=f"学报{journal}",
            subjects=tuple({f"{100 + int(chance.random() ** 2 * SUBJECTS)}" for _ in range(2)}),
            article_type=TYPES[min(int(chance.expovariate(1.2)), len(TYPES) - 1)],
            open_access=chance.random() < 0.4,
            date=datetime(2000, 1, 1, 4, tzinfo=UTC) + timedelta(days=int((1 - chance.random() ** 2) * 9600)),
            extra={"doi": f"10.5555/bench.{number}", "state": "retracted" if chance.random() < 0.002 else "current"},
        )  # fmt: skip

    def _text(self, words: Words, gap: str, chance: random.Random, least: int, most: int) -> str:
        """Sentences of about fifteen words."""
        drawn = words.draw(chance, chance.randint(least, most))
        end = "。" if not gap else ". "
        return end.join(gap.join(drawn[at : at + 15]) for at in range(0, len(drawn), 15)) + end.strip()

    def queries(self, count: int) -> list[str]:
        """What readers type: one to three words of either language, from all over the vocabulary, sometimes a phrase, a field
        or a year. Every tenth is a question of a dozen words."""
        chance = random.Random(self.seed + 2)  # noqa: S311
        found = []
        for number in range(count):
            words = self.chinese if chance.random() < 0.5 else self.english
            wanted = [word for word in words.draw(chance, 60) if len(word) > 1 and word not in analysis.STOP_WORDS]
            shape = number % 10
            if shape == 9:
                found.append(" ".join(wanted[:12]))
            elif shape == 8:
                found.append(f"title:{wanted[0]}")
            elif shape == 7:
                found.append(f"{wanted[0]} year:2015..2020")
            elif shape == 6:
                found.append(f'"{wanted[0]} {wanted[1]}"')
            else:
                found.append(" ".join(wanted[: 1 + shape % 3]))
        return found
