"""What a text is compared by: stems and Chinese words, with bridges from one language to the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from scicomm.listening.rules.topics.features import UNLISTED, lexicon, shares
from scicomm.search import analysis, folding, stemming

BRIDGE = 0.7
"""How much the word of the other language counts beside the word itself."""
LONGEST_BRIDGE = 8
MOST_TEXT = 6000
"""Characters of a text that count."""
_STOPS = (
    "a about above after all also an and any are as at be because been before being below between both but by can cannot "
    "could did do does doing done down during each for from further had has have having he her here how however i if in "
    "into is it its itself made make may me might more most must no nor not obtained of on one only or other our out "
    "over own paper presented same shall she should so some such than that the their them then there these they this "
    "those through to too two under until up upon us use used using very was we were what when where which while who "
    "whom why will with would you your"
)
_STOP = frozenset(_STOPS.split())

Bridges = Mapping[str, tuple[str, ...]]
"""A Chinese word with the stems of its English name."""


@lru_cache(maxsize=1)
def small_lexicon() -> dict[str, tuple[str, ...]]:
    """The bridges that come with the house."""
    return {chinese: (english,) for chinese, english in lexicon().items() if english}


def bridges_of(terms: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The lexicon of the house and its term base: pairs of a Chinese and an English name."""
    found = dict(small_lexicon())
    for chinese, english in terms:
        stems = tuple(_latin(word) for word in analysis.words(english) if word not in _STOP and _latin(word))
        if chinese and stems:
            found[folding.normalise(chinese)] = stems
    return found


@lru_cache(maxsize=200_000)
def _latin(word: str) -> str:
    return stemming.stem(word)


def words_of(text: str, bridges: Bridges | None = None) -> dict[str, float]:
    """The words of a text with how often each stands in it; Chinese ones bring the English words known for them."""
    known = small_lexicon() if bridges is None else bridges
    found: Counter[str] = Counter()
    weights: dict[str, float] = {}
    for token in analysis.tokens(folding.normalise(text[:MOST_TEXT])):
        if not token.han:
            if len(token.text) > 1 and token.text not in _STOP and (stem := _latin(token.text)):
                found[stem] += 1
            continue
        found.update(word for word in analysis.segment(token.text) if len(word) > 1)
        for stem in _bridged(token.text, known):
            weights[stem] = weights.get(stem, 0.0) + BRIDGE
    for word, count in found.items():
        weights[word] = weights.get(word, 0.0) + count
    return weights


def _bridged(run: str, known: Bridges) -> list[str]:
    """English stems for the longest known words of a run of Chinese, from left to right."""
    stems: list[str] = []
    at = 0
    while at < len(run):
        for size in range(min(LONGEST_BRIDGE, len(run) - at), 1, -1):
            if english := known.get(run[at : at + size]):
                stems.extend(english)
                at += size
                break
        else:
            at += 1
    return stems


def share_of(word: str) -> float:
    """How often a word stands among all words of its language at large."""
    return shares().get(word, UNLISTED)
