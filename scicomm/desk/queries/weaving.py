"""Which station a thing stands at, and how causes run past what is not shown: pure steps between the walk and the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from scicomm.desk.rules.weave import Tone
from scicomm.facts.base import ref_parts

STATIONS = ("paper", "lead", "story", "channels", "mentions", "questions", "answers", "assessment")

_STATION_OF = {
    "journals.article": "paper",
    "newsroom.lead": "lead",
    "newsroom.topic": "lead",
    "newsroom.story": "story",
    "channels.release": "channels",
    "listening.mention": "mentions",
    "listening.topic": "mentions",
    "responses.case": "questions",
    "responses.answer": "answers",
}

Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause between two drawn things."""

    source: str
    target: str
    tone: Tone = Tone.PLAIN


def station_of(reference: str) -> str:
    """The station of a thing; empty for what has none of its own (a statement stands inside its question)."""
    return _STATION_OF.get(ref_parts(reference)[0], "")


def contracted(things: Iterable[str], edges: Set[Edge], shown: Set[str], merged: Mapping[str, str]) -> set[Edge]:
    """The causes between shown things: a cause through a thing that is not shown runs on to what came after it, and a merged
    thing's causes belong to the one it was merged into."""
    kept = {(merged.get(source, source), merged.get(target, target)) for source, target in edges}
    for thing in sorted(set(things) - shown):
        before = {source for source, target in kept if target == thing}
        after = {target for source, target in kept if source == thing}
        kept = {edge for edge in kept if thing not in edge} | {(a, b) for a in before for b in after}
    return {(source, target) for source, target in kept if source != target}


def reduced(edges: Set[Edge]) -> set[Edge]:
    """Without the causes that are told already by two steps: paper to story, where paper to lead to story stands there too."""
    after: dict[str, set[str]] = {}
    for source, target in edges:
        after.setdefault(source, set()).add(target)
    return {
        (source, target)
        for source, target in edges
        if not any(target in after.get(between, set()) for between in after[source] - {target})
    }
