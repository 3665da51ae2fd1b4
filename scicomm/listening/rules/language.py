"""The language a text is in: by its script first, then by English function words, then by py3langid among European languages."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

from py3langid import langid

_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_KANA_OR_HANGUL = re.compile(r"[\u3041-\u30ff\u1100-\u11ff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_RUN = re.compile(r"[A-Za-z]+")
# Letters that English has only in words it borrowed, and few of them.
_MARKED_RUN = re.compile(r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]+")
_OTHER_RUN = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_ENGLISH_WORDS = (
    "the of and to in is for with that was are on by from at this it as be has have had not but were which their they "
    "he she we you will would can could should may might after before between into over under about new says said how "
    "why what when who where more than against without through during first its his her our your there then"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
# Short function words of other languages that write with the same letters; those that are English words too are left out.
_OTHERS_WORDS = (
    "der die das und ist nicht ein eine mit von dem den des auf im zum zur für wie nach wird werden le la les une du "
    "et est dans pour sur avec au aux que qui plus el los las del una por con para como su al se il lo gli della di "
    "che per non nel sono delle os uma um em não da do dos pelo het een van zijn voor niet met och att som på av med "
    "til og det ikke ei ja on että w na nie jest się ve bir ile için yang dan untuk dengan"
)
_OTHERS = frozenset(_OTHERS_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Those of the press that write with Latin letters; small ones that the model mistakes English headlines for are left out.
_AMONG_CODES = "en de fr es it pt nl sv da no fi pl cs ro hu tr id vi ca hr sk sl et lv lt"
_AMONG = _AMONG_CODES.split()
MOST = 300
"""Characters that are looked at."""


@lru_cache(maxsize=1)
def _identifier() -> Any:
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages(_AMONG)
    return identifier


def _letters(pattern: re.Pattern[str], text: str) -> int:
    return sum(len(run) for run in pattern.findall(text))


def language_code(text: str) -> str:
    """ISO 639-1 of a text as far as it is told apart: `zh`, `en`, another European language, or `und`.

    Han without kana or hangul is Chinese, whichever its characters: a Chinese title may hold many Latin words.
    """
    text = text[:MOST]
    if text.isascii():
        return _latin(text, 0) if _LATIN.search(text) else "und"
    han = _letters(_HAN_RUN, text)
    kana = _KANA_OR_HANGUL.search(text)
    if kana:
        return "ko" if kana.group() >= "\u1100" and not "\u3041" <= kana.group() <= "\u30ff" else "ja"
    plain, marked, other = _letters(_LATIN_RUN, text), _letters(_MARKED_RUN, text), _letters(_OTHER_RUN, text)
    letters = han + plain + marked + other
    if not letters:
        return "und"
    if han >= letters / 10:
        return "zh"
    if other > letters / 3:
        return "und"
    return _latin(text, marked)


def _latin(text: str, marked: int) -> str:
    """English where its function words are there and nobody else's are more; else what the model says."""
    words = [word.lower() for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    others = sum(word in _OTHERS for word in words)
    if english >= max(1, len(words) / 12) and english > others and marked <= len(words) / 10:
        return "en"
    # The model was trained on running text: capitals of headlines are no help to it.
    found = str(_identifier().classify(" ".join(words))[0])
    if (
        found != "en"
        and not others
        and not marked
        and len(words) <= SHORT
        and _weight(words, "en") >= _weight(words, found)
    ):
        # The model knows pieces of words; in so short a text the words themselves tell more.
        return "en"
    return found


def _weight(words: list[str], language: str) -> float:
    """How usual the words are in a language (Zipf scale, mean)."""
    if language not in _listed():
        return 0.0
    frequencies = _frequencies(language)
    return sum(math.log10(frequencies.get(word, UNLISTED) / UNLISTED) for word in words) / max(len(words), 1)


def _frequencies(language: str) -> dict[str, float]:
    import wordfreq  # brings much with it: only who asks waits for that

    return wordfreq.get_frequency_dict(language, "small")


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    import wordfreq  # brings much with it: only who asks waits for that

    return frozenset(wordfreq.available_languages("small"))


SHORT = 12
UNLISTED = 1e-8


def language_of(text: str) -> str:
    """`zh`, `en` or `other`."""
    code = language_code(text)
    return code if code in {"zh", "en"} else "other"
