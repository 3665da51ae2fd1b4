"""Why an item fits a query: which words were found, and where in the text as it was written. Only for what matched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scicomm.listening.rules.watches.items import Item, Text
from scicomm.listening.rules.watches.occurrences import near_places, places
from scicomm.listening.rules.watches.plain import fits
from scicomm.listening.rules.watches.tree import Beginning, Has, Leaf, Near, Node, Region, leaves
from scicomm.listening.rules.watches.wording import HAS_HAN, QUOTES
from scicomm.search import folding

Span = tuple[int, int]
SNIPPET = 180
# Of one word so many places are marked.
_MOST_MARKS = 20


@dataclass(frozen=True)
class Why:
    """`words` as their owner wrote them, normalised; spans in characters of the item's own title and text."""

    words: tuple[str, ...]
    title: tuple[Span, ...] = ()
    text: tuple[Span, ...] = ()


def label(leaf: Leaf) -> str:
    """A leaf for people."""
    if isinstance(leaf, Near):
        return " … ".join(label(part) for part in leaf.parts)
    if isinstance(leaf, Has):
        return f"{leaf.trait.value}:{leaf.value}"
    return f"{leaf.start}*" if isinstance(leaf, Beginning) else " ".join(leaf.words)


def explain(node: Node, item: Item) -> Why:
    """The leaves that must or may be there and are, with their places."""
    found = [leaf for leaf in dict.fromkeys(leaves(node, also_forbidden=False)) if fits(leaf, item)]
    words = tuple(dict.fromkeys(label(leaf) for leaf in found))
    title, text = item.parts[Region.ANY]
    return Why(words, _spans(found, item.title, title, Region.TITLE), _spans(found, item.text, text, Region.TEXT))


def _spans(found: Iterable[Leaf], written: str, text: Text, here: Region) -> tuple[Span, ...]:
    in_form: list[Span] = []
    for leaf in found:
        if isinstance(leaf, Has):
            continue
        region = leaf.parts[0].region if isinstance(leaf, Near) else leaf.region
        if region in {Region.ANY, here}:
            some = near_places(leaf, text) if isinstance(leaf, Near) else places(leaf, text)
            in_form += [place for _number, place in zip(range(_MOST_MARKS), some, strict=False)]
    if not in_form:
        return ()
    offsets = _offsets(written)
    carried = sorted((offsets[start], max(offsets[end - 1] + 1, offsets[start] + 1)) for start, end in in_form)
    joined: list[Span] = []
    for start, end in carried:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _offsets(written: str) -> list[int]:
    """For each character of the normal form the place it had in the text as written."""
    normal, before = folding.normalise_with_offsets(written)
    kept: list[tuple[str, int]] = []
    for letter, at in zip(normal, before, strict=False):
        is_blank = letter.isspace() or letter in QUOTES
        if not is_blank:
            kept.append((letter, at))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", at))
    if normal.isascii():
        return [at for _letter, at in kept]
    found: list[int] = []
    for number, (letter, at) in enumerate(kept):
        beside = (kept[number - 1][0] if number else "", kept[number + 1][0] if number + 1 < len(kept) else "")
        if letter != " " or not any(HAS_HAN.match(other) for other in beside if other):
            found.append(at)
    return found


def snippet(text: str, spans: Iterable[Span], width: int = SNIPPET) -> tuple[str, list[list[int]]]:
    """A piece of the text around what was found, and the places in it."""
    some = list(spans)
    start = max(0, some[0][0] - width // 4) if some else 0
    if start:
        blank = text.find(" ", start, start + 20)
        start = blank + 1 if blank >= 0 else start
    head = "…" if start else ""
    piece = " ".join(text[start : start + width].split("\n"))
    tail = "…" if start + width < len(text) else ""
    shift = len(head) - start
    inside = [
        [left + shift, min(right, start + width) + shift] for left, right in some if start <= left < start + width
    ]
    return f"{head}{piece}{tail}", inside
