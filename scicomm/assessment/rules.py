"""How an indicator counts facts, what that is worth, and the checksum of it all; no database, no clock."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

COUNT = "count"
WITHIN_DAYS = "within_days"
FLAG = "flag"

_CENT = Decimal("0.01")
_SHARE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class CountedFact:
    """A fact as the rules see it: when (a local day), whose, of what, made from what, and its plain values."""

    pk: int
    name: str
    unit_id: int
    subject: str
    about: tuple[str, ...]
    on: dt.date
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator counts.

    `count`: each fact is worth `weight` points, and no more than `most` together (nothing: no limit).
    `within_days`: of the facts made from a paper, the share stated within `days` days after the paper came out, times `weight`.
    `flag`: the share of facts whose value `flag` is true, times `weight`.
    """

    code: str
    fact_name: str
    rule: str
    weight: Decimal
    most: Decimal | None = None
    days: int = 0
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an indicator gives: `value` facts that count, out of `base` that were looked at, and the points.

    `facts` are the ids of exactly the facts that count, so that every number opens to them: `len(facts) == value`.
    """

    code: str
    value: int
    base: int
    points: Decimal
    facts: tuple[int, ...]

    @property
    def each(self) -> Decimal:
        """The part of the points that one counted fact has, so that the parts add up to the whole."""
        return (self.points / self.value) if self.value else Decimal(0)


def round_points(points: Decimal) -> Decimal:
    """Points with two decimals, halves upward."""
    return points.quantize(_CENT, rounding=ROUND_HALF_UP)


def _paper_day(fact: CountedFact, papers: Mapping[str, dt.date]) -> dt.date | None:
    """The day the first of the papers came out that a fact was made from; None where it was made from none."""
    return min((papers[about] for about in fact.about if about in papers), default=None)


def outcome(measure: Measure, facts: Iterable[CountedFact], papers: Mapping[str, dt.date]) -> Outcome:
    """Count one unit's facts of one year by one indicator. The order of the facts does not matter.

    `papers` gives the day each paper came out (its reference to the day). Raises ValueError for a rule nobody knows.
    """
    mine = sorted((fact for fact in facts if fact.name == measure.fact_name), key=lambda fact: fact.pk)
    if measure.rule == COUNT:
        points = measure.weight * len(mine)
        limited = points if measure.most is None else min(points, measure.most)
        return Outcome(measure.code, len(mine), len(mine), round_points(limited), tuple(fact.pk for fact in mine))
    if measure.rule == WITHIN_DAYS:
        base = [fact for fact in mine if _paper_day(fact, papers) is not None]
        kept = [fact for fact in base if (fact.on - (_paper_day(fact, papers) or fact.on)).days <= measure.days]
    elif measure.rule == FLAG:
        base, kept = mine, [fact for fact in mine if fact.payload.get(measure.flag) is True]
    else:
        raise ValueError(f"{measure.code} counts by an unknown rule: {measure.rule}")
    share = (Decimal(len(kept)) / len(base)).quantize(_SHARE) if base else Decimal(0)
    return Outcome(
        measure.code, len(kept), len(base), round_points(share * measure.weight), tuple(fact.pk for fact in kept)
    )


Row = tuple[str, Outcome]
"""A unit's short address and one of its outcomes."""


def total(outcomes: Sequence[Outcome]) -> Outcome:
    """The sum of outcomes of one indicator over several units, each fact in it once."""
    codes = {one.code for one in outcomes}
    if len(codes) != 1:
        raise ValueError(f"only outcomes of one indicator add up, not {sorted(codes)}")
    facts = sorted({pk for one in outcomes for pk in one.facts})
    points = sum((one.points for one in outcomes), Decimal(0))
    return Outcome(
        codes.pop(), sum(one.value for one in outcomes), sum(one.base for one in outcomes), points, tuple(facts)
    )


def checksum(year: int, version: int, rows: Iterable[Row]) -> str:
    """SHA-256 of the canonical JSON (sorted, no spaces) of a year's outcomes: the same facts counted by the same version of the
    indicators give the same sum wherever and whenever they are counted."""
    lines = sorted(
        [slug, one.code, one.value, one.base, f"{one.points:.2f}", list(one.facts)] for slug, one in rows if one.base
    )
    text = json.dumps({"year": year, "version": version, "scores": lines}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
