"""Two versions of a text side by side: which parts belong together, and which words went or came; no database here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:[’'.,-][A-Za-z0-9\u00c0-\u024f]+)*|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？.!?\n]*[。！？.!?\n]?\s*")
# Beyond this many tokens on a side words are compared sentence by sentence: the matcher's time grows with their product.
MOST_TOKENS = 3000
ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a version: a key that stays with it (a block's id), what kind it is, and its words."""

    key: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed, went or came."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A part before and after. `state` is same, changed, moved, added or removed."""

    state: str
    kind: str
    old: tuple[Run, ...]
    new: tuple[Run, ...]


def marked(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts with what differs marked: Latin words and numbers as wholes, Chinese character by character."""
    before, after = _tokens(old), _tokens(new)
    left: list[Run] = []
    right: list[Run] = []
    for code, a, b, c, d in _joined(SequenceMatcher(None, before, after, autojunk=False).get_opcodes(), before):
        gone, came = "".join(before[a:b]), "".join(after[c:d])
        if gone:
            left.append(Run(gone, code != "equal"))
        if came:
            right.append(Run(came, code != "equal"))
    return tuple(left), tuple(right)


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    return found if len(found) <= MOST_TOKENS else [part for part in _SENTENCE.findall(text) if part]


Step = tuple[str, int, int, int, int]


def _joined(steps: Sequence[Step], before: Sequence[str]) -> list[Step]:
    """Steps with the islands of one character between two changes joined to them: a confetti of marks cannot be read."""
    made: list[Step] = []
    for number, (code, a, b, c, d) in enumerate(steps):
        island = code == "equal" and 0 < number < len(steps) - 1 and len("".join(before[a:b]).strip()) < 2
        kind = "replace" if island or code != "equal" else "equal"
        if made and kind == made[-1][0] == "replace":
            last = made.pop()
            made.append((kind, last[1], b, last[3], d))
        else:
            made.append((kind, a, b, c, d))
    return made


def compared(old: Sequence[Part], new: Sequence[Part]) -> list[Pair]:
    """The parts of two versions beside each other, in the order of the newer one."""
    news, olds = {part.key for part in new}, {part.key: part for part in old}
    pairs: list[Pair] = []
    matcher = SequenceMatcher(None, [part.key for part in old], [part.key for part in new], autojunk=False)
    for code, a, b, c, d in matcher.get_opcodes():
        if code == "equal":
            pairs += [_pair(one, two) for one, two in zip(old[a:b], new[c:d], strict=True)]
            continue
        # What stands elsewhere in the newer version is shown there, as moved.
        gone = [part for part in old[a:b] if part.key not in news]
        pairs += _replaced(gone, list(new[c:d]), olds)
    return pairs


def _replaced(gone: list[Part], came: list[Part], olds: dict[str, Part]) -> list[Pair]:
    """Parts that took the place of others: those alike are one part that was changed, the rest went or came."""
    pairs: list[Pair] = []
    for part in came:
        if part.key in olds:
            found = _pair(olds[part.key], part)
            pairs.append(Pair("moved" if found.state == "same" else "changed", found.kind, found.old, found.new))
            continue
        twin = next((one for one in gone if one.kind == part.kind and _alike(one.text, part.text)), None)
        if twin is None:
            pairs.append(Pair("added", part.kind, (), (Run(part.text, True),)))
            continue
        for one in gone[: gone.index(twin)]:
            pairs.append(Pair("removed", one.kind, (Run(one.text, True),), ()))
        gone = gone[gone.index(twin) + 1 :]
        pairs.append(_pair(twin, part))
    return pairs + [Pair("removed", one.kind, (Run(one.text, True),), ()) for one in gone]


def _alike(one: str, two: str) -> bool:
    matcher = SequenceMatcher(None, _tokens(one), _tokens(two), autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _pair(old: Part, new: Part) -> Pair:
    if old.text == new.text:
        return Pair("same", new.kind, (Run(old.text),), (Run(new.text),))
    left, right = marked(old.text, new.text)
    return Pair("changed", new.kind, left, right)
