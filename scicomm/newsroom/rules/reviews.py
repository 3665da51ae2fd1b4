"""What follows on a signature: the steps of a plan, which are open, which are missing, what the rapid lane may leave for later.

Pure: a plan is a tuple of rules in their order, a signature is (step, signer, revision). A signature of another revision counts
for nothing, and nobody counts twice, so that no order of signing leads around a required step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FIRST, SECOND, FINAL, SECRECY, SCIENTIST = "first", "second", "final", "secrecy", "scientist"


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step: how many must sign it, whether it runs beside the step before it, and whether it may follow a rapid release."""

    kind: str
    needed: int = 1
    required: bool = True
    parallel: bool = False
    may_follow: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody approved one step for one revision; `signer` tells people apart and means nothing else."""

    kind: str
    signer: str
    revision: int


Plan = Sequence[StepRule]

HOUSE_PLAN: tuple[StepRule, ...] = (StepRule(FIRST), StepRule(SECOND), StepRule(FINAL))
"""What holds where no unit has set a plan: three steps, three people, no rapid lane."""

DUE_DAYS = 2
"""Working days for a step, where nobody said otherwise."""


def stages(plan: Plan) -> list[list[StepRule]]:
    """The steps that run together; a step that is not parallel begins a stage of its own."""
    made: list[list[StepRule]] = []
    for rule in plan:
        if rule.parallel and made:
            made[-1].append(rule)
        else:
            made.append([rule])
    return made


def counted(plan: Plan, signatures: Iterable[Signature], revision: int) -> dict[str, int]:
    """How many people have signed each step of this revision; whoever signed twice counts where they signed first."""
    found = {rule.kind: 0 for rule in plan}
    seen: set[str] = set()
    for made in signatures:
        if made.revision == revision and made.kind in found and made.signer not in seen:
            seen.add(made.signer)
            found[made.kind] += 1
    return found


def missing_steps(plan: Plan, signatures: Iterable[Signature], revision: int) -> tuple[str, ...]:
    """The required steps that lack signatures, in their order. A plan that requires nothing lacks everything."""
    found = counted(plan, signatures, revision)
    required = [rule for rule in plan if rule.required]
    if not required:
        return tuple(rule.kind for rule in plan) or (FINAL,)
    return tuple(rule.kind for rule in required if found[rule.kind] < rule.needed)


def open_steps(plan: Plan, signatures: Iterable[Signature], revision: int) -> tuple[str, ...]:
    """The steps that may be signed now: those of the first stage that is not through, and optional ones before it."""
    found = counted(plan, signatures, revision)
    opened: list[str] = []
    for stage in stages(plan):
        opened += [rule.kind for rule in stage if found[rule.kind] < rule.needed]
        if any(rule.required and found[rule.kind] < rule.needed for rule in stage):
            break
    return tuple(opened)


def rapid_step(plan: Plan) -> str | None:
    """The step whose signer may release rapidly: the final review, or the last required step where there is none; None where the
    plan has no step that may follow."""
    if not any(rule.may_follow for rule in plan):
        return None
    signing = [rule.kind for rule in plan if rule.required and rule.kind not in {SECRECY, SCIENTIST}]
    return FINAL if FINAL in signing else (signing[-1] if signing else None)


@dataclass(frozen=True, slots=True)
class Rapid:
    """What a rapid release would leave for later, and what stands in its way."""

    follow: tuple[str, ...]
    blocked: tuple[str, ...]


def rapid_release(plan: Plan, signatures: Iterable[Signature], revision: int) -> Rapid:
    """With one signature on the rapid step: the other missing steps follow where they may; the rest stand in the way."""
    one = rapid_step(plan)
    may = {rule.kind for rule in plan if rule.may_follow and rule.kind != SECRECY}
    left = [kind for kind in missing_steps(plan, signatures, revision) if kind != one]
    return Rapid(
        tuple(kind for kind in left if kind in may),
        tuple(kind for kind in left if kind not in may) if one else tuple(left) or (FINAL,),
    )


EMPTY = "empty"
TWICE = "twice"
PARALLEL_FIRST = "parallel_first"
SECRECY_OPTIONAL = "secrecy_optional"
SECRECY_FOLLOWS = "secrecy_follows"
SCIENTIST_TOO_EARLY = "scientist_too_early"


def plan_errors(plan: Plan) -> list[str]:
    """Why a plan cannot hold, as codes; the words are made where they are shown."""
    found: list[str] = []
    kinds = [rule.kind for rule in plan]
    if not any(rule.required and rule.kind != SCIENTIST for rule in plan):
        found.append(EMPTY)
    if len(kinds) != len(set(kinds)):
        found.append(TWICE)
    if plan and plan[0].parallel:
        found.append(PARALLEL_FIRST)
    for rule in plan:
        if rule.kind == SECRECY and not rule.required:
            found.append(SECRECY_OPTIONAL)
        if rule.kind == SECRECY and rule.may_follow:
            found.append(SECRECY_FOLLOWS)
    # The scientist's link leaves the house: secrecy is reviewed before anything does.
    place = {rule.kind: number for number, stage in enumerate(stages(plan)) for rule in stage}
    if SECRECY in place and SCIENTIST in place and place[SCIENTIST] <= place[SECRECY]:
        found.append(SCIENTIST_TOO_EARLY)
    return found


BEFORE, AFTER, SUBSTITUTES, EDITORS = "before", "after", "substitutes", "editors"
# Working days left (below zero: overdue) from which each letter is due; each is sent once.
LETTERS = {BEFORE: 1, AFTER: -1, SUBSTITUTES: -2, EDITORS: -4}


def letters_due(days_left: int, sent: Iterable[str]) -> tuple[str, ...]:
    """Which letters about a step are due and were not sent; once a step is late, the reminder before it is pointless."""
    done = set(sent)
    due = [kind for kind, limit in LETTERS.items() if days_left <= limit and kind not in done]
    return tuple(kind for kind in due if kind != BEFORE or days_left >= 0)
