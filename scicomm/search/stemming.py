"""The forms of words in the index's fields: Tantivy's chains, and what they make of single words; no Django."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import tantivy

from scicomm.search import forms

_MAX_TOKEN_BYTES = 120


def plain_chain() -> tantivy.TextAnalyzer:
    """Analyser of fields we already cut into words: lower case, accents folded."""
    return _chain_builder().build()


def stem_chain() -> tantivy.TextAnalyzer:
    """The same with the English Snowball stemmer; Chinese words pass through it unchanged."""
    return _chain_builder().filter(tantivy.Filter.stemmer("english")).build()


def _chain_builder() -> tantivy.TextAnalyzerBuilder:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    for step in (
        tantivy.Filter.remove_long(_MAX_TOKEN_BYTES),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
    ):
        builder = builder.filter(step)
    return builder


_STEM = stem_chain()
_PLAIN = plain_chain()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The form of one normalised word in the stemmed fields; empty for what the index never holds."""
    return next(iter(_STEM.analyze(forms.spelt(word))), "")


def stems(words: Sequence[str]) -> list[str]:
    """`stem` of each of very many words: asked for together, most of the cost of asking is saved."""
    found: list[str] = []
    for start in range(0, len(words), 1000):
        part = words[start : start + 1000]
        together = _STEM.analyze(" ".join(word if word.isascii() else forms.spelt(word) for word in part))
        # Where the chain leaves a word out, nothing says which one.
        found += together if len(together) == len(part) else map(stem, part)
    return found


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """The form of one normalised word in the unstemmed fields; empty for what the index never holds."""
    return next(iter(_PLAIN.analyze(forms.spelt(word))), "")
