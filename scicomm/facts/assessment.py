"""Facts about scores."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class ScoresComputed(Fact):
    """The indicators of a year were computed. Subject: assessment.run."""

    year: int
    checksum: str
