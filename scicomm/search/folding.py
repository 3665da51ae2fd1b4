"""The form in which texts and queries meet: width, case, simplified characters, numerals; no words, no index, no Django."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from scicomm.search import forms

# One to one, so that offsets stay: without it every text with a Chinese comma would take the slow road.
_WIDTH = {0x3000: 0x20, 0x2019: 0x27, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
# All but ASCII and ordinary Han, with the marks that follow.
_UNSURE = re.compile(rf"[^\x00-\x7f\u4e00-\u9fff][{_COMBINING}]*|.[{_COMBINING}]+", re.DOTALL)
HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Characters written without spaces (Han and kana), as the inside of a regular-expression class."""
# Where no word goes on: what is neither letter, digit, hyphen, nor apostrophe. Chinese signs stay, since what stands between
# them is looked at word by word anyway.
_GAP = re.compile(rf"(?![-‐'\u3000-\u303f{HAN}])[\W_]")
# Those that characters are taken apart into.
_LATE_GAPS = ",.;:()[]"
# Parts of Hangul syllables, which join what stands before them.
_JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
# Halves of what stands beyond the basic plane in UTF-16.
_SURROGATES = slice(0xD800, 0xE000)
_PLANE = 0x10000
# For the translation of bytes; those beyond ASCII never come.
_ASCII_WITH_GAPS = bytes(
    ord(" ") if _GAP.match(chr(code)) else ord(chr(code).lower()[:1]) % 0x100 for code in range(0x100)
)
_PIECE = re.compile(r"\S+")
_SHORT = 1_000

Codes = np.ndarray[Any, np.dtype[np.uint16]]
Marked = np.ndarray[Any, np.dtype[np.uint32]]
Marks = np.ndarray[Any, np.dtype[np.uint8]]
# What a folded character is: more than one of them may be true, and a blank is none.
_LETTER, _DIGIT, _OTHER, _ODD, _FAR = 1, 4, 8, 16, 32
# The difference between a letter and the digit before it; no other two characters have it.
_AFTER_DIGIT = (_LETTER - _DIGIT) % 0x100
_IS_FAR = bytes([_OTHER | _ODD | _FAR])


class _Tables(NamedTuple):
    """For each character of the basic plane what it is folded to one to one, and the same with gaps as blanks, with marks (of
    each folded character) above the sixteen bits of the character: a letter or a digit of ASCII, something else; whether more
    than that must be looked at, because it changes its number, may join its neighbour, or is a Chinese numeral; whether it
    is folded to one beyond the plane (`far`)."""

    folded: Marked
    with_gaps: Marked
    marks: Marks
    far: dict[int, str]


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
def _tables() -> _Tables:
    folded = np.arange(_PLANE, dtype="<u2")
    ready = dict(_WIDTH) | {old: ord(new) for old, new in _simplified().items()}
    far = {old: chr(new) for old, new in ready.items() if new >= _PLANE}
    for code in range(_PLANE):
        plain = unicodedata.normalize("NFKC", chr(code if code in far else ready.get(code, code)))
        single = [one for one in (plain.lower(), plain) if len(one) == 1 and ord(one) < _PLANE]
        folded[code] = ord(single[0]) if single else code
    blanks = np.array([chr(code).isspace() for code in range(_PLANE)])
    marks = _marks(blanks, list(far))
    gaps = np.zeros(_PLANE, dtype=np.bool_)
    gaps[[ord(gap) for gap in _GAP.findall("".join(map(chr, range(_PLANE))))]] = True
    spaced = folded.copy()
    # What joins its neighbour stays until it has.
    spaced[(gaps & (marks < _ODD))[folded] & (folded != ord("\n"))] = ord(" ")
    above = marks.astype("<u4") << 16
    return _Tables(folded | above[folded], spaced | above[spaced], marks, far)


def _marks(blanks: np.ndarray[Any, np.dtype[np.bool_]], far: list[int]) -> Marks:
    marks = np.full(_PLANE, _OTHER, dtype=np.uint8)
    marks[ord("a") : ord("z") + 1] = _LETTER
    marks[ord("0") : ord("9") + 1] = _DIGIT
    marks[blanks] = 0
    odd = np.array([bool(unicodedata.combining(chr(code))) or _changes(code) for code in range(_PLANE)])
    for code in range(_PLANE):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            odd[int(parts[1], 16) % _PLANE] = True
    odd[[*_JAMO, *map(ord, forms.NUMERALS)]] = True
    odd[_SURROGATES] = True
    marks[odd] |= _ODD
    marks[far] |= _ODD | _FAR
    return marks


