"""A query as it was written, cut into signs and words that know their places; what they mean together is read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from scicomm.listening.rules.watches.problems import QueryError
from scicomm.listening.rules.watches.wording import QUOTES

FIELDS = {
    "title": "title", "text": "text", "source": "source", "host": "host", "class": "class", "language": "language",
    "lang": "language", "unit": "unit", "doi": "doi", "is": "is",
    "标题": "title", "正文": "text", "来源": "source", "网站": "host", "类别": "class", "语言": "language", "单位": "unit",
    "是": "is",
}  # fmt: skip
KNOWN_FIELDS = ["title", "text", "source", "host", "class", "language", "unit", "doi", "is"]
LONGEST = 4000
FARTHEST = 50


class Sign(Enum):
    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    MUST = "+"
    FIELD = "field"
    WORD = "word"
    PHRASE = "phrase"
    END = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A sign or word with its place. `exact`: written with = or in quotation marks; `distance` of NEAR/5 and "…"~5."""

    sign: Sign
    text: str
    start: int
    end: int
    exact: bool = False
    distance: int = 0


# Upper case for English ones, and only as words of their own: what a sentence says is no operator.
_OPERATORS = {
    "AND": Sign.AND, "&&": Sign.AND, "与": Sign.AND, "OR": Sign.OR, "||": Sign.OR, "|": Sign.OR, "或": Sign.OR,
    "NOT": Sign.NOT, "非": Sign.NOT,
}  # fmt: skip
_NEAR = re.compile(r"NEAR(?:/(\S*))?")
_SIMPLE = {"(": Sign.OPEN, "（": Sign.OPEN, ")": Sign.CLOSE, "）": Sign.CLOSE}
_FIELD = re.compile(r"([A-Za-z]{1,20}|标题|正文|来源|网站|类别|语言|单位|是)[:：](?!//)")
_QUOTE = re.compile(f"(~?)[{QUOTES}]")
_CLOSING = re.compile(f"[{QUOTES}]")
_SLOP = re.compile(r"~(\w+)")
_STOP = re.compile(rf"[\s()（）{QUOTES}]")
_BEFORE_SIGN = re.compile(r"[\s(（]|^$")


def tokens(written: str) -> Iterator[Token]:
    """The tokens in order, and the end; raises QueryError."""
    if len(written) > LONGEST:
        raise QueryError("too_long", LONGEST, len(written), {"length": len(written), "most": LONGEST})
    at = 0
    while at < len(written):
        if written[at].isspace() or written[at] == "\x00":
            at += 1
            continue
        token = _next(written, at)
        yield token
        at = token.end
    yield Token(Sign.END, "", len(written), len(written))


def _next(written: str, at: int) -> Token:
    letter = written[at]
    if letter in _SIMPLE:
        return Token(_SIMPLE[letter], letter, at, at + 1)
    if opening := _QUOTE.match(written, at):
        return _phrase(written, at, opening)
    if letter in "+-－＋" and _is_prefix(written, at):
        return Token(Sign.MUST if letter in "+＋" else Sign.NOT, letter, at, at + 1)
    if found := _FIELD.match(written, at):
        return Token(Sign.FIELD, found.group(1), at, found.end())
    return _word(written, at)


def _is_prefix(written: str, at: int) -> bool:
    """A minus is a sign at the beginning of a word only: gene-editing is one word."""
    before = written[at - 1 : at]
    after = written[at + 1 : at + 2]
    return bool(_BEFORE_SIGN.match(before) or before in "+-") and bool(after) and not after.isspace()


def _phrase(written: str, at: int, opening: re.Match[str]) -> Token:
    closing = _CLOSING.search(written, opening.end())
    if closing is None:
        raise QueryError("unclosed_quote", at, opening.end())
    text = written[opening.end() : closing.start()]
    slop = _SLOP.match(written, closing.end())
    if slop is None:
        return Token(Sign.PHRASE, text, at, closing.end(), exact=not opening.group(1))
    distance = _distance(slop.group(1), slop.start(), slop.end())
    return Token(Sign.PHRASE, text, at, slop.end(), exact=not opening.group(1), distance=distance)


def _word(written: str, at: int) -> Token:
    start = at + (written[at] in "=＝")
    stop = _STOP.search(written, start)
    end = stop.start() if stop else len(written)
    text = written[start:end]
    if start == at:
        if text in _OPERATORS:
            return Token(_OPERATORS[text], text, at, end)
        if near := _NEAR.fullmatch(text):
            distance = 5 if near.group(1) is None else _distance(near.group(1), at, end)
            return Token(Sign.NEAR, text, at, end, distance=distance)
    return Token(Sign.WORD, text, at, max(end, at + 1), exact=start > at)


def _distance(text: str, start: int, end: int) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= FARTHEST:
        raise QueryError("near_far", start, end, {"most": FARTHEST})
    return int(text)
