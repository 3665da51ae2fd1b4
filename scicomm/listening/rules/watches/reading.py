"""Reading a query: AND, OR, NOT, + and -, parentheses, fields, nearness; not before AND before OR, nothing written is AND."""

from __future__ import annotations

from itertools import product

from scicomm.listening.rules.watches.leafs import has, parts_near, words
from scicomm.listening.rules.watches.lexing import FIELDS, KNOWN_FIELDS, Sign, Token, tokens
from scicomm.listening.rules.watches.problems import QueryError, unknown_field
from scicomm.listening.rules.watches.tree import (
    And,
    Beginning,
    Near,
    Node,
    Not,
    Or,
    Region,
    Trait,
    Words,
    asks_for_something,
    joined,
    leaves,
    negated,
)

DEEPEST = 30
MOST_LEAVES = 300
# (a OR b) NEAR/5 (c OR d) is written out; so many ways at most.
_MOST_WAYS = 32
_LINKS = frozenset({Sign.AND, Sign.OR, Sign.NEAR})


def parse(written: str) -> Node:
    """The tree of a query that can be watched; raises QueryError with the place of what is wrong."""
    reader = _Reader(list(tokens(written)))
    if reader.token.sign is Sign.END:
        raise QueryError("empty", 0, len(written))
    node = reader.either()
    if reader.token.sign is Sign.CLOSE:
        raise QueryError("unopened", reader.token.start, reader.token.end)
    if sum(1 for _leaf in leaves(node)) > MOST_LEAVES:
        raise QueryError("too_many", 0, len(written), {"most": MOST_LEAVES})
    if not asks_for_something(node):
        raise QueryError(_why_nothing(node), 0, len(written.rstrip()))
    return node


def _why_nothing(node: Node) -> str:
    """Whether a query that asks for nothing forbids, or only narrows."""
    if isinstance(node, Not):
        return "only_forbids"
    if isinstance(node, And | Or):
        kinds = {_why_nothing(part) for part in node.parts if not asks_for_something(part)}
        return (
            "only_forbids"
            if kinds == {"only_forbids"} or (isinstance(node, Or) and "only_forbids" in kinds)
            else "only_narrows"
        )
    return "only_narrows"


class _Reader:
    """Goes through the tokens once; each method reads one level of the grammar and stops behind it."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens, self._at, self._depth = found, 0, 0
        self._region = Region.ANY

    @property
    def token(self) -> Token:
        return self._tokens[self._at]

    def _sign(self) -> Sign:
        """What comes next. Asked anew each time, because reading goes on in between."""
        return self.token.sign

    def _step(self) -> Token:
        token = self.token
        self._at += 1
        return token

    def either(self) -> Node:
        parts = [self._both()]
        while self._sign() is Sign.OR:
            self._link(self._step())
            parts.append(self._both())
        return joined(Or, parts)

    def _both(self) -> Node:
        parts = [self._signed()]
        while self._sign() not in {Sign.END, Sign.CLOSE, Sign.OR}:
            if self._sign() is Sign.AND:
                self._link(self._step())
            parts.append(self._signed())
        return joined(And, parts)

    def _link(self, link: Token) -> None:
        """Something must stand on the right side of an operator."""
        if self._sign() in _LINKS | {Sign.END, Sign.CLOSE}:
            raise _lonely(link)

    def _signed(self) -> Node:
        is_not, last = False, self.token
        while self._sign() in {Sign.NOT, Sign.MUST}:
            last = self._step()
            is_not ^= last.sign is Sign.NOT
            if self._sign() in _LINKS | {Sign.END, Sign.CLOSE}:
                raise QueryError("lonely_not", last.start, last.end, {"word": last.text})
        node = self._near()
        return negated(node) if is_not else node

    def _near(self) -> Node:
        start = self.token.start
        groups = [self._single()]
        distances: set[int] = set()
        while self._sign() is Sign.NEAR:
            link = self._step()
            self._link(link)
            distances.add(link.distance)
            if len(distances) > 1:
                raise QueryError("near_mixed", link.start, link.end)
            groups.append(self._single())
        if not distances:
            return groups[0]
        return _written_out(groups, distances.pop(), start, self._tokens[self._at - 1].end)

    def _single(self) -> Node:
        token = self._step()
        if token.sign is Sign.OPEN:
            return self._group(token)
        if token.sign is Sign.FIELD:
            return self._field(token)
        if token.sign in {Sign.WORD, Sign.PHRASE}:
            return words(token, self._region)
        if token.sign is Sign.CLOSE:
            raise QueryError("unopened", token.start, token.end)
        if token.sign is Sign.END:
            raise QueryError("empty", token.start, token.end)
        raise _lonely(token)

    def _group(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise QueryError("too_deep", opening.start, opening.end)
        if self._sign() is Sign.CLOSE:
            raise QueryError("nothing_inside", opening.start, self.token.end)
        if self._sign() is Sign.END:
            raise QueryError("unclosed", opening.start, opening.end)
        node = self.either()
        if self._sign() is not Sign.CLOSE:
            raise QueryError("unclosed", opening.start, opening.end)
        self._step()
        self._depth -= 1
        return node

    def _field(self, token: Token) -> Node:
        name = FIELDS.get(token.text.lower())
        if name is None:
            raise unknown_field(token.text.lower(), KNOWN_FIELDS, token.start, token.end)
        if self._sign() not in {Sign.WORD, Sign.PHRASE, Sign.OPEN}:
            raise QueryError("empty_field", token.start, token.end, {"name": token.text})
        if name in set(Region):
            return self._inside(Region(name))
        if self._sign() is Sign.OPEN:
            return self._values(Trait(name))
        return has(Trait(name), self._step())

    def _inside(self, region: Region) -> Node:
        """A field before a word or before a whole group."""
        outer, self._region = self._region, region
        node = self._single()
        self._region = outer
        return node

    def _values(self, trait: Trait) -> Node:
        """`language:(zh OR en)`: values only."""
        opening = self._step()
        parts: list[Node] = []
        while self._sign() in {Sign.WORD, Sign.PHRASE}:
            parts.append(has(trait, self._step()))
            if self._sign() is Sign.OR:
                self._step()
        if self._sign() is not Sign.CLOSE:
            raise QueryError("unclosed", opening.start, opening.end)
        closing = self._step()
        if not parts:
            raise QueryError("nothing_inside", opening.start, closing.end)
        return joined(Or, parts)


def _lonely(token: Token) -> QueryError:
    return QueryError("lonely", token.start, token.end, {"word": token.text, "lower": token.text.lower()})


def _written_out(groups: list[Node], distance: int, start: int, end: int) -> Node:
    """Nearness of groups as a choice of nearness of words."""
    choices = [parts_near(group) for group in groups]
    ways = 1
    for choice in choices:
        ways *= len(choice)
    if not ways or ways > _MOST_WAYS:
        raise QueryError("near_what", start, end)
    nodes: list[Node] = []
    for some in product(*choices):
        parts: tuple[Words | Beginning, ...] = some
        if len({part.region for part in parts}) > 1:
            raise QueryError("near_what", start, end)
        nodes.append(Near(parts, distance))
    return joined(Or, nodes)
