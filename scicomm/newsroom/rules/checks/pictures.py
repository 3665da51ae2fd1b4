"""Pictures of a story: words for those who do not see them, captions, credits, and the right to use them on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scicomm.newsroom.rules.checks.findings import Finding, Severity


@dataclass(frozen=True)
class Picture:
    """One picture as the story uses it. `problems` is what stands against its use when the story comes out, in words."""

    block: str
    title: str
    alt: str
    credit: str
    caption: str
    problems: tuple[str, ...] = ()


def picture_findings(pictures: Sequence[Picture]) -> list[Finding]:
    """What each picture lacks. A right that is missing holds the story back; so does a picture nobody can hear described."""
    findings = []
    for picture in pictures:
        values: dict[str, str | int] = {"picture": picture.title}
        for problem in picture.problems:
            findings.append(
                Finding(
                    "picture-rights",
                    Severity.ERROR,
                    picture.block,
                    f"{picture.title} {problem}",
                    {**values, "problem": problem},
                )
            )
        if not picture.alt.strip():
            findings.append(Finding("picture-alt", Severity.ERROR, picture.block, picture.title, values))
        if not picture.credit.strip():
            findings.append(Finding("picture-credit", Severity.WARNING, picture.block, picture.title, values))
        if not picture.caption.strip():
            findings.append(Finding("picture-caption", Severity.WARNING, picture.block, picture.title, values))
    return findings
