"""Text analysis for Chinese and English: words and recall grams of texts in their folded form; no index, no Django."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from scicomm.search import folding, forms

HAN = folding.HAN
"""Characters written without spaces (Han and kana), as the inside of a regular-expression class."""

_INSIDE = rf"[^\W_{HAN}\u0300-\u036f]*(?:['’](?:(?![{HAN}])[^\W_])+)*"
_TOKEN = re.compile(rf"([{HAN}]+)|(?:(?![{HAN}])[^\W_]){_INSIDE}")
LETTER = rf"[^\W_{HAN}]"
"""A letter or digit of a Latin word."""
REST_OF_WORD = _INSIDE
"""What may follow inside a Latin word."""
_HYPHENS = frozenset("-‐")
# Pieces of text come again and again; so many short ones are some twenty-five megabytes.
_LONGEST_KNOWN, _MOST_KNOWN = 40, 50_000

_ENGLISH_STOPS = (
    "a an and are as at be but by for from has have how in into is it its of on or that the their these this to was"
    " were what when where which who why will with"
)
_CHINESE_STOPS = "的 了 和 与 及 在 是 对 为 中 之 其 等 从 以 将 上 下 一种 基于 关于 什么 怎么 如何 为什么 吗 呢"
STOP_WORDS = frozenset(f"{_ENGLISH_STOPS} {_CHINESE_STOPS}".split())
"""Words that may be missing from a document although the reader typed them; they never decide a match."""


class Token(NamedTuple):
    """A piece of text without spaces: one Latin word, or one unbroken run of Han characters; offsets in characters."""

    text: str
    start: int
    end: int
    han: bool


def _bigrams(run: str) -> list[str]:
    """Overlapping pairs: the segmentation used when no dictionary is installed."""
    return [run] if len(run) < 2 else [run[i : i + 2] for i in range(len(run) - 1)]


def _dictionary_words(run: str) -> list[str]:
    import rjieba  # reads its dictionary when it is imported: only who segments waits for that

    return list(rjieba.cut(run))


SEGMENTERS: dict[str, Callable[[str], list[str]]] = {"bigrams": _bigrams}
# Without a wheel for this machine: bigrams were measured to be as good for finding.
if importlib.util.find_spec("rjieba"):
    SEGMENTERS["words"] = _dictionary_words

SEGMENTER = "words" if "words" in SEGMENTERS else "bigrams"
"""Name of the segmentation in use; part of the index directory's name, because two of them cannot share an index."""


def segment(run: str) -> list[str]:
    """Words of a run of Han characters, in order. With ``bigrams`` they overlap; with ``words`` they tile the run."""
    return SEGMENTERS[SEGMENTER](run)


def parts(word: str) -> list[str]:
    """Shorter dictionary words inside a long Chinese one (图像识别 holds 图像 and 识别), for marking partial finds."""
    if SEGMENTER != "words" or len(word) < 4:
        return []
    import rjieba  # see above

    return [part for part in rjieba.cut_for_search(word) if 1 < len(part) < len(word)]


def tokens(normalised: str) -> Iterator[Token]:
    """Latin words and Han runs of a text that was normalised before, in order; 5mg is two words."""
    for match in _TOKEN.finditer(normalised):
        han = match.lastindex == 1
        parted = None if han else forms.measure(match.group())
        if parted is None:
            yield Token(match.group(), match.start(), match.end(), han)
        else:
            middle = match.start() + len(parted[0])
            yield Token(parted[0], match.start(), middle, han=False)
            yield Token(parted[1], middle, match.end(), han=False)


class Analysed(NamedTuple):
    """What a text is found by: its words in order with blanks between, the grams of its Han runs, other spellings of its Latin
    words."""

    text: str
    grams: list[str]
    others: list[str]

    @property
    def words(self) -> list[str]:
        return self.text.split()


class _Pieces(dict[str, Analysed]):
    """What odd pieces that came before are found by; one that comes for the first time is analysed here."""

    def __missing__(self, piece: str) -> Analysed:
        found = _analyse_piece(piece)
        if len(piece) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[piece] = found
        return found


_known = _Pieces()


def analyse(text: str) -> Analysed:
    """All at once, because a rebuild spends its time here. Latin words are not yet stemmed; pairs never reach over
    punctuation."""
    rest, odd = folding.pieces_of(text)
    found, at = Analysed("", [], []), 0
    pieces: list[str] = []
    # Ordinary English, which nine tenths of a paper are, stays where it stands.
    for start, end in odd:
        part = _known[rest[start:end]]
        pieces += (rest[at:start], part.text)
        if part.grams:
            found.grams.extend(part.grams)
        if part.others:
            found.others.extend(part.others)
        at = end
    return found._replace(text="".join([*pieces, rest[at:]]))


def _analyse_piece(normalised: str) -> Analysed:
    """Word by word: whatever may be Chinese, hyphenated, a measure, or spelt in several ways."""
    found = Analysed("", [], [])
    words: list[str] = []
    add, chain, last = words.append, [""], -2
    for match in _TOKEN.finditer(normalised):
        word, start = match.group(), match.start()
        if match.lastindex == 1:
            words += segment(word)
            found.grams.extend(grams(word))
            continue
        parted = forms.measure(word) if word[0].isdigit() else None
        word, unit = parted or (word, "")
        if not word.isascii():
            word = forms.spelt(word)
            found.others.extend(forms.alternatives(word))
        add(word)
        if start == last + 1 and normalised[last] in _HYPHENS:
            chain.append(word)
        else:
            _close(chain, found)
            chain = [word]
        if unit:
            # As the word of its own it is where there is a blank between.
            unit = forms.spelt(unit)
            add(unit)
            _close(chain, found)
            chain = [unit]
        last = match.end()
    _close(chain, found)
    return found._replace(text=" ".join(words))


def _close(chain: list[str], found: Analysed) -> None:
    """Words that hyphens held together are found as one too."""
    if len(chain) > 1 and (whole := forms.joined(chain)):
        found.others.append(whole)


def compounds(text: str) -> list[str]:
    """Words of a text that hyphens hold together, as one each: covid19 for COVID-19."""
    return [other for other in analyse(text).others if other.isascii()]


def words(text: str) -> list[str]:
    """Words for the positional field, in order: Chinese words, and Latin words not yet stemmed."""
    return analyse(text).words


def grams(run: str) -> list[str]:
    """Single characters and neighbouring pairs of one Han run: finds a word wherever the dictionary cut it."""
    return [*run, *(_bigrams(run) if len(run) > 1 else [])]


def recall_tokens(text: str) -> list[str]:
    """The grams of every Han run of a text; pairs never reach over punctuation."""
    return analyse(text).grams


def name_tokens(text: str) -> list[str]:
    """Tokens of personal names: each Han character alone, Latin words whole (a dictionary cuts names at random)."""
    if folding.is_english(text):
        return text.lower().split()
    found: list[str] = []
    for token in tokens(folding.normalise(text)):
        found.extend(token.text if token.han else [forms.spelt(token.text)])
    return found


def name_spellings(text: str) -> list[str]:
    """Other spellings of a personal name: Xiaoming for Xiao-Ming, Mueller for Müller."""
    return analyse(text).others
