"""Facts of hot topics."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class TopicBurst(Fact):
    """A hot topic grows faster than its own rhythm lets expect. Subject: listening.topic; about: the stories and papers of ours
    that its mentions speak of. `level` is 1 to 3; `expected` is what the same hours would have brought by the topic's rhythm."""

    title: str
    level: int
    reports: int
    expected: float
