"""Hints for whoever writes in plain words: long sentences, length, unexplained abbreviations and terms. Help, never a gate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# A sentence longer than this is read twice: characters in Chinese, words in English.
LONG = {"zh": 50, "en": 25}
# What a summary should stay within: characters in Chinese, words in English.
LENGTH = {"zh": (80, 500), "en": (60, 300)}
_SENTENCE = {"zh": re.compile(r"[^。！？!?；;\n]+"), "en": re.compile(r"[^.!?\n]+(?:\.(?=\d)[^.!?\n]+)*")}
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w’'-]*")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z][A-Z0-9]{1,6}(?:-\d+)?s?(?![A-Za-z])")
# Understood by everyone.
_KNOWN_WORDS = "DNA RNA UV TV PC IT GPS CO2 USA UK EU UN PM2 AI 3D PDF WHO COVID"
_KNOWN = frozenset(_KNOWN_WORDS.split())
_EXPLAINED = re.compile(r"\s*(?:[（(,，:：—–]|是|即|指|叫|就是|means\b|is\b|are\b|or\b|that is\b)")


@dataclass(frozen=True, slots=True)
class Hints:
    """What could be made easier. `count` is characters in Chinese, words in English; `longest` the long sentences."""

    count: int
    sentences: int
    mean: float
    longest: tuple[tuple[str, int], ...]
    too_short: bool
    too_long: bool
    abbreviations: tuple[str, ...]
    terms: tuple[str, ...]

    @property
    def is_clear(self) -> bool:
        """Whether there is nothing to hint at."""
        return not (self.longest or self.too_short or self.too_long or self.abbreviations or self.terms)


def size(text: str, language: str) -> int:
    """How long a text is: Chinese characters and Latin words together in Chinese, words in English."""
    words = len(_WORD.findall(text))
    return words if language == "en" else len(_HAN.findall(text)) + words


def hints(text: str, language: str, keywords: Iterable[str] = ()) -> Hints:
    """Hints on a text in `zh` or `en`; `keywords` are the paper's, whose first use should be explained."""
    language = "en" if language.startswith("en") else "zh"
    parts = [part.strip() for part in _SENTENCE[language].findall(text) if part.strip()]
    sizes = [size(part, language) for part in parts]
    count = size(text, language)
    least, most = LENGTH[language]
    return Hints(
        count=count,
        sentences=len(parts),
        mean=round(sum(sizes) / len(sizes), 1) if sizes else 0.0,
        longest=tuple((part, long) for part, long in zip(parts, sizes, strict=True) if long > LONG[language])[:5],
        too_short=0 < count < least,
        too_long=count > most,
        abbreviations=_unexplained_abbreviations(text),
        terms=_unexplained_terms(text, keywords),
    )


def _unexplained_abbreviations(text: str) -> tuple[str, ...]:
    """Abbreviations that stand in no bracket behind their words and have no bracket behind themselves."""
    found: dict[str, bool] = {}
    for match in _ABBREVIATION.finditer(text):
        word = match.group()
        before, after = text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1]
        explained = before in {"(", "（"} or after in {"(", "（"}
        found[word] = found.get(word, False) or explained
    return tuple(word for word, explained in found.items() if not explained and word.rstrip("s") not in _KNOWN)[:8]


def _unexplained_terms(text: str, keywords: Iterable[str]) -> tuple[str, ...]:
    """Keywords of the paper that are used and not followed by words that explain them at their first use."""
    lower, found = text.lower(), []
    for keyword in dict.fromkeys(word.strip() for word in keywords if len(word.strip()) > 1):
        place = lower.find(keyword.lower())
        if place < 0 or keyword.upper() in _KNOWN:
            continue
        if not _EXPLAINED.match(text[place + len(keyword) :]):
            found.append(keyword)
    return tuple(found)[:8]
