"""How much a word tells: seldom words decide what an item is about, both in the stream and in the language at large."""

from __future__ import annotations

import math
import sys
from typing import Any

from scicomm.listening.rules.topics.features import UNLISTED, shares

BACKGROUND = 20_000
"""Documents that the frequencies of the language count for; the stream's own count as they come."""
WORDS = 12
"""Words of a document of the background: about a headline's."""
MOST_WORDS = 500_000


class Vocabulary:
    """Counts in how many items a word stood, and turns counts of words into a vector of length 1 (log tf times idf)."""

    def __init__(self, documents: int = 0, held: dict[str, int] | None = None) -> None:
        self.documents = documents
        self.held = held or {}

    def vector(self, features: dict[str, float]) -> dict[str, float]:
        """Count the item, then weigh its words by all that was seen so far, itself included."""
        self.documents += 1
        for word in features:
            self.held[word] = self.held.get(word, 0) + 1
        if len(self.held) > MOST_WORDS:
            self._forget()
        known = shares()
        total = self.documents + BACKGROUND + 1
        weights = {}
        for word, count in features.items():
            expected = BACKGROUND * min(1.0, WORDS * known.get(word, UNLISTED))
            tells = math.log(total / (self.held.get(word, 1) + expected))
            if tells > 0.0:
                weights[word] = (1.0 + math.log(count) if count >= 1.0 else count) * tells
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {sys.intern(word): weight / length for word, weight in weights.items()}

    def _forget(self) -> None:
        """Halve what was counted, so that the table stays bounded and follows the language of the day."""
        self.held = {word: count // 2 for word, count in self.held.items() if count > 1}
        self.documents //= 2

    def state(self) -> list[Any]:
        return [self.documents, self.held]
