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
# Where no word goes on.
_GAPS = ",.;:()[]"
# Parts of Hangul syllables, which join what stands before them.
_JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
# Halves of what stands beyond the basic plane in UTF-16.
_SURROGATES = slice(0xD800, 0xE000)
_PLANE = 0x10000
# For the translation of bytes; those beyond ASCII never come.
_ASCII_WITH_GAPS = bytes(
    ord(" ") if chr(code) in _GAPS or chr(code).isspace() else ord(chr(code).lower()[:1]) % 0x100
    for code in range(0x100)
)
_PIECE = re.compile(r"\S+")
_SHORT = 1_000

Codes = np.ndarray[Any, np.dtype[np.uint16]]


class _Tables(NamedTuple):
    """For each character of the basic plane what it is folded to one to one, the same with gaps as blanks, and whether more
    than that must be looked at: it changes its number, may join its neighbour, or is a Chinese numeral."""

    folded: Codes
    with_gaps: Codes
    odd: np.ndarray[Any, np.dtype[np.uint8]]
    far: dict[int, str]
    """Those that are folded to one beyond the plane; `odd` is 2 for them."""
    kinds: np.ndarray[Any, np.dtype[np.uint8]]
    """0 for blanks, 1 for letters of ASCII, 2 for its digits, 4 for all else; of folded characters."""


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
    odd = np.zeros(_PLANE, dtype=np.uint8)
    far = {old: chr(new) for old, new in ready.items() if new >= _PLANE}
    for code in range(0x80, _PLANE):
        plain = unicodedata.normalize("NFKC", chr(code if code in far else ready.get(code, code)))
        single = [one for one in (plain.lower(), plain) if len(one) == 1 and ord(one) < _PLANE]
        folded[code] = ord(single[0]) if single else code
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            odd[int(parts[1], 16) % _PLANE] = 1
    for code in range(0x80):
        folded[code] = ord(chr(code).lower())
    odd |= [bool(unicodedata.combining(chr(code))) or _changes(code) for code in range(_PLANE)]
    odd[[*_JAMO, *map(ord, forms.NUMERALS)]] = 1
    odd[_SURROGATES] = 1
    odd[list(far)] = 2
    spaced = folded.copy()
    blanks = np.array([chr(code).isspace() for code in range(_PLANE)])
    spaced[np.isin(folded, list(map(ord, _GAPS))) | (blanks & (folded != ord("\n")))] = ord(" ")
    return _Tables(folded, spaced, odd, far, _kinds(blanks))


def _kinds(blanks: np.ndarray[Any, np.dtype[np.bool_]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    kinds = np.full(_PLANE, 4, dtype=np.uint8)
    kinds[ord("a") : ord("z") + 1] = 1
    kinds[ord("0") : ord("9") + 1] = 2
    kinds[blanks] = 0
    return kinds


def _changes(code: int) -> bool:
    return not unicodedata.is_normalized("NFKC", chr(code))


def _through(text: str, table: Codes) -> Codes:
    return table[np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")]


def _text(codes: Codes, odd: np.ndarray[Any, np.dtype[np.uint8]]) -> str:
    text = codes.tobytes().decode("utf-16-le", "surrogatepass")
    return text.translate(_tables().far) if odd.max() > 1 else text


def _folded_singly(text: str) -> str:
    """As many characters as before, each folded by itself; by array, because Python's own way is ten times slower."""
    if text.isascii():
        return text.lower()
    codes = _through(text, _tables().folded)
    return _text(codes, _tables().odd[codes])


def _compatible(text: str) -> str:
    return _folded_singly(unicodedata.normalize("NFKC", text).lower())


def _folded(text: str, table: Codes, *, numbers: bool) -> str:
    """Most lines of a paper are done when each character has been folded by itself; the others are looked at one by one,
    because nothing joins over the end of a line."""
    codes = _through(text, table)
    odd = _tables().odd[codes]
    folded, places = _text(codes, odd), np.flatnonzero(odd)
    if not len(places):
        return folded
    lines = folded.split("\n")
    for number in np.unique(np.searchsorted(np.flatnonzero(codes == ord("\n")), places)):
        line = lines[number]
        line = line if unicodedata.is_normalized("NFKC", line) else _compatible(line)
        lines[number] = forms.with_figures(line) if numbers else line
    return "\n".join(lines)


def fold(text: str) -> str:
    """NFKC, lower case, simplified characters, no inline markup; numerals stay as written."""
    text = forms.without_tags(text)[0]
    return text.lower() if text.isascii() else _folded(text, _tables().folded, numbers=False)


def normalise(text: str) -> str:
    """The form in which texts and queries meet: `fold`, and Chinese numerals as Arabic ones."""
    text = forms.without_tags(text)[0]
    return text.lower() if text.isascii() else _folded(text, _tables().folded, numbers=True)


def with_gaps(text: str) -> str:
    """`normalise` with a blank for whatever no word goes on over; words are in it, and their places are not."""
    text = forms.without_tags(text)[0]
    if text.isascii():
        return text.encode().translate(_ASCII_WITH_GAPS).decode()
    rest = _folded(text, _tables().with_gaps, numbers=True)
    # Some are left, which a character was only just taken apart into.
    for gap in _GAPS:
        rest = rest.replace(gap, " ")
    return rest


def odd_pieces(rest: str) -> Iterable[tuple[int, int]]:
    """Start and end of all pieces between blanks that are more than letters of ASCII or more than its digits: whatever may be
    found by something else than itself. Of a long text by array: it has ten thousand pieces, of which some hundreds are odd."""
    if len(rest) < _SHORT:
        return ((match.start(), match.end()) for match in _PIECE.finditer(rest) if not _is_plain(match.group()))
    codes = np.frombuffer(rest.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(codes) != len(rest):
        # Beyond the plane nothing is plain, and nothing is a blank.
        wide = np.frombuffer(rest.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        codes = np.minimum(wide, _PLANE - 1).astype(np.uint16)
    kinds = _tables().kinds[codes]
    odd = kinds > 2
    odd[1:] |= (kinds[1:] | kinds[:-1]) == 3
    ends = np.append(np.flatnonzero(kinds == 0), len(rest))
    piece = np.unique(np.searchsorted(ends, np.flatnonzero(odd)))
    starts = np.concatenate(([0], ends[:-1] + 1))
    return zip(starts[piece].tolist(), ends[piece].tolist(), strict=True)


def _is_plain(piece: str) -> bool:
    return piece.isascii() and (piece.isalpha() or piece.isdigit())


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
