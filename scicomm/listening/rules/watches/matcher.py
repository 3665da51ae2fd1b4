"""The fast matcher: many watches, one item after the other. Adding, changing and removing one costs no pause.

A watch is filed, row by row of its normal form, under two of the leaves that must be there, the ones fewest others ask for. For
an item the leaves that stand in it are found once (`Lexicon`); each of them leads to a table of second leaves, and the meeting of
that table with the leaves of the item gives the candidates. Most watches are then decided; the others look at the rest of
their row. Measured: docs/benchmarks.md, `watches`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from scicomm.listening.rules.watches.items import EVERYTHING, Item, Scope
from scicomm.listening.rules.watches.lexicon import Lexicon, sense
from scicomm.listening.rules.watches.normal import Row, covers, rows
from scicomm.listening.rules.watches.plain import fits
from scicomm.listening.rules.watches.tree import NARROWING, Beginning, Has, Leaf, Near, Node, Region, Words
from scicomm.listening.rules.watches.wording import is_han

# Filed under the first leaf alone.
_ALONE = -1


class _Rest(NamedTuple):
    """What is left to ask of a candidate."""

    key: int
    must: frozenset[int]
    never: frozenset[int]
    near: tuple[Near, ...] = ()
    never_near: tuple[Near, ...] = ()
    # Only for trees too long for rows: asked as a whole.
    tree: Node | None = None


Entry: TypeAlias = "int | _Rest"


class _Filed(NamedTuple):
    scope: int
    places: tuple[tuple[int, int], ...]
    leaves: frozenset[int]


class Matcher:
    """Watches by key. `match` gives the keys of those that fit an item."""

    def __init__(self) -> None:
        self._lexicons: dict[Region, Lexicon] = {region: Lexicon() for region in Region}
        self._traits: dict[tuple[str, str], int] = {}
        self._numbers: dict[object, int] = {}
        self._leaf_of: dict[int, Leaf] = {}
        self._asked: dict[int, int] = {}
        self._next = 0
        # One watch alone in its place stands there without a list around it: most do.
        self._table: dict[int, dict[int, Entry | list[Entry]]] = {}
        self._filed: dict[int, _Filed] = {}
        self._scopes: list[Scope] = [EVERYTHING]
        self._scope_numbers: dict[Scope, int] = {EVERYTHING: 0}

    def __len__(self) -> int:
        return len(self._filed)

    def __contains__(self, key: int) -> bool:
        return key in self._filed

    def keys(self) -> set[int]:
        return set(self._filed)

    def add(self, key: int, node: Node, scope: Scope = EVERYTHING) -> None:
        """Keep a watch; one with this key is replaced."""
        self.remove(key)
        used: set[int] = set()
        places: list[tuple[int, int]] = []
        found = rows(node)
        if found is None:
            rest = _Rest(key, frozenset(), frozenset(), tree=node)
            for leaf in covers(node) or ():
                places.append(self._file(self._parts(leaf, used)[:1], rest))
        else:
            places += [self._file_row(key, row, used) for row in found]
        for number in used:
            self._asked[number] += 1
        number = self._scope_numbers.setdefault(scope, len(self._scopes))
        if number == len(self._scopes):
            self._scopes.append(scope)
        self._filed[key] = _Filed(number, tuple(places), frozenset(used))

    def _file_row(self, key: int, row: Row, used: set[int]) -> tuple[int, int]:
        must = {number for leaf in row.must for number in self._parts(leaf, used)}
        anchors = sorted(must, key=self._commonness)[:2]
        near = tuple(leaf for leaf in row.must if isinstance(leaf, Near))
        never_near = tuple(leaf for leaf in row.never if isinstance(leaf, Near))
        never = frozenset(self._number(leaf, used) for leaf in row.never if not isinstance(leaf, Near))
        rest = must - set(anchors)
        is_decided = not (rest or never or near or never_near)
        return self._file(anchors, key if is_decided else _Rest(key, frozenset(rest), never, near, never_near))

    def _file(self, anchors: list[int], entry: Entry) -> tuple[int, int]:
        first, second = anchors[0], anchors[1] if len(anchors) > 1 else _ALONE
        seconds = self._table.setdefault(first, {})
        here = seconds.get(second)
        if here is None:
            seconds[second] = entry
        elif isinstance(here, list):
            here.append(entry)
        else:
            seconds[second] = [here, entry]
        return first, second

    def _parts(self, leaf: Leaf, used: set[int]) -> list[int]:
        """The numbers of what has to stand in a text for the leaf to fit."""
        return [self._number(part, used) for part in (leaf.parts if isinstance(leaf, Near) else (leaf,))]

    def _number(self, leaf: Leaf, used: set[int]) -> int:
        # Two words of one stem are one: each number stands for what is looked up, not for what was written.
        meaning = sense(leaf) if isinstance(leaf, Words | Beginning) else leaf
        number = self._numbers.get(meaning)
        if number is None:
            number = self._numbers[meaning] = self._next
            self._next += 1
            self._leaf_of[number], self._asked[number] = leaf, 0
            if isinstance(leaf, Has):
                self._traits[leaf.trait, leaf.value] = number
            elif isinstance(leaf, Words | Beginning):
                self._lexicons[leaf.region].add(leaf, number)
        used.add(number)
        return number

    def _commonness(self, number: int) -> tuple[int, int, int]:
        """Rare ones first: phrases and long words, then what fewest watches ask for, as common words are asked for often."""
        leaf = self._leaf_of[number]
        if isinstance(leaf, Words):
            length = sum(map(len, leaf.words)) * (3 if is_han(leaf.words) else 1)
            return (0 if len(leaf.words) > 1 or length > 9 else 1), self._asked[number], -length
        is_common = isinstance(leaf, Has) and leaf.trait in NARROWING
        return (3 if is_common else 2), self._asked[number], 0

    def remove(self, key: int) -> None:
        """Forget a watch; one that is not there is forgotten already."""
        filed = self._filed.pop(key, None)
        if filed is None:
            return
        for first, second in set(filed.places):
            here = self._table[first][second]
            entries = here if isinstance(here, list) else [here]
            left = [one for one in entries if (one if isinstance(one, int) else one.key) != key]
            if left:
                self._table[first][second] = left[0] if len(left) == 1 else left
            else:
                del self._table[first][second]
                if not self._table[first]:
                    del self._table[first]
        for number in filed.leaves:
            self._asked[number] -= 1
            if not self._asked[number]:
                self._forget(number)

    def _forget(self, number: int) -> None:
        leaf = self._leaf_of.pop(number)
        del self._numbers[sense(leaf) if isinstance(leaf, Words | Beginning) else leaf], self._asked[number]
        if isinstance(leaf, Has):
            del self._traits[leaf.trait, leaf.value]
        elif isinstance(leaf, Words | Beginning):
            self._lexicons[leaf.region].remove(leaf)

    def present(self, item: Item) -> set[int]:
        """The numbers of all leaves that stand in an item."""
        found: set[int] = set()
        for region, lexicon in self._lexicons.items():
            for text in item.parts[region]:
                lexicon.find(text, found)
        if self._traits:
            found.update(map(self._traits.__getitem__, self._traits.keys() & item.traits))
        return found

    def match(self, item: Item) -> list[int]:
        """The keys of the watches that fit, in order."""
        present = self.present(item)
        found: set[int] = set()
        open_: list[_Rest] = []
        table, sure = self._table, {*present, _ALONE}
        for first in table.keys() & present:
            seconds = table[first]
            for second in seconds.keys() & sure:
                here = seconds[second]
                # No call for what is decided, which is most: this loop is where the time goes.
                if here.__class__ is int:
                    found.add(here)
                else:
                    self._take(here, found, open_)
        for rest in open_:
            if rest.key not in found and _holds(rest, present, item):
                found.add(rest.key)
        return sorted(self._in_scope(found, item))

    @staticmethod
    def _take(here: Entry | list[Entry], found: set[int], open_: list[_Rest]) -> None:
        """Part the candidates of one place into decided ones and those that are to be looked at."""
        for entry in here if isinstance(here, list) else (here,):
            if isinstance(entry, int):
                found.add(entry)
            else:
                open_.append(entry)

    def _in_scope(self, found: set[int], item: Item) -> Iterable[int]:
        """Scopes are asked once an item, not once a watch."""
        if len(self._scopes) == 1:
            return found
        reached, filed = self._reached(item), self._filed
        return [key for key in found if reached[filed[key].scope]]

    def _reached(self, item: Item) -> list[bool]:
        """Which scopes an item is in: asked once a scope, not once a watch."""
        return [scope.reaches(item) for scope in self._scopes]


def _holds(rest: _Rest, present: set[int], item: Item) -> bool:
    if rest.tree is not None:
        return fits(rest.tree, item)
    return (
        rest.must <= present
        and rest.never.isdisjoint(present)
        and all(fits(near, item) for near in rest.near)
        and not any(fits(near, item) for near in rest.never_near)
    )
