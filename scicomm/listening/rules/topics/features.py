"""What an item is compared by: words of both languages, numbers, and English words for the Chinese ones of a small lexicon."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files

from scicomm.search import analysis, folding, stemming

MOST_TEXT = 1500
"""Characters of the text that count: reports say in the beginning what they are about."""
TITLE = 2.0
BRIDGE = 0.7
"""How much the English word of a Chinese one counts, beside the word itself."""
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?(?![\w])")
_HAN = re.compile(f"[{analysis.HAN}]")
_STOPS = (
    "a about after all also an and are as at be been but by can could did do does for from had has have he her his "
    "how i if in into is it its just may might more most new no not of on one or our out over said say says she so "
    "than that the their then there these they this those to up us was we were what when where which who why will "
    "with would you your"
)
_STOP = frozenset(_STOPS.split())
# Seldom words of no list: as seldom as the last ones that the lists hold.
UNLISTED = 1e-7


@lru_cache(maxsize=1)
def lexicon() -> dict[str, str]:
    """Chinese words of science and public affairs with the stem of their English word."""
    rows = csv.DictReader(files(__package__).joinpath("lexicon.csv").read_text("utf-8").splitlines())
    return {row["zh"]: stemming.stem(row["en"]) for row in rows}


@lru_cache(maxsize=1)
def shares() -> dict[str, float]:
    """How often a word (a stem in English) stands among all words of its language at large."""
    import wordfreq  # brings much with it: only who asks waits for that

    found: dict[str, float] = {}
    for language in ("en", "zh"):
        frequencies = wordfreq.get_frequency_dict(language)
        latin = [word for word in frequencies if not _HAN.search(word)]
        stems = dict(zip(latin, stemming.stems(latin), strict=True))
        for word, share in frequencies.items():
            key = stems.get(word, word)
            found[key] = found.get(key, 0.0) + share
    return found


def features(title: str, text: str = "") -> dict[str, float]:
    """The features of an item with how often each stands in it; those of the title count double where there is a text."""
    found: dict[str, float] = {}
    _collect(title, TITLE if text else 1.0, found)
    if text:
        _collect(text[:MOST_TEXT], 1.0, found)
    return found


def _collect(text: str, weight: float, found: dict[str, float]) -> None:
    normalised = folding.normalise(text)
    for token in analysis.tokens(normalised):
        if token.han:
            for word in analysis.segment(token.text):
                if len(word) > 1:
                    found[word] = found.get(word, 0.0) + weight
                    _bridge(word, weight * BRIDGE, found)
        elif len(token.text) > 1 and token.text not in _STOP and not token.text.isdigit():
            word = stemming.stem(token.text)
            found[word] = found.get(word, 0.0) + weight
    for number in _NUMBER.findall(normalised):
        if len(number) > 1:
            found[number] = found.get(number, 0.0) + weight


def _bridge(word: str, weight: float, found: dict[str, float]) -> None:
    for english in _english(word):
        found[english] = found.get(english, 0.0) + weight


@lru_cache(maxsize=50_000)
def _english(word: str) -> tuple[str, ...]:
    """The English stems of a Chinese word, or of the words inside a longer one."""
    known = lexicon()
    if word in known:
        return (known[word],)
    inside = (word[at : at + size] for size in (4, 3, 2) for at in range(len(word) - size + 1))
    return tuple(dict.fromkeys(known[part] for part in inside if part in known))
