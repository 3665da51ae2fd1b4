"""How much a text takes for granted, from how it reads: length of sentences and share of uncommon words; no database here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from scicomm.newsroom.rules.checks.readability import length_of
from scicomm.newsroom.rules.checks.texts import is_chinese, sentences
from scicomm.newsroom.rules.checks.vocabulary import is_common_in, words_in

# Upper bounds of the levels 1 to 4; what lies above is 5. Mean sentence in characters (Chinese) or words (English), and uncommon
# words in a hundred different ones. Set by abstracts of real papers, which should land on 4 and 5 and
# have 6 uncommon words in 100 on average, and by texts for children.
_SENTENCE = {"zh": (16.0, 26.0, 40.0, 58.0), "en": (10.0, 15.0, 21.0, 27.0)}
_RARE = {"zh": (1.0, 3.0, 7.0, 13.0), "en": (0.5, 1.8, 4.0, 9.0)}
# Below so many different words nothing can be said of a text.
LEAST_WORDS = 15
LOWEST, USUAL, HIGHEST = 1, 3, 5
# What a kind of piece is for: at least, at most.
_KINDS = {"brief": (4, 5), "explainer": (1, 3), "questions": (1, 3), "comic": (1, 2), "photo_story": (1, 3)}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text reads. `sentence` is the mean length, `rare` uncommon words in a hundred, `words` how many different words."""

    language: str
    sentence: float
    rare: float
    words: int


def reading_of(text: str) -> Reading:
    """Measures a plain text; the language is told by its letters."""
    language = "zh" if is_chinese(text) else "en"
    lengths = [length for one in sentences(text) if (length := length_of(one))]
    distinct = {word.lower() for word in words_in(text) if len(word) > 1}
    common = is_common_in(language, ())
    rare = sum(not common(word) for word in distinct)
    return Reading(
        language,
        round(sum(lengths) / len(lengths), 1) if lengths else 0.0,
        round(100 * rare / len(distinct), 1) if distinct else 0.0,
        len(distinct),
    )


def _step(value: float, bounds: tuple[float, ...]) -> int:
    return 1 + sum(value > bound for bound in bounds)


def level_of(reading: Reading, kind: str = "", publics: Collection[int] = ()) -> tuple[int, str]:
    """The level of a piece and why: `audience` (whom it is written for), `kind`, `reading` or `short`.

    `publics` are the usual levels of the publics that it was planned for. The words may make it one step harder than those, never
    easier: a text for specialists stays one however short its sentences are.
    """
    read = 0
    if reading.words >= LEAST_WORDS:
        by_sentence = _step(reading.sentence, _SENTENCE[reading.language])
        by_words = _step(reading.rare, _RARE[reading.language])
        # Words weigh more than sentences, and a half goes upwards.
        read = int(0.4 * by_sentence + 0.6 * by_words + 0.5)
    if publics:
        return min(max(read, min(publics)), max(publics) + 1, HIGHEST), "audience"
    least, most = _KINDS.get(kind, (LOWEST, HIGHEST))
    if not read:
        return min(max(USUAL, least), most), "kind" if kind in _KINDS else "short"
    level = min(max(read, least), most)
    return level, "reading" if level == read else "kind"
