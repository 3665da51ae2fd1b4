"""The walk over the ledger's edges: which things hang together; no titles, no dates, no walls."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

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

REACHED = frozenset({"listening.topic"})
"""What stands in a thread but is never left: a hot topic speaks of several things, and through it their threads would be one."""

MOST_THINGS = 1500
MOST_EDGES = 4 * MOST_THINGS
"""A walk ends here, and says so: a thread longer or wider than this cannot be read anyway."""

_LINKING = ("listening.mention_found", "listening.mention_linked")


@dataclass(slots=True)
class Graph:
    """Things and causes: `edges` are (made from, made)."""

    things: set[str] = field(default_factory=set)
    edges: set[tuple[str, str]] = field(default_factory=set)
    is_cut: bool = False

    def neighbours(self) -> dict[str, set[str]]:
        """What stands beside each thing, before it or after it."""
        beside: dict[str, set[str]] = {}
        for source, target in self.edges:
            beside.setdefault(source, set()).add(target)
            beside.setdefault(target, set()).add(source)
        return beside

    def part_of(self, start: str) -> Graph:
        """What hangs together with one thing."""
        beside = self.neighbours()
        found, waiting = {start}, [start]
        while waiting:
            for other in beside.get(waiting.pop(), set()) - found:
                found.add(other)
                if is_walked(other):
                    waiting.append(other)
        return Graph(found, {edge for edge in self.edges if edge[0] in found}, self.is_cut)


def is_walked(reference: str) -> bool:
    """Whether a reference names something a thread is made of, and leads on."""
    return _names(reference, WALKED)


def _names(reference: str, kinds: frozenset[str]) -> bool:
    kind, identifier = ref_parts(reference)
    return kind in kinds and identifier.isascii() and identifier.isdecimal() and len(identifier) <= 18


def _holds(number: str, name: str, subject: str) -> str:
    """SQL: a fact's edges hold; of the facts that say what a mention speaks of, only the newest."""
    linking = ", ".join(f"'{kind}'" for kind in _LINKING)
    return f"""({name} NOT IN ({linking}) OR NOT EXISTS (
        SELECT 1 FROM {_FACTS} newer
        WHERE newer.subject = {subject} AND newer.name IN ({linking}) AND newer.id > {number}))"""  # noqa: S608 - our own names


_FACTS = FactRecord._meta.db_table
_ABOUT = FactAbout._meta.db_table
_IS_SHOWN = " OR ".join(f"walk.thing LIKE '{kind}:%%'" for kind in sorted(WALKED | REACHED))
_IS_WALKED = " OR ".join(f"walk.thing LIKE '{kind}:%%'" for kind in sorted(WALKED))

# By hand, because the ORM knows no recursive query, and a query for each round made every page pay for the longest chain. It
# runs on SQLite and PostgreSQL: only left joins from the walk, so that both may use the indexes on `about` and on `subject`.
# What is not walked is reached, as its kind is only known then, but never left again.
_WALK = f"""
WITH RECURSIVE walk(thing) AS (
    SELECT subject FROM (%s) starts
    UNION
    SELECT CASE ways.way WHEN 0 THEN made.subject ELSE origin.about END
    FROM walk
    CROSS JOIN (SELECT 0 AS way UNION ALL SELECT 1) ways
    LEFT JOIN {_ABOUT} onward ON ways.way = 0 AND onward.about = walk.thing
    LEFT JOIN {_FACTS} made ON made.id = onward.fact_id
    LEFT JOIN {_FACTS} own ON ways.way = 1 AND own.subject = walk.thing
    LEFT JOIN {_ABOUT} origin ON origin.fact_id = own.id
    WHERE ({_IS_WALKED}) AND (made.id IS NOT NULL OR origin.id IS NOT NULL)
        AND {_holds("COALESCE(made.id, own.id)", "COALESCE(made.name, own.name)", "COALESCE(made.subject, own.subject)")}
)
SELECT DISTINCT edge.about, fact.subject
FROM walk
JOIN {_FACTS} fact ON fact.subject = walk.thing
JOIN {_ABOUT} edge ON edge.fact_id = fact.id
WHERE ({_IS_SHOWN}) AND {_holds("fact.id", "fact.name", "fact.subject")}
LIMIT {MOST_EDGES + 1}
"""  # noqa: S608 - names of tables, columns and kinds of our own; what comes from outside is a parameter


def _edges(starts: list[str]) -> list[tuple[str, str]]:
    """All causes among what hangs together with the things. One query."""
    rows = " UNION ALL ".join(["SELECT %s AS subject"] * len(starts))
    with connection.cursor() as cursor:
        cursor.execute(_WALK.replace("(%s) starts", f"({rows}) starts"), starts)
        return list(cursor.fetchall())


def walk(references: Iterable[str]) -> Graph:
    """Everything that hangs together with the things, in both directions; where there is too much, what is nearest. One query."""
    starts = [reference for reference in dict.fromkeys(references) if is_walked(reference)]
    graph = Graph(things=set(starts))
    if not starts:
        return graph
    rows = _edges(starts)
    graph.is_cut = len(rows) > MOST_EDGES
    shown = WALKED | REACHED
    graph.edges = {(about, subject) for about, subject in rows if _names(about, shown) and _names(subject, shown)}
    beside = graph.neighbours()
    waiting = deque(starts)
    while waiting:
        fresh = sorted(beside.get(waiting.popleft(), set()) - graph.things)
        kept = fresh[: MOST_THINGS - len(graph.things)]
        graph.is_cut = graph.is_cut or len(kept) < len(fresh)
        graph.things.update(kept)
        waiting.extend(thing for thing in kept if is_walked(thing))
    graph.edges = {edge for edge in graph.edges if graph.things.issuperset(edge)}
    return graph
