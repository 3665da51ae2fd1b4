"""Claim strength: does the story say more than the paper? Sentences of the story beside sentences of the abstract.

Three ways of saying more are looked for: a relation told as a cause, a hedge dropped, a scope widened (animals to people, some to
all), and praise that the paper does not give itself. Every finding shows its pair of sentences, because a list of words cannot
decide; a person does. In one language a story's sentence is set beside the abstract's sentence it shares most with (cosine over
words; pairs of characters in Chinese); across languages beside the abstract's strongest sentence.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from scicomm.newsroom.rules.checks import lexicon
from scicomm.newsroom.rules.checks.findings import Finding, Pair, Severity
from scicomm.newsroom.rules.checks.texts import Passage, is_chinese, sentences

# Below this two sentences do not speak of the same thing; chosen on the labelled pairs in tests/newsroom/claims.py.
_SAME = 0.25


class Strength(IntEnum):
    """How strongly one thing is said to bring about another (Sumner et al. 2014)."""

    NONE = 0
    RELATED = 1
    MAY_CAUSE = 2
    CAN_CAUSE = 3
    CAUSES = 4


@dataclass(frozen=True)
class Claim:
    """What a sentence claims, or one clause of the paper's; `text` is the whole sentence."""

    text: str
    strength: Strength
    hedged: bool
    chinese: bool
    words: Counter[str]


def strength_of(sentence: str) -> Strength:
    """The strength of a sentence's claim; a denied cause claims nothing."""
    return _claim(sentence).strength


def _found(pair: tuple[re.Pattern[str], re.Pattern[str]], text: str, chinese: bool) -> re.Match[str] | None:
    return pair[chinese].search(text)


def _denied(text: str, chinese: bool, at: int) -> bool:
    """Whether a word that denies stands shortly before a place, in the same clause."""
    clause = re.split(r"[,;:，；：、]|\bbut\b", text[max(at - (8 if chinese else 30), 0) : at])[-1]
    return _found(lexicon.NEGATED, clause, chinese) is not None


def _clauses(sentence: str) -> list[str]:
    """The clauses of a sentence: a doubt in one is no doubt in the other. Short ones stay with what stands before them."""
    least = 9 if is_chinese(sentence) else 25
    found: list[str] = []
    for part in re.split(r"(?<=[，；,;:：])", sentence):
        if found and (len(part) < least or len(found[-1]) < least):
            found[-1] += part
        else:
            found.append(part)
    return found


def _claims(text: str) -> Iterator[Claim]:
    """The claims of a text, clause by clause."""
    for sentence in sentences(text):
        for clause in _clauses(sentence):
            yield _claim(clause, sentence)


def _claim(sentence: str, whole: str = "") -> Claim:
    chinese = is_chinese(sentence)
    hedged = _found(lexicon.HEDGE, sentence, chinese) is not None
    causal = [
        found for found in lexicon.CAUSAL[chinese].finditer(sentence) if not _denied(sentence, chinese, found.start())
    ]
    related = _found(lexicon.RELATED, sentence, chinese)
    if causal:
        possible = _found(lexicon.POSSIBLE, sentence, chinese) is not None
        strength = Strength.MAY_CAUSE if hedged else Strength.CAN_CAUSE if possible else Strength.CAUSES
    elif related and not _denied(sentence, chinese, related.start()):
        strength = Strength.RELATED
    else:
        strength = Strength.NONE
    return Claim(whole or sentence, strength, hedged, chinese, _words(sentence, chinese))


_STOP = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be been by for from has have in into is it its of on or our that the their these this those to was
        were we which with study research researchers scientists team found find show shows showed new paper results""",
    )
)


def _words(text: str, chinese: bool) -> Counter[str]:
    """What two sentences are compared by: pairs of characters in Chinese, rough stems in English; numbers and Latin in both."""
    latin = [word.lower() for word in re.findall(r"[A-Za-z][A-Za-z-]+|\d+(?:\.\d+)?", text)]
    found = Counter(re.sub(r"(?:ations?|ings?|ies|ed|es|s|ly)$", "", word) for word in latin if word not in _STOP)
    if chinese:
        for run in re.findall(r"[一-鿿]+", text):
            found.update(run[place : place + 2] for place in range(len(run) - 1))
    return found


def _alike(one: Claim, other: Claim) -> float:
    """Cosine of two sentences' words, 0 to 1."""

    def size(claim: Claim) -> float:
        return math.sqrt(sum(count**2 for count in claim.words.values()))

    shared = sum(one.words[word] * other.words[word] for word in one.words.keys() & other.words.keys())
    return shared / ((size(one) * size(other)) or 1.0)


