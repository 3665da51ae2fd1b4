"""Facts about who asked; never who."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class AskerErased(Fact):
    """Who asked was erased from a case. Subject: responses.case."""

    question_id: int
