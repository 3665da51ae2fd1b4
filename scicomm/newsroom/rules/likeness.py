"""How much two titles are one: pieces of their words, in Chinese and English; pure.

Broder's resemblance of shingles (1997), with pairs of characters for Chinese, where words have no spaces, and whole words and
pairs of them for English. What one title holds of the other counts too, because a hint is shorter than the title of a paper.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

LIKE = 0.5
"""From so much on, two titles are shown as likely the same."""
LEAST_PIECES = 3
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_STOP = frozenset(
    [
        "a", "an", "and", "are", "as", "at", "by", "for", "from", "how", "in", "is", "of", "on", "or", "our", "that", "the",
        "to", "we", "with",
    ]
)  # fmt: skip
_SUFFIXES = ("ing", "ed", "es", "s")


def pieces(title: str) -> frozenset[str]:
    """The pieces of a title: pairs of Chinese characters, English words in their plain form and pairs of them."""
    found: list[str] = []
    words: list[str] = []
    for run in _WORD.findall(unicodedata.normalize("NFKC", title).casefold()):
        if run[0] >= "\u3400":
            found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        elif run not in _STOP:
            words.append(_plain(run))
    found += words
    found += [f"{one} {two}" for one, two in pairwise(words)]
    return frozenset(found)


def _plain(word: str) -> str:
    """A word without its ending, where enough of it is left."""
    return next((word.removesuffix(end) for end in _SUFFIXES if word.endswith(end) and len(word) > len(end) + 3), word)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1: the larger of resemblance and nine tenths of containment; 0 where there is too little to say."""
    smaller = min(len(one), len(other))
    if smaller < LEAST_PIECES:
        return 1.0 if one and one == other else 0.0
    common = len(one & other)
    contained = 0.9 * common / smaller if smaller >= 2 * LEAST_PIECES else 0.0
    return max(common / len(one | other), contained)
