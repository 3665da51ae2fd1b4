"""A tree as a choice of simple rows (leaves that must be there, leaves that must not): what the matcher can look up."""

from __future__ import annotations

from dataclasses import dataclass

from scicomm.listening.rules.watches.tree import And, Leaf, Node, Not, Or

MOST_ROWS = 64


@dataclass(frozen=True, slots=True)
class Row:
    """One way to fit."""

    must: frozenset[Leaf]
    never: frozenset[Leaf] = frozenset()


def rows(node: Node) -> list[Row] | None:
    """The disjunctive normal form, without rows that another makes needless; None where it would be too long."""
    found = _rows(node, is_not=False)
    if found is None:
        return None
    kept: list[Row] = []
    for row in sorted(dict.fromkeys(found), key=lambda one: len(one.must) + len(one.never)):
        if row.must & row.never or any(other.must <= row.must and other.never <= row.never for other in kept):
            continue
        kept.append(row)
    return kept


def _rows(node: Node, *, is_not: bool) -> list[Row] | None:
    if isinstance(node, Not):
        return _rows(node.part, is_not=not is_not)
    if isinstance(node, And | Or):
        parts = [_rows(part, is_not=is_not) for part in node.parts]
        # De Morgan: not (a and b) is not a or not b.
        return _all_of(parts) if isinstance(node, And) is not is_not else _any_of(parts)
    leaf = frozenset({node})
    return [Row(frozenset(), leaf) if is_not else Row(leaf)]


def _any_of(parts: list[list[Row] | None]) -> list[Row] | None:
    found: list[Row] = []
    for part in parts:
        if part is None:
            return None
        found += part
    return found if len(found) <= MOST_ROWS else None


def _all_of(parts: list[list[Row] | None]) -> list[Row] | None:
    found = [Row(frozenset())]
    for part in parts:
        if part is None or len(found) * len(part) > MOST_ROWS:
            return None
        found = [Row(row.must | other.must, row.never | other.never) for row in found for other in part]
    return found


def covers(node: Node) -> frozenset[Leaf] | None:
    """Leaves of which at least one stands in whatever fits; None where there are none. For trees too long for rows."""
    if isinstance(node, Not):
        return None
    if isinstance(node, Or):
        found = [covers(part) for part in node.parts]
        return frozenset().union(*(some for some in found if some)) if all(found) else None
    if isinstance(node, And):
        known = [some for part in node.parts if (some := covers(part))]
        return min(known, key=len) if known else None
    return frozenset({node})
