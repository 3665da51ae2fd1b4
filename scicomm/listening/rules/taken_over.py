"""Whether a report takes our release over word for word, or tells it itself.

Both texts are cut into shingles, as for the copies among reports (rules/duplicates). Verbatim is what shares most of them with
the release (Jaccard index), or is a piece of it: nearly all its shingles stand there, as in the excerpt of a feed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from scicomm.listening.rules.duplicates import SAME, SHORT, Hashes, shingles

A_PIECE: Final = 0.8
"""Share of a report's shingles that stand in the release from which it is a piece of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How a report stands to a release: Jaccard index of their shingles, and the share of the report's that are the release's."""

    likeness: float
    share: float

    @property
    def is_verbatim(self) -> bool:
        return self.likeness >= SAME or self.share >= A_PIECE


def taken_over(report: str, release: Hashes) -> Taken | None:
    """None where one of them says too little to be the same but by chance."""
    words = shingles(report)
    if len(words) < SHORT or len(release) < SHORT:
        return None
    both = len(np.intersect1d(words, release, assume_unique=True))
    return Taken(both / (len(words) + len(release) - both), both / len(words))
