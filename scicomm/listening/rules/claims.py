"""Recurring statements: which sentences claim something, and when two of them claim the same. By rule, to be explained.

A statement is compared by its words (weighed by how seldom they are in the language), and must agree in what it denies and in its
numbers: "X causes Y" is not "X does not cause Y", and 30 % is not 80 %.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from scicomm.listening.rules.topics.features import UNLISTED, features, shares
from scicomm.search import stemming

SAME: Final = 0.72
"""Likeness (cosine) from which two statements are one claim."""
SILENT: Final = 0.8
"""What likeness counts where only one of two says what happens."""
CLOSE: Final = 0.4
"""Likeness from which a claim is worth showing to somebody who types."""
MOST_SENTENCES: Final = 12
SHORTEST, LONGEST = 5, 160
MOST_KEPT: Final = 20_000
_SENTENCE = re.compile(r"[^。！？!?\n]+(?:[。！？!?]|\n|$)|[^.!?\n]+[.!?](?=\s|$)")
_ASKING = re.compile(
    r"(?:，|,)?\s*(?:是真的吗|真的吗|是真是假|靠谱吗|可信吗|你知道吗|is it true|true or false|really)\s*[?？]?\s*$"
    r"|^(?:求证|网传|听说|据说|转发|注意|紧急|fact check|rumou?r)\s*[:\uff1a]?",
    re.IGNORECASE,
)
_CUES = re.compile(
    r"致癌|导致|引起|引发|治愈|治疗|能治|可治|根治|预防|防止|杀死|有毒|剧毒|中毒|有害|无害|辐射|恢复|延长|减少|增加|升高|降低|破坏|吞噬|影响"
    r"|不能.{0,4}(?:吃|喝|用|吸)"
    r"|千万别|必须|一定|万能|神药|超标|停产|灭绝|爆发|会.{1,8}(?:死|病|癌|炸|坏|断|沉)|等于|相当于|没有科学依据|能.{1,10}(?:病|癌|毒|电量|寿命)|[0-9]+\s*[%％]"
    r"|\b(?:caus|cur|prevent|kill|destroy|restor|increas|reduc|lower|rais|damag|trigger|spread|contain|protect)(?:e|es|ed|ing|s)?\b"
    r"|\b(?:toxic|poisonous|dangerous|harmful|cancer|linked to|proven|never|always|banned)\b"
    r"|\bwill .{1,40}(?:die|end|collapse|vanish)\b",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"不会|不能|不是|并非|没有|无法|未必|不实|谣言|辟谣|误区|错误|不致|不可能|不影响|无关|否认|不必|无需|\b(?:not|no|never|n't|cannot"
    r"|false|myth|debunk\w*|hoax|untrue|doesn't|don't|isn't|won't)\b",
    re.IGNORECASE,
)
# The words of a cue that say what happens, apart from those that only strengthen it.
_SAYING = re.compile(
    r"致癌|导致|引起|引发|治愈|治疗|能治|可治|根治|预防|防止|杀死|有毒|剧毒|中毒|有害|无害|恢复|延长|减少|增加|升高|降低|破坏|吞噬|超标|爆炸|消失"
    r"|\b(?:caus|cur|prevent|kill|destroy|restor|increas|reduc|lower|rais|damag|trigger|spread|contain|vanish)(?:e|es|ed|ing|s)?\b",
    re.IGNORECASE,
)
_SAME_WORD: Final = {
    "引起": "导致", "引发": "导致", "治疗": "治愈", "能治": "治愈", "可治": "治愈", "根治": "治愈", "防止": "预防",
    "剧毒": "有毒", "中毒": "有毒",
}  # fmt: skip
_NUMERAL = re.compile(r"[零一二三四五六七八九十百千万两半]+(?:成|倍|天|年|级|周|个|粒|克|度|分|次|人|岁|小时|秒|米|吨)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
Vector = dict[str, float]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence that claims something: its words, vector, whether it denies, its numbers."""

    text: str
    vector: Vector
    denies: bool
    numbers: frozenset[str]
    says: frozenset[str]
    """What it says happens: the words that made it a claim."""


def statement_of(text: str) -> Statement | None:
    """A sentence prepared for comparing; None for one without words that tell anything."""
    plain = _ASKING.sub("", " ".join(text.split())).strip(" 。，,.!！?？“”\"'：:")
    if not SHORTEST <= len(plain) <= LONGEST:
        return None
    known = shares()
    weights = {
        word: count * math.log(1.0 / max(known.get(word, UNLISTED), UNLISTED))
        for word, count in features(plain).items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    if len(weights) < 2 or not length:
        return None
    vector = {word: weight / length for word, weight in weights.items()}
    numbers = frozenset(_NUMBER.findall(plain)) | frozenset(_NUMERAL.findall(plain))
    says = frozenset(_root(found.group()) for found in _SAYING.finditer(plain))
    return Statement(plain, vector, _DENYING.search(plain) is not None, numbers, says)


def _root(word: str) -> str:
    """One form for what says the same: 引发 is 导致, curing is cures."""
    if word.isascii():
        return stemming.stem(word.lower())
    return _SAME_WORD.get(word, word)


def statements_in(title: str, text: str) -> list[Statement]:
    """The sentences of an item that claim something, its title first; each once."""
    found: OrderedDict[str, Statement] = OrderedDict()
    for sentence in [title, *_SENTENCE.findall(text)[:MOST_SENTENCES]]:
        if _CUES.search(sentence):
            statement = statement_of(sentence)
            if statement:
                found.setdefault(statement.text, statement)
    return list(found.values())


def likeness(one: Statement, other: Statement) -> float:
    """0 to 1; 0 where only one denies, where both give numbers and none is the same, or say different things."""
    if one.denies != other.denies or (one.numbers and other.numbers and not one.numbers & other.numbers):
        return 0.0
    if one.says and other.says and not one.says & other.says:
        return 0.0
    few, many = (one.vector, other.vector) if len(one.vector) < len(other.vector) else (other.vector, one.vector)
    score = sum(weight * many.get(word, 0.0) for word, weight in few.items())
    return score if bool(one.says) == bool(other.says) else score * SILENT


class ClaimIndex(Generic[K]):
    """Statements under keys, found by their words; the oldest go when there are too many."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self.held: OrderedDict[int, tuple[K, Statement]] = OrderedDict()
        self.words: dict[str, set[int]] = {}
        self.number = 0

    def put(self, key: K, statement: Statement) -> None:
        self.number += 1
        self.held[self.number] = (key, statement)
        for word in statement.vector:
            self.words.setdefault(word, set()).add(self.number)
        if len(self.held) > self.most:
            old, (_key, gone) = self.held.popitem(last=False)
            for word in gone.vector:
                self.words[word].discard(old)
                if not self.words[word]:
                    del self.words[word]

    def like(self, statement: Statement, least: float = SAME) -> list[tuple[K, float]]:
        """Keys of the statements at least so like, the likest first; each key once."""
        candidates: set[int] = set()
        for word, _weight in sorted(statement.vector.items(), key=lambda pair: -pair[1])[:6]:
            candidates |= self.words.get(word, set())
        found: dict[K, float] = {}
        for number in candidates:
            key, other = self.held[number]
            score = likeness(statement, other)
            if score >= least and score > found.get(key, 0.0):
                found[key] = score
        return sorted(found.items(), key=lambda pair: -pair[1])
