"""Dates of an article, as precise as the source gave them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precise as the source gave it; ``month`` and ``day`` are None when the source was silent."""

    year: int
    month: int | None = None
    day: int | None = None
    season: str = ""

    @property
    def precision(self) -> str:
        """``day``, ``month`` or ``year``."""
        if self.day is not None:
            return "day"
        return "month" if self.month is not None else "year"

    @property
    def iso(self) -> str:
        """ISO 8601 with reduced precision: ``2024``, ``2024-05`` or ``2024-05-17``."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
            if self.day is not None:
                text += f"-{self.day:02d}"
        return text


@dataclass(frozen=True, slots=True)
class ArticleDate:
    """One dated event: ``kind`` as in JATS (``received``, ``accepted``, ``epub``, ``collection``...)."""

    kind: str
    date: PartialDate
    medium: str = ""
