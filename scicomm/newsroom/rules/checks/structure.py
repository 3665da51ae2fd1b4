"""What a story must have: a headline, words, its source, what is not known yet, no notes to oneself, a day not before
the paper's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from scicomm.newsroom.rules.checks.findings import Finding, Fix, Severity
from scicomm.newsroom.rules.checks.texts import Passage

_NOTE = re.compile(
    r"\b(?:TODO|TBD|TKTK|XXX+|lorem ipsum)\b|待补|待定稿|【[^】]*(?:待|补|核)[^】]*】|？？+|\?\?\?+", re.IGNORECASE
)
_UNKNOWN = re.compile(
    r"\b(?:not (?:yet )?(?:known|clear|understood)|unknown|unclear|remains? to be|further (?:work|studies|research)|limitations?"
    r"|open questions?|we do not know|cannot (?:yet )?say)\b|尚不清楚|还不(?:清楚|知道)|尚未|有待|局限|未知|仍需|还需要|不确定",
    re.IGNORECASE,
)


_AROUND = {"title", "standfirst"}


@dataclass(frozen=True)
class Shape:
    """What is known of a story beside its words. `kinds` are the kinds of its blocks: a photo story may have no words."""

    doi: str = ""
    source_line: str = ""
    paper_comes_out: dt.date | None = None
    released_from: dt.datetime | None = None
    kinds: frozenset[str] = frozenset()
    needs_unknowns: bool = True


def structure_findings(passages: Sequence[Passage], shape: Shape) -> list[Finding]:
    """What is missing or stands there by mistake. `released_from` is the earliest moment the story could be public."""
    by_kind = {passage.kind: passage for passage in passages}
    findings = []
    if "title" not in by_kind or not by_kind["title"].text.strip():
        findings.append(Finding("no-headline", Severity.ERROR, "title"))
    if not shape.kinds and not any(passage.text.strip() for passage in passages if passage.kind not in _AROUND):
        findings.append(Finding("no-text", Severity.ERROR, "body"))
    if "standfirst" not in by_kind:
        findings.append(Finding("no-standfirst", Severity.WARNING, "standfirst"))
    return [*findings, *_notes(passages), *_source(passages, shape), *_unknowns(passages, shape), *_too_early(shape)]


def _notes(passages: Sequence[Passage]) -> list[Finding]:
    return [
        Finding("note-left", Severity.ERROR, passage.block, found[0], {"note": found[0]})
        for passage in passages
        if (found := _NOTE.search(passage.text))
    ]


def _source(passages: Sequence[Passage], shape: Shape) -> list[Finding]:
    if (
        not shape.doi
        or "paper" in shape.kinds
        or any(shape.doi.lower() in passage.text.lower() for passage in passages)
    ):
        return []
    fix = Fix(old="", new=shape.source_line) if shape.source_line else None
    return [Finding("no-source", Severity.WARNING, "body", shape.doi, {"doi": shape.doi}, fix=fix)]


def _unknowns(passages: Sequence[Passage], shape: Shape) -> list[Finding]:
    if not shape.needs_unknowns or not shape.doi or shape.kinds & {"unknown", "unknowns"}:
        return []
    if any(_UNKNOWN.search(passage.text) for passage in passages):
        return []
    return [Finding("no-unknowns", Severity.WARNING, "body")]


def _too_early(shape: Shape) -> list[Finding]:
    """A story that would be public before its paper is. The day of the paper counts from its first minute."""
    if (
        shape.paper_comes_out is None
        or shape.released_from is None
        or shape.released_from.date() >= shape.paper_comes_out
    ):
        return []
    values: dict[str, str | int] = {"day": shape.paper_comes_out.isoformat()}
    return [Finding("before-paper", Severity.ERROR, "embargo", shape.paper_comes_out.isoformat(), values)]
