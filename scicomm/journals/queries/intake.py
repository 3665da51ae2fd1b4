"""Reads of runs: how far one is and what became of its files, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scicomm.journals.models import IntakeRun


@dataclass(frozen=True, slots=True)
class Tally:
    """A run in figures: files done, articles by what became of them, parts kept."""

    done: int
    total: int
    states: Counter[str]
    files: int

    @property
    def articles(self) -> int:
        return sum(self.states.values())


def tally(run: IntakeRun) -> Tally:
    """The figures of a run in one query."""
    states: Counter[str] = Counter()
    done = files = 0
    for is_done, outcomes in run.items.values_list("is_done", "outcomes"):
        done += is_done
        for one in outcomes:
            states[one["state"]] += 1
            files += one.get("files", 0)
    return Tally(done, run.total, states, files)
