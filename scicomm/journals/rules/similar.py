"""Which words find articles like another; no database, no index."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scicomm.search.analysis import STOP_WORDS, words
from scicomm.search.folding import normalise

MOST_TERMS = 24
MOST_LETTERS = 380
_ODD = re.compile(r"[^\w\s-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHORT = 3


def similar_query(titles: Iterable[str], keywords: Iterable[str]) -> str:
    """A query of the article's telling words, any of which may match: keywords as phrases first, then words of the titles."""
    terms: dict[str, str] = {}
    for keyword in keywords:
        text = " ".join(_ODD.sub(" ", str(keyword)).split())
        if text:
            terms.setdefault(normalise(text), f'"{text}"')
    for title in titles:
        for word in words(_ODD.sub(" ", title)):
            if _tells(word):
                terms.setdefault(word, f'"{word}"')
    query = ""
    for term in list(terms.values())[:MOST_TERMS]:
        longer = f"{query} OR {term}" if query else term
        if len(longer) > MOST_LETTERS:
            break
        query = longer
    return query


def _tells(word: str) -> bool:
    """Not a stop word, a number or a fragment."""
    if word in STOP_WORDS or word.isdecimal():
        return False
    return len(word) >= (2 if _HAN.search(word) else _SHORT)
