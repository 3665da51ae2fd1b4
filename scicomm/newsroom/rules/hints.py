"""What a lead that comes from a person, a mail, a program, a date or talk is worth: reasons and their weights; pure.

A lead with a paper is weighed by its paper besides (rules/leads.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scicomm.newsroom.rules.leads import WEIGHTS, Reason

MOST_PAPERS = 4


@dataclass(frozen=True)
class HintFacts:
    """What is known of a hint. `waits_until` and `day` are ISO dates, empty where there is none."""

    source: str
    words: int = 0
    files: int = 0
    waits_until: str = ""
    day: str = ""
    mentions: int = 0
    subjects: tuple[str, ...] = ()
    papers: int = 0


def hint_value(hint: HintFacts, paper: Sequence[Reason] = ()) -> tuple[float, list[Reason]]:
    """The news value of a hint, 0 to 1, with its reasons, those of its paper among them."""
    candidates = (
        (f"from_{hint.source}", f"from_{hint.source}" in WEIGHTS, ""),
        ("told_at_length", hint.words >= 120, ""),
        ("with_files", hint.files > 0, str(hint.files)),
        ("date_ahead", bool(hint.day), hint.day),
    )
    reasons = [Reason(code, WEIGHTS[code], value) for code, holds, value in candidates if holds]
    if hint.mentions:
        reasons.append(Reason("talk", WEIGHTS["talk"], str(hint.mentions), hint.subjects))
    if hint.papers:
        points = round(min(hint.papers, MOST_PAPERS) * WEIGHTS["own_paper"], 3)
        reasons.append(Reason("own_papers", points, str(hint.papers)))
    if hint.waits_until:
        reasons.append(Reason("waits", WEIGHTS["embargo"], hint.waits_until))
        paper = [reason for reason in paper if reason.code != "embargo"]
    reasons += paper
    return round(min(sum(reason.points for reason in reasons), 1.0), 3), reasons
