"""Measures of ranking, pure arithmetic: nDCG, average precision, reciprocal rank, recall, percentiles.

The definitions are those of trec_eval (https://github.com/usnistgov/trec_eval), so that figures can be set beside others:
``ndcg_cut``, ``map``, ``recip_rank`` and ``recall``. A grade is how relevant a document was judged; 0 and less is not
relevant and gains nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

Grades = Mapping[str, int]


def ndcg(ranked: Sequence[str], grades: Grades, depth: int = 10) -> float:
    """Normalised discounted cumulated gain (Järvelin & Kekäläinen 2002) at a depth.

    The gain of a document is its grade (linear, not 2^grade - 1), the discount at rank r is 1 / log2(r + 1), and the ideal
    ranking is made of all judged documents of the query, found or not.
    """
    gained = _discounted([grades.get(key, 0) for key in ranked[:depth]])
    ideal = _discounted(sorted(grades.values(), reverse=True)[:depth])
    return gained / ideal if ideal else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(0, gain) / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def average_precision(ranked: Sequence[str], grades: Grades) -> float:
    """Mean of the precisions at each relevant document; one that was not retrieved counts 0."""
    found, total = 0, 0.0
    for rank, key in enumerate(ranked, 1):
        if grades.get(key, 0) > 0:
            found += 1
            total += found / rank
    relevant = sum(grade > 0 for grade in grades.values())
    return total / relevant if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Grades) -> float:
    """One over the rank of the first relevant document; 0 when there is none."""
    return next((1 / rank for rank, key in enumerate(ranked, 1) if grades.get(key, 0) > 0), 0.0)


def recall(ranked: Sequence[str], grades: Grades, depth: int = 100) -> float:
    """The part of the relevant documents that stands among the first ``depth``."""
    relevant = {key for key, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:depth])) / len(relevant) if relevant else 0.0


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that ``percent`` of the values do not exceed (nearest rank); 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]
