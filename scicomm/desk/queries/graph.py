"""The walk over the ledger's edges: which things hang together, and when each was first spoken of; no titles, no walls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scicomm.core.models import FactAbout, FactRecord
from scicomm.facts.base import ref_parts

WALKED = frozenset(
    {
        "journals.article",
        "newsroom.lead",
        "newsroom.topic",
        "newsroom.story",
        "channels.release",
        "listening.mention",
        "responses.case",
        "responses.statement",
        "responses.answer",
    }
)
"""The kinds a thread is made of. People, units, issues of a newsletter and runs of the assessment are left out: through them
everything would hang together with everything."""

MOST_ROUNDS = 12
MOST_THINGS = 1500
"""A walk ends here, and says so: a thread longer or wider than this cannot be read anyway."""

_LINKING = {"listening.mention_found", "listening.mention_linked"}


@dataclass(frozen=True, slots=True)
class Step:
    """One fact, as far as the thread needs it."""

    pk: int
    name: str
    subject: str
    unit_id: int
    occurred_at: dt.datetime


@dataclass(slots=True)
class Graph:
    """Things and causes: `edges` are (made from, made), `steps` the facts of each thing, oldest first."""

    things: set[str] = field(default_factory=set)
    edges: set[tuple[str, str]] = field(default_factory=set)
    steps: dict[str, list[Step]] = field(default_factory=dict)
    is_cut: bool = False

    def part_of(self, start: str) -> Graph:
        """What hangs together with one thing."""
        beside: dict[str, set[str]] = {}
        for source, target in self.edges:
            beside.setdefault(source, set()).add(target)
            beside.setdefault(target, set()).add(source)
        found, waiting = {start}, [start]
        while waiting:
            for other in beside.get(waiting.pop(), set()) - found:
                found.add(other)
                waiting.append(other)
        return Graph(
            found,
            {edge for edge in self.edges if edge[0] in found},
            {thing: steps for thing, steps in self.steps.items() if thing in found},
            self.is_cut,
        )


def is_walked(reference: str) -> bool:
    """Whether a reference names something a thread is made of."""
    kind, identifier = ref_parts(reference)
    return kind in WALKED and identifier.isascii() and identifier.isdecimal() and len(identifier) <= 18


Row = tuple[int, str, str, str]


def _round(frontier: Sequence[str]) -> list[Row]:
    """The edges that touch the frontier: fact, its name, its subject, what it is about. Two queries."""
    fields = ("fact_id", "fact__name", "fact__subject", "about")
    down = FactAbout.objects.filter(about__in=frontier).values_list(*fields)[: MOST_THINGS * 2]
    up = FactAbout.objects.filter(fact__subject__in=frontier).values_list(*fields)[: MOST_THINGS * 2]
    return [*down, *up]


def _latest_links(mentions: Iterable[str]) -> dict[str, int]:
    """The newest fact that says what each mention speaks of; an older one no longer holds. One query, or none."""
    wanted = list(mentions)
    if not wanted:
        return {}
    rows = FactRecord.objects.filter(subject__in=wanted, name__in=_LINKING).order_by("id")
    return dict(rows.values_list("subject", "pk"))


def _current(rows: list[Row]) -> list[tuple[str, str]]:
    """The edges that hold, among walked kinds."""
    latest = _latest_links({subject for _pk, name, subject, _about in rows if name in _LINKING})
    return [
        (about, subject)
        for pk, name, subject, about in rows
        if is_walked(subject) and is_walked(about) and (name not in _LINKING or latest[subject] == pk)
    ]


def walk(references: Iterable[str]) -> Graph:
    """Everything that hangs together with the things, in both directions. At most three queries a round, and the rounds follow
    the longest chain, not the number of things."""
    graph = Graph()
    frontier = [reference for reference in dict.fromkeys(references) if is_walked(reference)]
    graph.things.update(frontier)
    for _number in range(MOST_ROUNDS):
        if not frontier:
            break
        found: set[str] = set()
        for about, subject in _current(_round(frontier)):
            room = MOST_THINGS - len(graph.things)
            fresh = {about, subject} - graph.things
            if len(fresh) > room:
                graph.is_cut = True
                continue
            graph.things |= fresh
            found |= fresh
            graph.edges.add((about, subject))
        frontier = sorted(found)
    graph.is_cut = graph.is_cut or bool(frontier)
    _add_steps(graph)
    return graph


def _add_steps(graph: Graph) -> None:
    rows = FactRecord.objects.filter(subject__in=graph.things).order_by("occurred_at", "id")
    for row in rows.values_list("pk", "name", "subject", "unit_id", "occurred_at"):
        graph.steps.setdefault(row[2], []).append(Step(*row))
