"""What each kind of piece is made of: its blocks, lengths and needs, and what a piece still lacks; no database, no words here.

The figures are data with a version: a unit may tighten them (models.UnitProfileRule), code only says where the house begins.
Lengths are counted as editors count: a Chinese character is one, and so is a run of Latin letters or digits in a Chinese text;
English texts are counted in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

VERSION = "2026-1"

TEXT = frozenset({"paragraph", "heading", "list", "quote", "callout", "term", "why", "unknown", "unknowns", "question"})
SIGHT = frozenset({"figure", "gallery", "before_after"})
DATA = frozenset({"key_figures", "table", "chart", "formula", "timeline"})
CARDS = frozenset({"expert", "paper"})
SOUND = frozenset({"video", "audio"})
EVENT = frozenset({"event"})
ALL = TEXT | SIGHT | DATA | CARDS | SOUND | EVENT

NEEDS = (
    "standfirst", "paper", "expert", "picture", "cover", "alt", "recording", "transcript", "date_place", "unknowns", "source"
)  # fmt: skip
"""What a piece may need beside its text; `source` is a paper, an expert or a link to where it comes from."""

COUNTED = ("paragraph", "list", "quote", "callout", "why", "unknown", "unknowns", "question", "timeline", "event")
"""The blocks whose words make the length; captions, tables and transcripts are not what a reader reads through."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f’'.%-]*")


@dataclass(frozen=True, slots=True)
class Span:
    """Least and most of a length; None where there is no bound."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ProfileRule:
    """What one kind of piece may and must hold. `must` are groups of blocks of which one at least stands in the piece."""

    profile: str
    length_zh: Span
    length_en: Span
    headline_zh: int
    headline_en: int
    blocks: frozenset[str] = ALL
    must: tuple[tuple[str, ...], ...] = ()
    needs: frozenset[str] = frozenset()
    checks: tuple[str, ...] = ()
    version: str = VERSION

    def length(self, language: str) -> Span:
        return self.length_en if language == "en" else self.length_zh

    def headline(self, language: str) -> int:
        """The most characters of a headline."""
        return self.headline_en if language == "en" else self.headline_zh


_ALWAYS = ("numbers", "names", "links", "rights")
_SCIENCE = (*_ALWAYS, "claims", "hype", "jargon", "uncertainty")


def _rule(
    profile: str, zh: tuple[int | None, int | None], en: tuple[int | None, int | None], **more: Any
) -> ProfileRule:
    given = {"headline_zh": 30, "headline_en": 90, "checks": _SCIENCE, **more}
    return ProfileRule(profile=profile, length_zh=Span(*zh), length_en=Span(*en), **given)


DEFAULTS: Mapping[str, ProfileRule] = {
    rule.profile: rule
    for rule in (
        _rule("news", (400, 2000), (250, 1100), must=(("paragraph",),), needs=frozenset({"standfirst", "source"})),
        _rule(
            "feature", (1500, 8000), (900, 4500), headline_zh=28, must=(("paragraph",), ("heading",)),
            needs=frozenset({"standfirst", "expert", "picture", "alt"}),
        ),
        _rule(
            "explainer", (800, 4000), (500, 2400), must=(("paragraph",), ("heading",)),
            needs=frozenset({"standfirst", "unknowns", "source"}),
        ),
        _rule("questions", (600, 4000), (400, 2400), must=(("question",),), needs=frozenset({"standfirst", "expert"})),
        _rule(
            "photo_story", (100, 1500), (60, 900), must=(("gallery", "figure"),),
            needs=frozenset({"standfirst", "picture", "alt"}),
            checks=(*_ALWAYS, "consents"),
        ),
        _rule(
            "video", (50, 1500), (30, 900), must=(("video",),), needs=frozenset({"standfirst", "recording", "transcript"}),
            checks=(*_ALWAYS, "consents", "claims"),
        ),
        _rule(
            "podcast", (50, 1500), (30, 900), must=(("audio",),), needs=frozenset({"standfirst", "recording", "transcript"}),
            checks=(*_ALWAYS, "consents", "claims"),
        ),
        _rule(
            "comic", (None, 1200), (None, 700), must=(("gallery", "figure"),), needs=frozenset({"picture", "alt"}),
            checks=(*_ALWAYS, "claims"),
        ),
        _rule(
            "brief", (60, 400), (40, 240), headline_zh=26, headline_en=80,
            blocks=ALL - {"gallery", "before_after", "event", "question", "timeline"}, must=(("paragraph",),),
            needs=frozenset({"source"}),
        ),
        _rule(
            "event", (40, 1000), (25, 600), blocks=ALL - {"chart", "table", "formula", "before_after", "unknowns", "unknown"},
            must=(("event",),), needs=frozenset({"date_place"}), checks=("names", "links", "dates"),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tightening:
    """What one unit asks of a kind of piece beyond the house: numbers set, needs added; None and nothing leave it as above."""

    least_zh: int | None = None
    most_zh: int | None = None
    least_en: int | None = None
    most_en: int | None = None
    headline_zh: int | None = None
    headline_en: int | None = None
    needs: frozenset[str] = frozenset()


def tightened(rule: ProfileRule, steps: Iterable[Tightening]) -> ProfileRule:
    """The rule after the units' own, from the top of the tree down: the nearest number wins, needs add up, none is dropped."""
    for step in steps:
        rule = replace(
            rule,
            length_zh=_span(rule.length_zh, step.least_zh, step.most_zh),
            length_en=_span(rule.length_en, step.least_en, step.most_en),
            headline_zh=rule.headline_zh if step.headline_zh is None else step.headline_zh,
            headline_en=rule.headline_en if step.headline_en is None else step.headline_en,
            needs=rule.needs | (step.needs & frozenset(NEEDS)),
        )
    return rule


