"""What a check says: a code that stays the same, words made when they are read, the place, and what would mend it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """An error holds the story back until it is mended or answered; a warning is recorded."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Pair:
    """A sentence of the story beside the sentence of the paper it goes beyond."""

    story: str
    paper: str


@dataclass(frozen=True)
class Fix:
    """What one button does: every `old` in the story becomes `new`; with an empty `old`, `new` is added as a last paragraph."""

    old: str
    new: str


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `values` fill the sentence that belongs to the code; `text` is what in the story is meant."""

    code: str
    severity: Severity
    block: str = ""
    text: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)
    pair: Pair | None = None
    fix: Fix | None = None

    @property
    def key(self) -> str:
        """What the finding is recognised by: the same words in the same story, so that an answer ends when they change."""
        return hashlib.sha256(f"{self.code}\n{self.text}".encode()).hexdigest()[:16]