def _changes(code: int) -> bool:
    return not unicodedata.is_normalized("NFKC", chr(code))


def _through(text: str, table: Marked) -> tuple[Codes, Marks]:
    """Each character through a table, and its marks; one look for both, because looking is what costs."""
    found = table.take(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2"))
    return found.view("<u2")[::2], found.view(np.uint8)[2::4].copy()


def _text(codes: Codes, marks: Marks) -> str:
    text = codes.tobytes().decode("utf-16-le", "surrogatepass")
    # Whoever marks a hit folds many short texts, for which asking the array for its greatest is dear.
    return text.translate(_tables().far) if _IS_FAR in marks.tobytes() else text


def _folded_singly(text: str) -> str:
    """As many characters as before, each folded by itself; by array, because Python's own way is ten times slower."""
    if text.isascii():
        return text.lower()
    return _text(*_through(text, _tables().folded))


def _compatible(text: str) -> str:
    return _folded_singly(unicodedata.normalize("NFKC", text))


def _folded(text: str, table: Marked, *, numbers: bool) -> tuple[str, Marks | None]:
    """Most lines of a paper are done when each character has been folded by itself; the others are looked at one by one,
    because nothing joins over the end of a line. With the marks of all characters where there was no such line."""
    codes, marks = _through(text, table)
    folded, places = _text(codes, marks), (marks >= _ODD).nonzero()[0]
    if not len(places):
        return folded, marks
    lines = folded.split("\n")
    odd = [0] if len(lines) == 1 else np.unique(np.searchsorted(np.flatnonzero(codes == ord("\n")), places))
    for number in odd:
        lines[number] = _folded_line(lines[number], numbers=numbers)
    return "\n".join(lines), None


def _folded_line(line: str, *, numbers: bool) -> str:
    line = line if unicodedata.is_normalized("NFKC", line) else _compatible(line)
    return forms.with_figures(line) if numbers else line


def fold(text: str) -> str:
    """NFKC, lower case, simplified characters, no inline markup; numerals stay as written."""
    text = forms.without_tags(text)[0]
    return text.lower() if text.isascii() else _folded(text, _tables().folded, numbers=False)[0]


def normalise(text: str) -> str:
    """The form in which texts and queries meet: `fold`, and Chinese numerals as Arabic ones."""
    text = forms.without_tags(text)[0]
    return text.lower() if text.isascii() else _folded(text, _tables().folded, numbers=True)[0]


def pieces_of(text: str) -> tuple[str, Iterable[tuple[int, int]]]:
    """`normalise` with a blank for whatever no word goes on over, and start and end of its odd pieces: all between blanks that
    are more than letters of ASCII with digits behind them, and may be found by something else than themselves."""
    text = forms.without_tags(text)[0]
    marks: Marks | None = None
    if text.isascii():
        rest = text.encode().translate(_ASCII_WITH_GAPS).decode()
    else:
        rest, marks = _folded(text, _tables().with_gaps, numbers=True)
        # Some are left, which a character was only just taken apart into.
        for gap in _LATE_GAPS if marks is None else "":
            rest = rest.replace(gap, " ")
    if len(rest) < _SHORT:
        return rest, ((match.start(), match.end()) for match in _PIECE.finditer(rest) if not _is_plain(match.group()))
    return rest, _odd_pieces(rest, marks)


def _odd_pieces(rest: str, marks: Marks | None) -> Iterable[tuple[int, int]]:
    """By array: a paper has ten thousand pieces, of which some hundreds are odd."""
    if marks is None or len(marks) != len(rest):
        codes = np.frombuffer(rest.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        # Beyond the plane nothing is plain, and nothing is a blank.
        marks = _tables().marks.take(codes, mode="clip")
    odd = marks >= _OTHER
    odd[1:] |= marks[1:] - marks[:-1] == _AFTER_DIGIT
    ends = np.append((marks == 0).nonzero()[0], len(rest))
    piece = ends.searchsorted(odd.nonzero()[0])
    # They come in order: the same one again stands beside itself.
    piece = piece[np.diff(piece, prepend=-1) > 0]
    starts = np.concatenate(([0], ends[:-1] + 1))
    return zip(starts[piece].tolist(), ends[piece].tolist(), strict=True)


def _is_plain(piece: str) -> bool:
    return piece.isascii() and (piece.isalpha() or piece.isdigit())


def is_english(text: str) -> bool:
    """Whether there are only letters of ASCII and blanks, so that the text has one spelling only."""
    return text.isascii() and text.replace(" ", "").isalpha()


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
