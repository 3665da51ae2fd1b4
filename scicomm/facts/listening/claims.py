"""Facts of claims."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class ClaimRepeated(Fact):
    """A claim that somebody follows was told again. Subject: listening.claim; about: listening.mention."""

    claim: str
    score: float
