"""Text analysis for Chinese and English: normalising, words and recall grams; no index, no Django."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from scicomm.search import forms

HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Characters written without spaces (Han and kana), as the inside of a regular-expression class."""

_INSIDE = rf"[^\W_{HAN}\u0300-\u036f]*(?:['’](?:(?![{HAN}])[^\W_])+)*"
_TOKEN = re.compile(rf"([{HAN}]+)|(?:(?![{HAN}])[^\W_]){_INSIDE}")
LETTER = rf"[^\W_{HAN}]"
"""A letter or digit of a Latin word."""
REST_OF_WORD = _INSIDE
"""What may follow inside a Latin word."""
_HYPHENS = frozenset("-‐")
# Where no word goes on. Between them stand pieces of text that can be analysed each by itself, and mostly have been before.
_GAPS = ",.;:()[]"
_LONGEST_KNOWN = 40
# One to one, so that offsets stay: without it every text with a Chinese comma would take the slow road.
_WIDTH = {0x3000: 0x20, 0x2019: 0x27, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
# All but ASCII and ordinary Han, with the marks that follow.
_UNSURE = re.compile(rf"[^\x00-\x7f\u4e00-\u9fff][{_COMBINING}]*|.[{_COMBINING}]+", re.DOTALL)

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


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional to simplified, character by character, from OpenCC when it is installed; empty otherwise.

    Character by character and not phrase by phrase, because highlighting needs every offset to stay where it is.
    """
    try:
        from opencc import OpenCC
    except ImportError:
        return {}
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=False)
    return {ord(old): new for old, new in pairs if len(new) == 1 and new != old}


@lru_cache(maxsize=1)
def _single_characters() -> np.ndarray:
    """For each character of the basic plane what it is folded to one to one: half width, simplified, lower case."""
    table = np.arange(0x10000, dtype="<u4")
    for code in range(0x10000):
        lower = chr(code).lower()
        table[code] = ord(lower) if len(lower) == 1 else code
    for code, other in (*_WIDTH.items(), *((old, ord(new)) for old, new in _simplified().items())):
        lower = chr(other).lower()
        table[code] = ord(lower)
    return table


def _folded_singly(text: str) -> str:
    """As many characters as before, each folded by itself; by array, because Python's own way is ten times slower."""
    if text.isascii():
        return text.lower()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    table = _single_characters()
    folded = table[codes] if codes.max() < 0x10000 else np.where(codes < 0x10000, table[codes % 0x10000], codes)
    return folded.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _compatible(text: str) -> str:
    return _folded_singly(unicodedata.normalize("NFKC", text).lower())


def fold(text: str) -> str:
    """NFKC, lower case, simplified characters, no inline markup; numerals stay as written."""
    text = forms.without_tags(text)[0]
    return text.lower() if text.isascii() else "\n".join(map(_folded_line, text.split("\n")))


def _folded_line(line: str) -> str:
    """Line by line, because most lines of a paper are plain, and nothing joins over the end of a line."""
    if line.isascii():
        return line.lower()
    folded = _folded_singly(line)
    return folded if unicodedata.is_normalized("NFKC", folded) else _compatible(folded)


def normalise(text: str) -> str:
    """The form in which texts and queries meet: `fold`, and Chinese numerals as Arabic ones."""
    folded = fold(text)
    if folded.isascii():
        return folded
    return "\n".join(line if line.isascii() else forms.with_figures(line) for line in folded.split("\n"))


def normalise_with_offsets(text: str, *, numbers: bool = True) -> tuple[str, Sequence[int]]:
    """The normalised text and, for each of its characters (and the end), the offset in the original.

    Without ``numbers`` Chinese numerals stay, which is quicker for whoever looks for no figures.
    """
    plain_text, before = forms.without_tags(text)
    folded, offsets = _fold_with_offsets(plain_text)
    if before is not None:
        offsets = [before[offset] for offset in offsets]
    edits = forms.numerals(folded) if numbers and not folded.isascii() else []
    if not edits:
        return folded, offsets
    normalised, inner = forms.replaced(folded, edits)
    return normalised, inner if isinstance(offsets, range) else [offsets[offset] for offset in inner]


def _fold_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """`fold` with offsets. Only characters that may change their number are looked at one by one."""
    folded = _folded_singly(text)
    if unicodedata.is_normalized("NFKC", folded):
        return folded, range(len(text) + 1)
    edits = [(match.start(), match.end(), _compatible(match.group())) for match in _UNSURE.finditer(folded)]
    return forms.replaced(folded, edits)


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
    """What a text is found by: its words in order, the grams of its Han runs, other spellings of its Latin words."""

    words: list[str]
    grams: list[str]
    others: list[str]


def analyse(text: str) -> Analysed:
    """All at once, because a rebuild spends its time here. Latin words are not yet stemmed; pairs never reach over
    punctuation."""
    found = Analysed([], [], [])
    rest = normalise(text)
    for gap in _GAPS:
        rest = rest.replace(gap, " ")
    add = found.words.append
    for piece in rest.split():
        # Ordinary English, which nine tenths of a paper are: one spelling only.
        if piece.isascii() and (piece.isalpha() or piece.isdigit()):
            add(piece)
            continue
        part = _known_piece(piece) if len(piece) <= _LONGEST_KNOWN else _analyse_piece(piece)
        found.words.extend(part.words)
        found.grams.extend(part.grams)
        found.others.extend(part.others)
    return found


def _analyse_piece(normalised: str) -> Analysed:
    """Word by word: whatever may be Chinese, hyphenated, a measure, or spelt in several ways."""
    found = Analysed([], [], [])
    add, chain, last = found.words.append, [""], -2
    for match in _TOKEN.finditer(normalised):
        word, start = match.group(), match.start()
        if match.lastindex == 1:
            found.words.extend(segment(word))
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
    return found


# Words of a paper come again and again; so many short pieces are some twenty-five megabytes.
_known_piece = lru_cache(maxsize=50_000)(_analyse_piece)


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
    found: list[str] = []
    for token in tokens(normalise(text)):
        found.extend(token.text if token.han else [forms.spelt(token.text)])
    return found


def name_spellings(text: str) -> list[str]:
    """Other spellings of a personal name: Xiaoming for Xiao-Ming, Mueller for Müller."""
    return analyse(text).others
