"""Which words everybody knows: word frequencies of the language, made when first asked and kept by the process.

Zipf's scale (van Heuven et al. 2014): the logarithm of occurrences in a thousand million words; 3 is about once in a million.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from scicomm.search.analysis import segment

_RARE_CHINESE, _RARE_KEYWORD = 2.9, 3.6


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """English words of a Zipf frequency of 3 and more."""
    import wordfreq  # brings much with it: only who asks waits for that

    return frozenset(wordfreq.get_frequency_dict("en", "small"))


@lru_cache(maxsize=1)
def _chinese() -> dict[str, float]:
    """Chinese words with their share of all words."""
    import wordfreq  # brings much with it: only who asks waits for that

    return {word: share for word, share in wordfreq.get_frequency_dict("zh", "large").items() if len(word) > 1}


def is_common_in(language: str, keywords: Collection[str]) -> Callable[[str], bool]:
    """Tells whether a word is known to everybody. A word of the paper's keywords must be more common than another to
    count as known; a Chinese word that stands in no list is taken for a slip of the cutting, unless it is in a keyword."""
    terms = {part.lower() for keyword in keywords for part in (keyword, *words_in(keyword))}

    def chinese(word: str) -> bool:
        share = _chinese().get(word)
        rare = 0.0 if share is None else math.log10(share) + 9
        if word in terms:
            return rare >= _RARE_KEYWORD
        # Rare words of two characters are mostly how people write; terms of science have more.
        return share is None or len(word) < 3 or word[0] in "第一二两三四五六七八九十" or rare >= _RARE_CHINESE

    def english(word: str) -> bool:
        forms = {
            word,
            re.sub(r"(?:s|es|ed|d|ing|ly)$", "", word),
            re.sub(r"ies$", "y", word),
            re.sub(r"ing$", "e", word),
        }
        parts = word.split("-")
        return any(form in _english() for form in forms) or (
            len(parts) > 1 and all(part in _english() for part in parts)
        )

    return english if language == "en" else chinese


def words_in(text: str) -> Iterable[str]:
    """The words of a text: Latin ones as they are written, Chinese ones by the dictionary."""
    for found in re.finditer(r"[A-Za-z][A-Za-z-]+|[一-鿿]+", text):
        run = found[0]
        if run[0].isascii():
            yield run
        else:
            yield from segment(run)
