"""The canonical way to write a tree down: reading it gives the same tree again, and people see how they were understood."""

from __future__ import annotations

import re

from scicomm.listening.rules.watches.tree import And, Beginning, Has, Near, Node, Not, Or, Words
from scicomm.listening.rules.watches.wording import HAN, is_han

_PLAIN_HAN = re.compile(rf"[{HAN}\w][{HAN}\w.'-]*")
_PLAIN_VALUE = re.compile(r"[\w.'/_-]+")
# As words of their own these are operators or fields.
_OPERATORS = frozenset("与或非是")


def render(node: Node) -> str:
    """The tree as a query."""
    if isinstance(node, Or):
        return " OR ".join(_grouped(part, And) for part in node.parts)
    if isinstance(node, And):
        return " AND ".join(_grouped(part, Or) for part in node.parts)
    if isinstance(node, Not):
        return f"NOT {_grouped(node.part, And, Or)}"
    if isinstance(node, Near):
        return f" NEAR/{node.distance} ".join(_leaf(part) for part in node.parts)
    return _leaf(node)


def _grouped(node: Node, *kinds: type) -> str:
    return f"({render(node)})" if isinstance(node, kinds) else render(node)


def _leaf(leaf: Words | Beginning | Has | Near) -> str:
    if isinstance(leaf, Near):
        return render(leaf)
    if isinstance(leaf, Has):
        return f"{leaf.trait.value}:{leaf.value if _PLAIN_VALUE.fullmatch(leaf.value) else _quoted(leaf.value)}"
    field = f"{leaf.region.value}:" if leaf.region else ""
    return field + (f"{leaf.start}*" if isinstance(leaf, Beginning) else worded(leaf))


def worded(leaf: Words) -> str:
    """The words alone, without their field."""
    if is_han(leaf.words):
        word = leaf.words[0]
        return word if _PLAIN_HAN.fullmatch(word) and word not in _OPERATORS else _quoted(word)
    if leaf.exact:
        return _quoted(" ".join(leaf.words))
    return leaf.words[0] if len(leaf.words) == 1 else "~" + _quoted(" ".join(leaf.words))


def _quoted(text: str) -> str:
    return f'"{text}"'
