"""Sets: by journal, by unit, by discipline; `journal:<short address>`, `unit:<short address>`, `subject:<code>` (section 2.6).

Short addresses and codes never change, names do; so a set keeps its setSpec. A unit's set holds the journals of the units below
it too, and each of its records names the sets of all units above: the tree of units may grow without a setSpec becoming another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

JOURNAL, UNIT, SUBJECT = "journal", "unit", "subject"
# The three roots in their order, with names in both languages.
ROOTS = {
    JOURNAL: ("按期刊", "By journal"),
    UNIT: ("按单位", "By unit"),
    SUBJECT: ("按学科（GB/T 13745）", "By discipline (GB/T 13745)"),
}


@dataclass(frozen=True, slots=True)
class OaiSet:
    """A set as ListSets names it."""

    spec: str
    name_zh: str
    name_en: str
    description: str = ""

    @property
    def name(self) -> str:
        """Both names in one: a setName is one text, and either reader must find the own language in it."""
        return " / ".join(dict.fromkeys(name for name in (self.name_zh, self.name_en) if name)) or self.spec


def split(spec: str) -> tuple[str, str]:
    """`journal:lakes` as (`journal`, `lakes`); the kind is empty for a set that cannot be ours."""
    kind, _colon, name = spec.partition(":")
    return (kind, name) if kind in ROOTS and ":" not in name else ("", "")


def specs(journal: str, units: Iterable[str], subjects: Iterable[str]) -> list[str]:
    """The sets a record belongs to, in a fixed order. The roots follow from them and are not named."""
    return [
        f"{JOURNAL}:{journal}",
        *(f"{UNIT}:{unit}" for unit in units),
        *(f"{SUBJECT}:{code}" for code in sorted(subjects)),
    ]
