"""Forms of writing that mean the same: markup, Chinese numerals, Greek letters, measures, joined words; pure text.

Each rule is applied to texts and to queries alike, so that 二〇二四 meets 2024, CO<sub>2</sub> meets CO₂ and COVID19 meets
COVID-19. A rule is kept only where it cannot take apart an ordinary word: 统一年度 stays, 第一年 becomes 第1年.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_TAGS = re.compile(r"</?(?:sub|sup|i|b|em|strong|u|sc|italic|bold)\s*/?>", re.IGNORECASE)
_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "〇零一二两三四五六七八九十百千"
"""Characters that Chinese numbers are written with."""
_NUMERAL = re.compile(f"[{NUMERALS}]+")
_ORDINAL = "第"
_YEAR = "年"
_AFTER_NUMBER = frozenset("月年届")
_GREAT = frozenset("万亿")
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi"
    " chi psi omega"
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρςστυφχψω",
        _GREEK_NAMES.split(),
        strict=True,
    )
)
_MICRO = frozenset(("m", "g", "l", "s", "a", "v", "w", "f", "h", "mol", "pa", "j", "n", "c"))
_UNITS = (
    "[nuµμmcdk]m[23]?|[nuµμmk]g|[uµμm]l|[mkg]?hz|[kmg]w|[kmgt]?ev|[kmg]?pa|[nuµμm]mol|[mkgt]b|kj|mj|kcal|kda|ms|ns"
    "|µs|μs|mv|kv|ma"
)
_MEASURE = re.compile(rf"(\d+)({_UNITS})")
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"})
LONGEST_JOINED = 40


def without_tags(text: str) -> tuple[str, list[int] | None]:
    """The text without inline markup and, where there was some, the offset of each of its characters (and the end)."""
    if "<" not in text or not _TAGS.search(text):
        return text, None
    return replaced(text, [(match.start(), match.end(), "") for match in _TAGS.finditer(text)])


def before_tags(text: str, end: int) -> int:
    """Where a piece of text that ends at ``end`` ends without the markup at its end."""
    for match in reversed(list(_TAGS.finditer(text, 0, end))):
        if match.end() != end:
            break
        end = match.start()
    return end


def replaced(text: str, edits: list[tuple[int, int, str]]) -> tuple[str, list[int]]:
    """The text after edits (start, end, new; in order) and the offset each of its characters (and the end) had before."""
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, new in edits:
        pieces += [text[at:start], new]
        offsets += range(at, start)
        offsets += [start] * len(new)
        at = end
    pieces.append(text[at:])
    offsets += range(at, len(text) + 1)
    return "".join(pieces), offsets


def numerals(text: str) -> list[tuple[int, int, str]]:
    """The Chinese numerals of a text as edits to Arabic ones: 二〇二四 2024, 一百二十 120, 第三 第3, 三万 3万.

    万 and 亿 stay, because Arabic numerals are written with them too (120万).
    """
    edits = []
    for match in _NUMERAL.finditer(text):
        before = text[match.start() - 1 : match.start()]
        value = _value(match.group(), before, text[match.end() : match.end() + 1])
        if value is not None:
            edits.append((match.start(), match.end(), value))
    return edits


def with_figures(text: str) -> str:
    """The text with its Chinese numerals as Arabic ones."""
    edits = numerals(text)
    return replaced(text, edits)[0] if edits else text


def _value(run: str, before: str, after: str) -> str | None:
    if len(run) == 1:
        return _single(run, before, after)
    if not _SCALES.keys() & set(run):
        # 二三 may be "two or three" and 三三两两 is an idiom; a year or a number read digit by digit is longer.
        by_digit = "两" not in run and (len(run) > 2 or "〇" in run)
        return "".join(str(_DIGITS[digit]) for digit in run) if by_digit else None
    number = _counted(run)
    return None if number is None else str(number)


def _single(digit: str, before: str, after: str) -> str | None:
    """A single numeral only where its neighbours make it one: 第三, 五月, 三万; not in 三角, 统一年度, 万一."""
    if digit in "百千":
        return None
    apart = not before.isalnum() or before == _YEAR
    named = before == _ORDINAL or (digit != "一" and after in _AFTER_NUMBER) or (apart and after == "月")
    named = named or (after in _GREAT and (digit != "一" or apart))
    if not named or (not after and before != _ORDINAL):
        return None
    return "10" if digit == "十" else str(_DIGITS[digit])


def _counted(run: str) -> int | None:
    """The value of a numeral with scales, or None for what is none (百分, 一五一十, 一百二)."""
    total, digit, scale, gap = 0, None, 10_000, False
    for place, character in enumerate(run):
        if character in _SCALES:
            own = _SCALES[character]
            if own >= scale or (digit is None and not (place == 0 and own == 10)):
                return None
            total, digit, scale, gap = total + (1 if digit is None else digit) * own, None, own, False
        elif character in "零〇":
            if digit is not None or place == 0:
                return None
            gap = True
        elif digit is not None:
            return None
        else:
            digit = _DIGITS[character]
    if digit is not None and scale != 10 and not gap:
        return None
    return total + (digit or 0)


def measure(word: str) -> tuple[str, str] | None:
    """Number and unit of a word that is both (5mg), so that it meets the one written with a blank (5 mg)."""
    match = _MEASURE.fullmatch(word) if word[:1].isdigit() else None
    return (match[1], match[2]) if match else None


def is_unit(word: str) -> bool:
    """Whether a word is a unit of measurement that may hang on its number."""
    return re.fullmatch(_UNITS, word) is not None


@lru_cache(maxsize=50_000)
def spelt(word: str) -> str:
    """A Latin word with its Greek letters by name (β-amyloid meets beta-amyloid) and µ before a unit as u."""
    if word.isascii() or not _GREEK.keys() & set(word):
        return word
    if word[0] == "μ" and word[1:] in _MICRO:
        return f"u{word[1:]}"
    if len(word) > 1 and all(letter in _GREEK or "GREEK" in unicodedata.name(letter, "") for letter in word):
        return word  # a word of the Greek language
    return "".join(_GREEK.get(letter, letter) for letter in word)


def alternatives(word: str) -> Iterator[str]:
    """Other spellings of a Latin word: Müller is also written Mueller."""
    if not word.isascii():
        other = word.translate(_TRANSLITERATED)
        if other != word:
            yield other


def joined(pieces: list[str]) -> str:
    """Words held together by hyphens as one (covid 19: covid19); empty for figures only and for what is too long."""
    whole = "".join(pieces)
    return whole if len(pieces) > 1 and len(whole) <= LONGEST_JOINED and not whole.isdigit() else ""
