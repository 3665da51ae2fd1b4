"""Two subject lines against each other: who gets which, and whether the difference is more than chance. Pure mathematics."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

# The share of readers that gets each line before it is decided.
TEST_SHARE = 0.1
# Certainty is stated; from here on one line counts as better.
ENOUGH = 0.95
# Below so many expected in a cell the normal curve is no guide (Cochran 1952): the exact test is used.
_LEAST_EXPECTED = 5.0


def group_of(edition_id: int, subscription_id: int, share: float = TEST_SHARE) -> str:
    """`a`, `b` or empty (the rest): the same for ever for one reader and edition, and unrelated between editions."""
    digest = hashlib.blake2b(f"{edition_id}:{subscription_id}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest) / 2**64
    return "a" if place < share else "b" if place < 2 * share else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a test showed. `winner` is `a`, `b`, or empty where no difference was seen; `certainty` is 1 - p, two-sided."""

    winner: str
    certainty: float
    rate_a: float
    rate_b: float
    is_exact: bool = False


def compared(visits_a: int, sent_a: int, visits_b: int, sent_b: int) -> Verdict:
    """Compares two proportions: pooled z-test, or Fisher's exact test where numbers are small.

    Visits above the number of mails (a mail passed on to others) count as all of them. Nothing sent shows nothing.
    """
    yes_a, yes_b = min(visits_a, sent_a), min(visits_b, sent_b)
    if not sent_a or not sent_b:
        return Verdict("", 0.0, 0.0, 0.0)
    rate_a, rate_b = yes_a / sent_a, yes_b / sent_b
    pooled = (yes_a + yes_b) / (sent_a + sent_b)
    smallest = min(sent_a, sent_b) * min(pooled, 1 - pooled)
    is_exact = smallest < _LEAST_EXPECTED
    p = _fisher(yes_a, sent_a, yes_b, sent_b) if is_exact else _z(rate_a, sent_a, rate_b, sent_b, pooled)
    certainty = max(0.0, 1 - p)
    better = "a" if rate_a > rate_b else "b"
    return Verdict(better if certainty >= ENOUGH else "", certainty, rate_a, rate_b, is_exact)


def _z(rate_a: float, sent_a: int, rate_b: float, sent_b: int, pooled: float) -> float:
    """Two-sided p of the pooled two-proportion z-test."""
    spread = math.sqrt(pooled * (1 - pooled) * (1 / sent_a + 1 / sent_b))
    return math.erfc(abs(rate_a - rate_b) / spread / math.sqrt(2)) if spread else 1.0


def _fisher(yes_a: int, sent_a: int, yes_b: int, sent_b: int) -> float:
    """Two-sided p of Fisher's exact test: all tables that are no likelier than the one seen."""
    total, every = yes_a + yes_b, sent_a + sent_b

    def log_share(first: int) -> float:
        return _log_choose(sent_a, first) + _log_choose(sent_b, total - first) - _log_choose(every, total)

    seen = log_share(yes_a)
    low, high = max(0, total - sent_b), min(total, sent_a)
    shares = (log_share(first) for first in range(low, high + 1))
    return min(1.0, sum(math.exp(share) for share in shares if share <= seen + 1e-9))


def _log_choose(of: int, some: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)
