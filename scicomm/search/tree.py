"""What a query means, as a small tree of words, phrases, fields and their joins; how text is read stands in `query`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """One word as typed. ``fuzzy`` is the number of allowed changes, 0 for none."""

    text: str
    field: str | None = None
    prefix: bool = False
    fuzzy: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Exact:
    """One of the values that a field has exactly: kind, subject, language, article type, unit, state, open access."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doi:
    """A DOI, normalised; finds the thing itself before the things that mention it."""

    doi: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class YearRange:
    """Years from ``first`` to ``last``, both included; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from ``first`` to ``last``, both included, in the site's time zone; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of these."""

    nodes: tuple[Node, ...]


Node = Term | Phrase | Exact | Doi | YearRange | DateRange | Not | And | Or


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What was understood. ``node`` is None for an empty query, which means everything.

    ``bound``: the reader wrote AND, so what has only some of the words is not wanted.
    """

    text: str
    node: Node | None
    problems: tuple[str, ...] = ()
    bound: bool = False

    def leaves(self) -> Iterator[Node]:
        """Every wanted leaf, in order; what stands under a "not" is left out."""
        waiting: list[Node] = [self.node] if self.node is not None else []
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, (And, Or)):
                waiting = [*node.nodes, *waiting]
            elif not isinstance(node, Not):
                yield node
