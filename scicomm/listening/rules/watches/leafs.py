"""The leaves of a query: one word, phrase, beginning or trait out of one token; what joins them is read elsewhere."""

from __future__ import annotations

from scicomm.listening.rules.watches.lexing import Token
from scicomm.listening.rules.watches.problems import QueryError
from scicomm.listening.rules.watches.tree import Beginning, Has, Near, Node, Or, Region, Trait, Words
from scicomm.listening.rules.watches.wording import QUOTES, is_han, plain, words_of

CLASSES = ("news", "science", "institution", "government", "blog", "social", "forum", "own", "other")
LANGUAGES = {"zh": "zh", "en": "en", "other": "other", "中文": "zh", "英文": "en", "zh-hans": "zh"}
KINDS = ("linked", "own", "copy")
SHORTEST_BEGINNING = 3


def words(token: Token, region: Region) -> Node:
    """A word, `wor*`, "a phrase", or "two words"~5."""
    starred = token.text.rstrip("*")
    found = words_of(starred)
    if not found or not found[0]:
        raise QueryError("no_word", token.start, token.end)
    if starred != token.text and not is_han(found):
        return _beginning(token, found, region)
    if "*" in starred:
        raise QueryError("odd_wildcard", token.start, token.end)
    if is_han(found):
        return _han(token, found, region)
    if token.distance and len(found) > 1:
        return Near(tuple(Words((word,), token.exact, region) for word in found), token.distance)
    return Words(found, token.exact, region)


def _han(token: Token, found: tuple[str, ...], region: Region) -> Node:
    """Chinese has no forms of a word, so that exact says nothing. Words near each other are parted by blanks."""
    pieces = token.text.split()
    if not token.distance or len(pieces) < 2:
        return Words(found, False, region)
    parts = []
    for piece in pieces:
        some = words_of(piece)
        if some and some[0]:
            parts.append(Words(some, token.exact and not is_han(some), region))
    return Near(tuple(parts), token.distance) if len(parts) > 1 else Words(found, False, region)


def _beginning(token: Token, found: tuple[str, ...], region: Region) -> Node:
    if len(found) > 1 or "*" in token.text.rstrip("*") or token.exact:
        raise QueryError("odd_wildcard", token.start, token.end)
    start = plain(found[0])
    if len(start) < SHORTEST_BEGINNING:
        raise QueryError("short_wildcard", token.start, token.end, {"least": SHORTEST_BEGINNING})
    return Beginning(start, region)


def has(trait: Trait, token: Token) -> Has:
    """A trait with a value it can have."""
    value = "".join(letter for letter in token.text.strip().lower() if letter not in QUOTES and letter.isprintable())
    if not value:
        raise QueryError("empty_field", token.start, token.end, {"name": trait.value})
    if trait is Trait.LANGUAGE:
        return Has(trait, LANGUAGES.get(value) or _unknown(token, list(dict.fromkeys(LANGUAGES.values()))))
    if trait is Trait.CLASS and value not in CLASSES:
        _unknown(token, list(CLASSES))
    if trait is Trait.IS and value not in KINDS:
        _unknown(token, list(KINDS))
    if trait is Trait.HOST:
        value = value.split("//")[-1].split("/")[0].removeprefix("www.").rstrip(".")
    if trait is Trait.DOI:
        value = value.removeprefix("https://doi.org/").removeprefix("doi:")
    return Has(trait, value or _unknown(token, []))


def _unknown(token: Token, known: list[str]) -> str:
    raise QueryError("unknown_value", token.start, token.end, {"value": token.text, "known": ", ".join(known)})


def parts_near(node: Node) -> tuple[Words | Beginning, ...]:
    """The words that may stand on one side of NEAR: a word, or a choice of words."""
    if isinstance(node, Words | Beginning):
        return (node,)
    if isinstance(node, Or):
        return (
            tuple(part for one in node.parts for part in parts_near(one))
            if all(isinstance(one, Words | Beginning) for one in node.parts)
            else ()
        )
    return ()
