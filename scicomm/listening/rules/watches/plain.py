"""The plain evaluator: one query, one item, leaf by leaf. Slow, simple, and what the fast matcher has to agree with."""

from __future__ import annotations

from scicomm.listening.rules.watches.items import Item
from scicomm.listening.rules.watches.occurrences import near_places, places
from scicomm.listening.rules.watches.tree import And, Has, Near, Node, Not, Or


def fits(node: Node, item: Item) -> bool:
    """Whether an item fits a query."""
    if isinstance(node, And):
        return all(fits(part, item) for part in node.parts)
    if isinstance(node, Or):
        return any(fits(part, item) for part in node.parts)
    if isinstance(node, Not):
        return not fits(node.part, item)
    if isinstance(node, Has):
        return (node.trait, node.value) in item.traits
    if isinstance(node, Near):
        return any(near_places(node, text) for text in item.parts[node.parts[0].region])
    return any(next(places(node, text), None) is not None for text in item.parts[node.region])