def _span(span: Span, least: int | None, most: int | None) -> Span:
    """A nearer unit's numbers; where they cross what comes from above, the nearer one moves the other along."""
    low, high = span.least if least is None else least, span.most if most is None else most
    if low is not None and high is not None and low > high:
        low, high = (low, low) if most is None else (high, high)
    return Span(low, high)


def length_of(texts: Iterable[str], language: str) -> int:
    """The length of texts without markup: Chinese characters (and Latin runs) or English words."""
    total = 0
    for text in texts:
        total += len(_WORD.findall(text)) + (0 if language == "en" else len(_HAN.findall(text)))
    return total


@dataclass(frozen=True, slots=True)
class Piece:
    """What a rule asks of a piece: counts, and what it has. Lengths as `length_of` gives them, the headline in characters."""

    language: str
    headline: int
    length: int
    blocks: Mapping[str, int] = field(default_factory=dict)
    has: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing a piece lacks or has too much of: a code that stays, where, and the numbers or the block for the words."""

    code: str
    where: str
    values: Mapping[str, Any] = field(default_factory=dict)


def profile_gaps(rule: ProfileRule, piece: Piece) -> list[Gap]:
    """What a piece lacks for its kind, in the order in which a reader meets it."""
    gaps = [*_headline_gaps(rule, piece), *_length_gaps(rule, piece)]
    for group in rule.must:
        if not any(piece.blocks.get(name) for name in group):
            gaps.append(Gap("block_missing", "body", {"blocks": group}))
    gaps += [
        Gap("block_not_meant", "body", {"block": name})
        for name, count in piece.blocks.items()
        if count and name in ALL and name not in rule.blocks
    ]
    gaps += [Gap(f"needs_{need}", _WHERE.get(need, "body")) for need in NEEDS if need in rule.needs - piece.has]
    return gaps


_WHERE = {"standfirst": "standfirst", "paper": "sources", "expert": "sources", "source": "sources", "cover": "cover"}


def _headline_gaps(rule: ProfileRule, piece: Piece) -> list[Gap]:
    most = rule.headline(piece.language)
    if piece.headline <= most:
        return []
    return [Gap("headline_too_long", "title", {"most": most, "found": piece.headline})]


def _length_gaps(rule: ProfileRule, piece: Piece) -> list[Gap]:
    span, values = rule.length(piece.language), {"found": piece.length, "language": piece.language}
    if span.least is not None and piece.length < span.least:
        return [Gap("too_short", "body", {"least": span.least, **values})]
    if span.most is not None and piece.length > span.most:
        return [Gap("too_long", "body", {"most": span.most, **values})]
    return []
