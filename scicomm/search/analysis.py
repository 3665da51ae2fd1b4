"""Text analysis for Chinese and English: normalising, words, recall grams and stems; no index, no Django."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import tantivy

try:
    import rjieba
except ImportError:  # no wheel for this machine: bigrams were measured to be as good for finding
    rjieba = None  # type: ignore[assignment]

HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Characters written without spaces (Han and kana), as the inside of a regular-expression class."""

_TOKEN = re.compile(rf"([{HAN}]+)|(?:(?![{HAN}])[^\W_])[^\W_{HAN}\u0300-\u036f]*(?:['’](?:(?![{HAN}])[^\W_])+)*")
# One to one, so that offsets stay: without it every text with a Chinese comma would take the slow road.
_WIDTH = {0x3000: 0x20, 0x2019: 0x27, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}
_MAX_TOKEN_BYTES = 120

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
    return list(rjieba.cut(run))


SEGMENTERS: dict[str, Callable[[str], list[str]]] = {"bigrams": _bigrams}
if rjieba is not None:
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


def _fold_script(text: str) -> str:
    table = _simplified() if not text.isascii() else None
    return text.translate(table) if table else text


def normalise(text: str) -> str:
    """NFKC, lower case, simplified characters: the form in which texts and queries meet. Chinese digits stay."""
    if text.isascii():
        return text.lower()
    return _fold_script(unicodedata.normalize("NFKC", text.translate(_WIDTH)).lower())


def normalise_with_offsets(text: str) -> tuple[str, list[int]]:
    """The normalised text and, for each of its characters (and the end), the offset in the original."""
    plain = text.translate(_WIDTH)
    lower = plain.lower()
    if len(lower) == len(plain) and unicodedata.is_normalized("NFKC", plain):
        return _fold_script(lower), list(range(len(text) + 1))
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(plain):
        end = at + 1
        while end < len(plain) and unicodedata.combining(plain[end]):
            end += 1
        piece = _fold_script(unicodedata.normalize("NFKC", plain[at:end]).lower())
        pieces.append(piece)
        offsets.extend([at] * len(piece))
        at = end
    return "".join(pieces), [*offsets, len(text)]


def tokens(normalised: str) -> Iterator[Token]:
    """Latin words and Han runs of a text that was normalised before, in order."""
    for match in _TOKEN.finditer(normalised):
        yield _token(match)


def _token(match: re.Match[str]) -> Token:
    return Token(match.group(), match.start(), match.end(), match.lastindex == 1)


def token_at(normalised: str, start: int) -> Token | None:
    """The token that begins at an offset of a normalised text, if one does."""
    match = _TOKEN.match(normalised, start)
    return _token(match) if match else None


def words_and_grams(text: str) -> tuple[list[str], list[str]]:
    """Words for the positional field, in order (Latin ones not yet stemmed), and the grams of every Han run.

    Both at once, because a rebuild spends its time here. Pairs never reach over punctuation.
    """
    found: list[str] = []
    pieces: list[str] = []
    for match in _TOKEN.finditer(normalise(text)):
        if match.lastindex == 1:
            run = match.group()
            found.extend(segment(run))
            pieces.extend(grams(run))
        else:
            found.append(match.group())
    return found, pieces


def words(text: str) -> list[str]:
    """Words for the positional field, in order: Chinese words, and Latin words not yet stemmed."""
    return words_and_grams(text)[0]


def grams(run: str) -> list[str]:
    """Single characters and neighbouring pairs of one Han run: finds a word wherever the dictionary cut it."""
    return [*run, *(_bigrams(run) if len(run) > 1 else [])]


def recall_tokens(text: str) -> list[str]:
    """The grams of every Han run of a text; pairs never reach over punctuation."""
    return words_and_grams(text)[1]


def name_tokens(text: str) -> list[str]:
    """Tokens of personal names: each Han character alone, Latin words whole (a dictionary cuts names at random)."""
    found: list[str] = []
    for token in tokens(normalise(text)):
        found.extend(token.text if token.han else [token.text])
    return found


def plain_chain() -> tantivy.TextAnalyzer:
    """Analyser of fields we already cut into words: lower case, accents folded."""
    return _chain_builder().build()


def stem_chain() -> tantivy.TextAnalyzer:
    """The same with the English Snowball stemmer; Chinese words pass through it unchanged."""
    return _chain_builder().filter(tantivy.Filter.stemmer("english")).build()


def _chain_builder() -> tantivy.TextAnalyzerBuilder:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    for step in (
        tantivy.Filter.remove_long(_MAX_TOKEN_BYTES),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
    ):
        builder = builder.filter(step)
    return builder


_STEM = stem_chain()
_PLAIN = plain_chain()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The form of one normalised word in the stemmed fields; empty for what the index never holds."""
    return next(iter(_STEM.analyze(word)), "")


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """The form of one normalised word in the unstemmed fields; empty for what the index never holds."""
    return next(iter(_PLAIN.analyze(word)), "")
