"""The text of a revision as passages: where a quoted mark stands, and what changed between two revisions. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

# A word of Latin letters or digits, or one character of anything else: Chinese is compared by characters.
_PIECE = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
_MATH_TAG = re.compile(r"""<(/?)(?:\w+:)?m?(\w+)(?=[\s/>])((?:[^"'<>]|"[^"]*"|'[^']*')*?)(/?)>""")
# Signs, and rows of them: what they hold stands for itself.
_SIGNS = frozenset({"ath", "i", "n", "o", "text", "row", "space"})


def formula_words(mathml: str) -> str:
    """A formula on one line, so that no change of it goes by unseen: ``frac( a b )``, ``sup( x 2 )``, attributes in brackets."""
    return " ".join(unescape(_MATH_TAG.sub(_said, mathml)).split())


def _said(tag: re.Match[str]) -> str:
    end, name, attributes, is_empty = tag[1], tag[2], tag[3].strip(), tag[4]
    if name in _SIGNS:
        return f" [{attributes}] " if attributes and not end else " "
    if end:
        return " ) "
    return f" {name}{f' [{attributes}]' if attributes else ''}{'' if is_empty else '('} "


def find_quote(text: str, quote: str) -> int | None:
    """Where the quoted words stand in a passage, in characters; white space may differ. None where they do not stand."""
    wanted = quote.split()
    if not wanted:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in wanted), text)
    return found.start() if found else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed (`""`), went (`"del"`) or came (`"ins"`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One passage that is new, gone or different, as the pieces to show."""

    passage: str
    kind: str
    pieces: tuple[Piece, ...]


def pieces_of(old: str, new: str) -> tuple[Piece, ...]:
    """What went and what came between two versions of one passage."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    made: list[Piece] = []
    for verb, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            made.append(Piece("", "".join(before[first:last])))
            continue
        if first < last:
            made.append(Piece("del", "".join(before[first:last])))
        if start < end:
            made.append(Piece("ins", "".join(after[start:end])))
    return tuple(made)


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """What changed from one revision's passages (id to plain text) to another's, in the order of the new; what went is last."""
    made: list[Change] = []
    for key, text in new.items():
        if key not in old and text:
            made.append(Change(key, "new", (Piece("ins", text),)))
        elif key in old and old[key] != text:
            made.append(Change(key, "changed", pieces_of(old[key], text)))
    made += [Change(key, "gone", (Piece("del", text),)) for key, text in old.items() if key not in new and text]
    return made
