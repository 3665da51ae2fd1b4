"""Numbers and units of a story against the paper: what the paper does not have, and what it has with another unit.

A number of the story is the paper's if one of the paper's, rounded as the story rounds, is the same in the same or a convertible
unit. Years, small whole numbers without a unit, and numbers of the story's own (phone, issue) are left alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from scicomm.newsroom.rules.checks.findings import Finding, Severity
from scicomm.newsroom.rules.checks.texts import Passage
from scicomm.newsroom.rules.checks.units import SCALES, UNITS

_WORDS = {
    **{
        word: value
        for value, word in enumerate(
            (
                *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
                *(
                    "twelve",
                    "thirteen",
                    "fourteen",
                    "fifteen",
                    "sixteen",
                    "seventeen",
                    "eighteen",
                    "nineteen",
                    "twenty",
                ),
            )
        )
    },
    **{"dozen": 12, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100},
}
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0.5}
_WORD_NUMBER = re.compile(rf"\b(?P<word>{'|'.join(_WORDS)})\b", re.IGNORECASE)
_CHINESE_NUMBER = re.compile(r"(?P<sign>[一二两三四五六七八九十]{1,3})(?=成|倍|个|种|年|天|次|项|名|人|只|株|座|块)")


@lru_cache(maxsize=1)
def _number() -> re.Pattern[str]:
    """Made when first asked for: with all units it takes a tenth of a second."""
    unit = "|".join(sorted((re.escape(name) for name in UNITS), key=len, reverse=True))
    return re.compile(
        r"(?<![A-Za-z0-9_./-])(?P<number>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
        r"(?:\s*[×x]\s*10\s*(?:\^|\*\*)?\s*(?P<power>[-−]?\d{1,2}))?"
        r"\s*(?P<scale>万亿|千万|百万|亿|万|trillion|billion|million|thousand)?(?:多|余)?\s*"
        rf"(?P<unit>(?:{unit})(?![A-Za-z]))?",
    )


@dataclass(frozen=True)
class Quantity:
    """A number as written, its value in the kind's own unit, how far its last written digit reaches, and the unit's kind."""

    text: str
    value: float
    reach: float
    kind: str

    @property
    def written(self) -> float:
        """The number as it stands there, without its unit."""
        return float(_bare(self).replace(",", "").replace("，", ""))

    @property
    def is_year(self) -> bool:
        return self.kind in {"", "time"} and bool(re.fullmatch(r"(?:1[5-9]|20)\d\d\s*年?", self.text))


def quantities(text: str) -> list[Quantity]:
    """Every number of a text with its unit; commas between thousands, powers of ten and 万, 亿, million are understood."""
    return [quantity for found in _number().finditer(text) if (quantity := _read(found)) is not None]


def _read(found: re.Match[str]) -> Quantity | None:
    digits = found["number"].replace(",", "").replace("，", "")
    try:
        places = -Decimal(digits).as_tuple().exponent  # type: ignore[operator]
    except InvalidOperation:
        return None
    kind, factor = UNITS.get(found["unit"] or "", ("", 1.0))
    factor *= SCALES.get(found["scale"] or "", 1.0) * 10.0 ** int((found["power"] or "0").replace("−", "-"))
    # "1500" may be rounded to hundreds, "3.2" is rounded to tenths.
    zeros = len(digits) - len(digits.rstrip("0")) if "." not in digits and float(digits) else 0
    reach = 0.5 * 10.0 ** (zeros - places) * factor
    return Quantity(found[0].strip(), float(digits) * factor, reach, kind)


def _spelled(text: str) -> set[float]:
    """Numbers that a text writes as words; the paper's "eleven years" is the story's 11."""
    found = {float(_WORDS[word["word"].lower()]) for word in _WORD_NUMBER.finditer(text)}
    for sign in _CHINESE_NUMBER.finditer(text):
        found.add(_chinese_value(sign["sign"]))
    return found


def _chinese_value(signs: str) -> float:
    if "十" in signs:
        tens, _ten, ones = signs.partition("十")
        return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)
    return float(_DIGITS.get(signs[-1], 0))


def number_findings(passages: Sequence[Passage], paper: str, *, whole_paper: bool) -> list[Finding]:
    """Numbers of the story that the paper does not have. `whole_paper` says whether `paper` is the full text or only the
    abstract: against an abstract only numbers with a unit are asked for."""
    if not paper:
        return []
    theirs = quantities(paper)
    spelled = _spelled(paper)
    findings = []
    for passage in passages:
        for quantity in quantities(passage.text):
            if _left_alone(quantity, whole_paper) or any(_same(quantity, other) for other in theirs):
                continue
            if any(math.isclose(quantity.written, value) for value in spelled) and quantity.kind in {
                "",
                "times",
                "time",
            }:
                continue
            findings.append(_missing(passage, quantity, theirs))
    return findings


def _left_alone(quantity: Quantity, whole_paper: bool) -> bool:
    if quantity.is_year:
        return True
    if not quantity.kind:
        return not whole_paper or (quantity.value <= 12 and quantity.value == int(quantity.value))
    # Dates: "3日", "12 月" are not measurements.
    return quantity.kind == "time" and bool(re.fullmatch(r"\d{1,2}\s*日", quantity.text))


def _same(ours: Quantity, theirs: Quantity) -> bool:
    """Whether the paper's number, rounded as ours is written, is ours."""
    if ours.kind != theirs.kind:
        share = {ours.kind, theirs.kind} == {"share", ""}
        # The paper's 0.35 may be told as 35 %.
        return share and _close(ours, theirs.value * 100 if ours.kind == "share" else theirs.value / 100)
    return _close(ours, theirs.value)


def _close(ours: Quantity, value: float) -> bool:
    return abs(ours.value - value) <= ours.reach * 1.000001 + abs(value) * 1e-9


def _missing(passage: Passage, quantity: Quantity, theirs: Sequence[Quantity]) -> Finding:
    """The finding, with the paper's nearest number of the same kind, or the same number with another unit."""
    other_unit = next((one for one in theirs if one.kind != quantity.kind and _bare(one) == _bare(quantity)), None)
    if other_unit is not None and quantity.kind and other_unit.kind:
        values: dict[str, str | int] = {"number": quantity.text, "paper": other_unit.text}
        return Finding("number-unit", Severity.WARNING, passage.block, quantity.text, values)
    alike = [one for one in theirs if one.kind == quantity.kind and quantity.kind and one.value and quantity.value]
    nearest = min(alike, key=lambda one: abs(math.log(abs(one.value) / abs(quantity.value))), default=None)
    if nearest is None:
        return Finding("number-unknown", Severity.WARNING, passage.block, quantity.text, {"number": quantity.text})
    values = {"number": quantity.text, "paper": nearest.text}
    return Finding("number-differs", Severity.WARNING, passage.block, quantity.text, values)


def _bare(quantity: Quantity) -> str:
    found = re.match(r"[\d.,，]+", quantity.text)
    return found[0].rstrip(".,，") if found else quantity.text
