"""Words as texts and queries meet in them: one normal form, and how it falls into words; no tree, no matching."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from scicomm.search import analysis, folding, stemming

HAN = analysis.HAN
GLUE = rf"[^\W_{HAN}]"
"""A letter or digit of a word that is written with blanks around it."""

WORD = re.compile(rf"{GLUE}+(?:'{GLUE}+)*")
HAS_HAN = re.compile(f"[{HAN}]")
_ASCII_WORD = re.compile("[a-z0-9]+(?:'[a-z0-9]+)*")
# Quotation marks stand around whatever a newspaper thinks new: “科传”一号 is found as 科传一号.
QUOTES = '"“”„‟「」『』'
_NO_QUOTES = str.maketrans(dict.fromkeys(QUOTES, " "))
# Blanks beside Chinese characters are typesetting: they neither join nor part words.
_TYPESETTING = re.compile(rf"(?<=[{HAN}]) | (?=[{HAN}])")
_SIGNS = " '*.,，。、;；:：!！?？()（）[]【】《》<>〈〉"


def packed(text: str) -> str:
    """The normal form: folded as in search, one blank between words, none beside Chinese characters."""
    folded = folding.normalise(text)
    if folded.isascii():
        return " ".join(folded.replace('"', " ").split())
    found = " ".join(folded.translate(_NO_QUOTES).split())
    return _TYPESETTING.sub("", found)


class _Forms(dict[str, str]):
    """A form of each word, made once. Looking many words up costs no call of Python's own."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_FORMS:
            self.clear()
        form = self[word] = self._make(word) or word
        return form


_MOST_FORMS = 400_000
_STEMS, _PLAINS = _Forms(stemming.stem), _Forms(stemming.plain)
stem, plain = _STEMS.__getitem__, _PLAINS.__getitem__


def words_in(form: str) -> list[str]:
    """The Latin words of a text in normal form, in order."""
    return (_ASCII_WORD if form.isascii() else WORD).findall(form)


@lru_cache(maxsize=50_000)
def words_of(written: str) -> tuple[str, ...]:
    """What is looked for when this is written: one piece where Chinese stands in it, else its words; none for mere signs."""
    form = packed(written)
    if not HAS_HAN.search(form):
        return tuple(words_in(form))
    for _again in range(4):
        # What a numeral becomes may be read once more; signs at the ends say nothing.
        last, form = form, packed(form).strip(_SIGNS)
        if form == last:
            break
    return (form,)


def is_han(words: tuple[str, ...]) -> bool:
    """Whether this is found as a piece of text rather than as words."""
    return len(words) == 1 and HAS_HAN.search(words[0]) is not None
