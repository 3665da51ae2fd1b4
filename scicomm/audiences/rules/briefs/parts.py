"""The parts a brief of each kind has, and how it is numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A brief is about the day: after so many days its links end unless its editor says otherwise.
VALID_DAYS = 180


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a brief: its name, its heading, what is wanted there, at most how many characters."""

    name: str
    heading: str | Promise
    help: str | Promise
    most: int


_FACTS = Part("facts", _("What happened"), _("Who found what, when, by which method; the paper and its unit."), 1500)
_WEIGHT = Part(
    "weight", _("Why it matters"), _("For whom and by how much; compared with what is known elsewhere."), 1500
)
_DOUBT = Part(
    "doubt", _("What is not certain"), _("Limits of the result, open questions, who sees it otherwise."), 1200
)
_STATE = Part("state", _("How things stand"), _("The question, the state at home and abroad, with sources."), 3000)
_VIEW = Part("view", _("Assessment"), _("What follows from it, each point with its reason."), 3000)
_MEASURES = Part(
    "measures",
    _("Proposed measures"),
    _("What to do, who, by when, at what cost, how one sees it worked."),
    3000,
)
_SOURCES = Part("sources", _("Sources"), _("Papers with DOI, data, persons asked; one a line."), 3000)

PARTS: dict[str, tuple[Part, ...]] = {
    "flash": (_FACTS, _WEIGHT, _DOUBT, _SOURCES),
    "analysis": (_STATE, _VIEW, _DOUBT, _SOURCES),
    "proposal": (_STATE, _VIEW, _MEASURES, _DOUBT, _SOURCES),
}


def sections_of(kind: str, texts: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Heading and paragraphs of each part that has words, in the order of the kind."""
    found = []
    for part in PARTS[kind]:
        lines = [line.strip() for line in texts.get(part.name, "").splitlines() if line.strip()]
        if lines:
            found.append((str(part.heading), lines))
    return found


def brief_number(year: int, number: int) -> str:
    """`2026-003`: the year and the running number of the unit in it."""
    return f"{year}-{number:03}"
