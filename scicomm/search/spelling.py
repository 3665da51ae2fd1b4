"""How far two spellings are apart, and the best of several; no index."""

from __future__ import annotations

from collections.abc import Iterable


def distance(one: str, other: str, most: int) -> int:
    """Changes between two words (a letter more, less, other, or two swapped), counted up to ``most + 1``."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        last, row, older = row, [i], before
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return row[-1]


def nearest(word: str, candidates: Iterable[tuple[str, int]], most: int) -> str | None:
    """The candidate nearest to a word, more frequent ones first among equals; None if none is near or it is known.

    Candidates are (spelling, frequency). First letters are rarely mistyped, so they break the remaining ties.
    """
    best: tuple[int, int, bool, str] | None = None
    for spelling, frequency in candidates:
        if spelling == word:
            return None
        apart = distance(word, spelling, most)
        if apart <= most:
            rank = (apart, -frequency, spelling[:1] != word[:1], spelling)
            best = rank if best is None or rank < best else best
    return best[3] if best else None
