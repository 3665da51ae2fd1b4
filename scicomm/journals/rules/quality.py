"""What a journal's sources are measured by, and an article's own terms; pure, from the values an article row holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Notes of the reader that speak of words or elements that did not reach the page.
LOST = frozenset({"text-lost", "element-unknown", "unknown-element", "elements-unknown"})
# More days than this between received and published is a slip of a date.
MOST_DAYS = 3650
MOST_TERMS = 40
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z-]{4,}")
_SPACE = re.compile(r"\s+")
_COMMON_WORDS = """
about above across after again against among analysis approach based basis because before behavior behaviour being
between change changes comparison control current data datasets different driven during early effect effects enhanced
evaluation evidence experimental first following found framework from global health high human impact improved increased
influence insights large learning level local method methods model models novel observed other over performance
potential process processes properties recent related relationship research response results reveals review role short
signal simple small spatial structure studies study support system systems term their these three through towards under
understanding using variation where which while within without
"""
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Quality:
    """What one article's source has: the columns of the cluster's table count these."""

    has_full_text: bool
    has_both_abstracts: bool
    has_orcid: bool
    references: int
    references_with_doi: int
    has_licence: bool
    lost: int
    days_to_publish: int | None


def measured(
    *,
    body_text: str,
    abstracts: tuple[str, str],
    orcids: Sequence[str],
    references: Sequence[Mapping[str, Any]],
    licence: tuple[str, str],
    details: Mapping[str, Any],
    published_on: dt.date,
) -> Quality:
    """The measures of one article."""
    return Quality(
        has_full_text=bool(body_text.strip()),
        has_both_abstracts=all(text.strip() for text in abstracts),
        has_orcid=any(orcids),
        references=len(references),
        references_with_doi=sum(1 for one in references if isinstance(one, Mapping) and one.get("doi")),
        has_licence=any(text.strip() for text in licence),
        lost=sum(1 for note in details.get("notes", []) if isinstance(note, Mapping) and note.get("code") in LOST),
        days_to_publish=days_between(str(details.get("received", "")), published_on, details),
    )


def days_between(received: str, published_on: dt.date, details: Mapping[str, Any]) -> int | None:
    """Days from received to published; None where either day is not stated in full or the order is impossible."""
    if details.get("date_precision", "day") != "day":
        return None
    try:
        days = (published_on - dt.date.fromisoformat(received)).days
    except ValueError:
        return None
    return days if 0 <= days <= MOST_DAYS else None


def terms_of(keywords: Sequence[Any], title_en: str) -> list[str]:
    """An article's terms: its keywords and the longer words of its English title, in one spelling, each once."""
    words = [_SPACE.sub(" ", str(word)).strip().lower() for word in keywords]
    words += [word.lower() for word in _ENGLISH.findall(title_en) if word.lower() not in _COMMON]
    return [word[:100] for word in dict.fromkeys(words) if len(word) > 1][:MOST_TERMS]
