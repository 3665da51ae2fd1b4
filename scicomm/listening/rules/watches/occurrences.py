"""Where the words of a leaf stand in a text, looked up one by one: for nearness and for marking, not for many watches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product

from scicomm.listening.rules.watches.items import Text
from scicomm.listening.rules.watches.tree import Beginning, Near, Words
from scicomm.listening.rules.watches.wording import GLUE, is_han, plain, stem

Place = tuple[int, int]
# Of one word so many places are tried in one text; who wrote it a hundred times is near to everything.
_MOST_PLACES = 40


@lru_cache(maxsize=20_000)
def han_pattern(piece: str) -> re.Pattern[str]:
    """A piece with Chinese in it, anywhere; but where it begins or ends with a Latin word, that is a whole word."""
    before = rf"(?<!{GLUE})" if re.match(GLUE, piece) else ""
    after = rf"(?!{GLUE})" if re.match(GLUE, piece[-1]) else ""
    return re.compile(before + re.escape(piece) + after)


def places(leaf: Words | Beginning, text: Text) -> Iterator[Place]:
    """From which to which character of the normal form the leaf stands, each time."""
    if isinstance(leaf, Beginning):
        found = (number for number, word in enumerate(text.plains) if word.startswith(leaf.start))
        yield from (_span(text, number, 1) for number in found)
    elif is_han(leaf.words):
        yield from (match.span() for match in han_pattern(leaf.words[0]).finditer(text.packed))
    else:
        wanted = [plain(word) if leaf.exact else stem(word) for word in leaf.words]
        forms = text.plains if leaf.exact else text.stems
        for number in range(len(forms) - len(wanted) + 1):
            if forms[number] == wanted[0] and forms[number : number + len(wanted)] == wanted:
                yield _span(text, number, len(wanted))


def _span(text: Text, number: int, count: int) -> Place:
    last = number + count - 1
    return text.word_starts[number], text.word_starts[last] + len(text.surface[last])


def near_places(leaf: Near, text: Text) -> tuple[Place, ...]:
    """The places of the parts where they are near enough for the first time; empty where they never are."""
    found = [[*places(part, text)][:_MOST_PLACES] for part in leaf.parts]
    if not all(found):
        return ()
    if len(found) == 2:
        ways: Iterator[Sequence[Place]] = product(*found)
    else:
        ways = (way for start in found[0] for way in _around(start, found))
    return next((tuple(sorted(way)) for way in ways if _is_near(way, text, leaf.distance)), ())


def _around(start: Place, found: list[list[Place]]) -> Iterator[Sequence[Place]]:
    """Ways that hold this place of the first part and of each other part the few places nearest to it."""
    nearest = (sorted(some, key=lambda place: abs(place[0] - start[0]))[:4] for some in found[1:])
    return product([start], *nearest)


def _is_near(way: Sequence[Place], text: Text, distance: int) -> bool:
    """No two of them overlap, and between first and last stand at most so many words of others."""
    ordered = sorted(way)
    if any(after[0] < before[1] for before, after in pairwise(ordered)):
        return False
    numbers = [(text.position(start), text.position(end - 1)) for start, end in ordered]
    between = sum(max(0, after[0] - before[1] - 1) for before, after in pairwise(numbers))
    return between <= distance
