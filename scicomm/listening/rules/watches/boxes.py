"""The simple way to write a watch: three boxes of words (any, all, none of these), compiled to the same tree as a query."""

from __future__ import annotations

import re

from scicomm.listening.rules.watches.problems import QueryError
from scicomm.listening.rules.watches.tree import And, Node, Not, Or, Words, joined
from scicomm.listening.rules.watches.wording import is_han, words_of

_SEPARATOR = re.compile(r"[,，、;；\n\r]+")
_BLANKS = re.compile(r"\s+")


def terms(written: str) -> list[str]:
    """The words and phrases of a box, once each, in order: separated by lines, commas (both kinds), 、 or semicolons."""
    pieces = (_BLANKS.sub(" ", piece).strip() for piece in _SEPARATOR.split(written))
    return list(dict.fromkeys(piece for piece in pieces if piece))


def compiled(any_words: str, all_words: str, none_words: str) -> Node:
    """The tree of three boxes; raises QueryError("empty") where neither any nor all words are given.

    Words count in any form of theirs, several words are a phrase, nothing in a box is an operator.
    """
    parts: list[Node] = [Words(found) for term in terms(all_words) if (found := _found(term))]
    if choice := [Words(found) for term in terms(any_words) if (found := _found(term))]:
        parts.append(joined(Or, list(choice)))
    if not parts:
        raise QueryError("empty")
    parts += [Not(Words(found)) for term in terms(none_words) if (found := _found(term))]
    return joined(And, parts)


def _found(term: str) -> tuple[str, ...]:
    found = words_of(term)
    return () if is_han(found) and not found[0] else found