def claim_findings(passages: Sequence[Passage], abstract: str, other_abstract: str = "") -> list[Finding]:
    """What the story claims beyond its paper. `abstract` is in the story's language if the paper has one; `other_abstract` in the
    other language also counts for scope and praise."""
    paper = list(_claims(abstract))
    if not paper:
        return []
    told = [(passage, claim) for passage in passages for claim in _claims(passage.text)]
    whole = f"{abstract} {other_abstract}"
    findings: list[Finding] = []
    for passage, claim in told:
        if passage.kind == "quote":
            # A quotation is the speaker's own; the scientist signs for it.
            continue
        partner, sure = _partner(claim, paper)
        pairing = _Pairing(passage, claim, partner, sure, _speaks_of_it(passage, claim, paper, sure))
        found = _beyond(pairing) or _widened(pairing, whole)
        findings += [found] if found else []
        findings += _praise(pairing, whole)
    findings += _unnamed_objects(told, abstract, whole)
    # Two clauses of one sentence say a thing once.
    return list({(found.code, found.block, found.text): found for found in reversed(findings)}.values())[::-1]


@dataclass(frozen=True)
class _Pairing:
    """A sentence of the story with the paper's it is set beside. `sure`: they speak of the same thing; `weighs`: the sentence is
    about the result, not about the world around it."""

    passage: Passage
    claim: Claim
    partner: Claim
    sure: bool
    weighs: bool

    def finding(self, code: str, severity: Severity = Severity.WARNING, **values: str | int) -> Finding:
        pair = Pair(self.claim.text, self.partner.text)
        return Finding(code, severity, self.passage.block, self.claim.text, values, pair)


def _speaks_of_it(passage: Passage, claim: Claim, paper: Sequence[Claim], sure: bool) -> bool:
    """Where no sentence of the paper is like the story's, only what everybody reads counts as the story's claim: the headline and
    the standfirst; and in one language, any cause where the paper knows of none at all."""
    if sure or passage.kind in {"title", "standfirst"}:
        return True
    return claim.chinese == paper[0].chinese and all(other.strength <= Strength.RELATED for other in paper)


def _partner(claim: Claim, paper: Sequence[Claim]) -> tuple[Claim, bool]:
    """The paper's sentence to set beside the story's, and whether they surely speak of the same thing."""
    best = max(paper, key=lambda other: _alike(claim, other))
    if claim.chinese == best.chinese and _alike(claim, best) >= _SAME:
        return best, True
    return max(paper, key=lambda other: (other.strength, _alike(claim, other))), False


def _beyond(pairing: _Pairing) -> Finding | None:
    """A relation told as a cause, or a doubt left out."""
    claim, partner = pairing.claim, pairing.partner
    if not pairing.weighs:
        return None
    if claim.strength >= Strength.CAN_CAUSE and partner.strength == Strength.RELATED:
        certain = pairing.sure and claim.strength == Strength.CAUSES
        return pairing.finding("claim-causal", Severity.ERROR if certain else Severity.WARNING)
    if not partner.hedged or claim.hedged:
        return None
    if claim.strength > Strength.RELATED and partner.strength <= Strength.MAY_CAUSE:
        return pairing.finding("claim-hedge")
    if pairing.sure and claim.strength >= partner.strength > Strength.NONE:
        return pairing.finding("claim-hedge")
    return None


def _widened(pairing: _Pairing, whole: str) -> Finding | None:
    """Some became all."""
    claim = pairing.claim
    sweeping = _found(lexicon.SWEEPING, claim.text, claim.chinese)
    if not sweeping or not (pairing.weighs or claim.strength) or _denied(claim.text, claim.chinese, sweeping.start()):
        return None
    if any(pattern.search(whole) for pattern in lexicon.SWEEPING):
        return None
    return pairing.finding("claim-scope", word=sweeping[0])


def _praise(pairing: _Pairing, whole: str) -> list[Finding]:
    """Praise that the paper does not give itself."""
    found = _found(lexicon.PRAISE, pairing.claim.text, pairing.claim.chinese)
    if not found or any(pattern.search(whole) for pattern in lexicon.PRAISE):
        return []
    return [pairing.finding("claim-praise", word=found[0])]


def _speaks_of(patterns: tuple[re.Pattern[str], re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _unnamed_objects(told: Sequence[tuple[Passage, Claim]], abstract: str, whole: str) -> list[Finding]:
    """The work was done on animals, cells or in a model, and the story, which claims something of people, never says so."""
    if _speaks_of(lexicon.PEOPLE, whole):
        return []
    claims = [(passage, claim) for passage, claim in told if claim.strength and _speaks_of(lexicon.PEOPLE, claim.text)]
    said = [name for name, patterns in lexicon.OBJECTS.items() if _speaks_of(patterns, whole)]
    text = " ".join(claim.text for _passage, claim in told)
    if not claims or not said or any(_speaks_of(lexicon.OBJECTS[name], text) for name in said):
        return []
    passage, claim = claims[0]
    proof = next((text for text in sentences(abstract) if _speaks_of(lexicon.OBJECTS[said[0]], text)), abstract[:200])
    pair = Pair(claim.text, proof)
    return [Finding("claim-object", Severity.WARNING, passage.block, claim.text, {"object": said[0]}, pair)]
