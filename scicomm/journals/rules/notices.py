"""Which links between articles are notices (correction, concern, retraction) and what they make of the article; no database."""

from __future__ import annotations

from collections.abc import Iterable

CORRECTED, CONCERN, RETRACTED, CURRENT = "corrected", "concern", "retracted", "current"
_WEIGHT = {CURRENT: 0, CORRECTED: 1, CONCERN: 2, RETRACTED: 3}

# related-article-type on the notice, which names the article it speaks of (JATS tag library, JATS4R, SciELO PS).
FROM_NOTICE = {
    "corrected-article": CORRECTED,
    "addended-article": CORRECTED,
    "object-of-concern": CONCERN,
    "expression-of-concern": CONCERN,
    "retracted-article": RETRACTED,
    "withdrawn-article": RETRACTED,
    "partial-retraction": CORRECTED,
    "partially-retracted-article": CORRECTED,
}
# related-article-type on the article itself, which names its notice.
FROM_ARTICLE = {
    "correction-forward": CORRECTED,
    "addendum-forward": CORRECTED,
    "concern-forward": CONCERN,
    "expression-of-concern-forward": CONCERN,
    "retraction-forward": RETRACTED,
    "partial-retraction-forward": CORRECTED,
}
# An addendum adds to an article; one that also says "retracted" (met in real files) must not retract it.
_MILD = frozenset({"addendum"})


def state_of(kind: str, notice_type: str) -> str:
    """The state that a link of this kind gives the article it speaks of; empty when it is no notice."""
    state = FROM_NOTICE.get(kind) or FROM_ARTICLE.get(kind) or ""
    return CORRECTED if state and notice_type in _MILD else state


def heaviest(states: Iterable[str]) -> str:
    """The state of an article of which several notices speak: retracted before concern before corrected."""
    return max(states, key=lambda state: _WEIGHT[state], default=CURRENT)
