"""Names of units and people in a story against the registry: near misses, with the right spelling as the fix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from scicomm.newsroom.rules.checks.findings import Finding, Fix, Severity
from scicomm.newsroom.rules.checks.texts import Passage


@dataclass(frozen=True)
class Named:
    """Names as they are registered: of units, and of the people this story may speak of."""

    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


_UNIT_WORD = "研究所|研究院|实验室|科学院|分院|天文台|植物园|博物馆|研究中心|中心|学院|大学"
_CHINESE_UNIT = re.compile(rf"[一-鿿]{{2,16}}?(?:{_UNIT_WORD})")
_ENGLISH_UNIT = re.compile(
    r"(?:[A-Z][\w'’-]+ ){0,4}(?:Institute|Academy|Branch|Laboratory|Observatory|Centre|Center|Museum)(?: (?:of|for) (?:the )?"
    r"[A-Z][\w'’-]+(?:(?:,| and|,? of)? [A-Z][\w'’-]+){0,4})?"
)
_ENGLISH_NAME = re.compile(r"\b[A-Z][a-z]+(?:-[A-Za-z][a-z]+)?(?: [A-Z]\.?)? [A-Z][a-z]+(?:-[A-Z][a-z]+)?\b")
# Nearer than this and not the same is taken for a slip of the pen.
_NEAR_UNIT, _NEAR_PERSON = 0.72, 0.82


def name_findings(passages: Sequence[Passage], named: Named) -> list[Finding]:
    """Near misses of registered names, once a spelling."""
    seen: dict[str, Finding] = {}
    for passage in passages:
        for wrong, right in [*_units(passage.text, named.units), *_people(passage.text, named.people)]:
            if wrong not in seen:
                values: dict[str, str | int] = {"wrong": wrong, "right": right}
                seen[wrong] = Finding(
                    "name-near", Severity.WARNING, passage.block, wrong, values, fix=Fix(old=wrong, new=right)
                )
    return list(seen.values())


def _units(text: str, registered: Iterable[str]) -> list[tuple[str, str]]:
    known = [name for name in registered if len(name) >= 4]
    found = []
    for match in [*_CHINESE_UNIT.finditer(text), *_ENGLISH_UNIT.finditer(text)]:
        written = match[0].strip()
        whole = re.compile(rf"{re.escape(written)}(?![A-Za-z])")
        if any(name in written or whole.search(name) for name in known):
            continue
        near = _nearest(written, known, _NEAR_UNIT)
        if near:
            found.append(near)
    return found


def _nearest(written: str, known: Iterable[str], least: float) -> tuple[str, str] | None:
    """The end of what is written that is most like a registered name, and that name. Words before a name belong to the sentence:
    a Chinese name has no space to begin with."""
    best: tuple[float, str, str] | None = None
    for name in known:
        for length in range(max(len(name) - 2, 4), min(len(name) + 2, len(written)) + 1):
            tail = written[-length:]
            if tail == name or (" " in name and len(tail) < len(written) and written[-length - 1] != " "):
                continue
            like = SequenceMatcher(None, tail, name, autojunk=False).ratio()
            if like >= least and (best is None or like > best[0]) and _same_end(tail, name):
                best = (like, tail, name)
    return (best[1], best[2]) if best else None


def _same_end(one: str, other: str) -> bool:
    """A laboratory is no misspelt institute: what kind of unit it is must be the same word."""
    kinds = [re.search(rf"(?:{_UNIT_WORD})$", name) for name in (one, other)]
    if kinds[0] and kinds[1]:
        return kinds[0][0] == kinds[1][0]
    kind = re.compile(r"Institute|Academy|Branch|Laboratory|Observatory|Cent(?:re|er)|Museum")
    return bool(set(kind.findall(one)) & set(kind.findall(other)))


def _people(text: str, people: Iterable[str]) -> list[tuple[str, str]]:
    known = set(people)
    found = []
    for name in known:
        if re.fullmatch(r"[一-鿿]{3,4}", name):
            found += [(wrong, name) for wrong in _one_sign_off(text, name) if wrong not in known]
    latin = [name for name in known if re.search(r"[A-Za-z]", name) and " " in name]
    for match in _ENGLISH_NAME.finditer(text):
        written = match[0]
        if written in known or any(name in written for name in latin):
            continue
        like = [(SequenceMatcher(None, written, name, autojunk=False).ratio(), name) for name in latin]
        best = max(like, default=(0.0, ""))
        if best[0] >= _NEAR_PERSON:
            found.append((written, best[1]))
    return found


def _one_sign_off(text: str, name: str) -> set[str]:
    """Places where a Chinese name stands with one character of the given name wrong."""
    wrong = set()
    for place in range(1, len(name)):
        pattern = re.escape(name[:place]) + "[一-鿿]" + re.escape(name[place + 1 :])
        wrong |= {match for match in re.findall(pattern, text) if match != name}
    return wrong
