"""Copies of one report: texts that are the same, or nearly, whoever printed them.

MinHash signatures of shingles (Broder 1997) find candidates by bands (locality-sensitive hashing), and the share of equal values
in two signatures, which estimates their Jaccard index, decides. Shingles are three words, or four characters where a text is
Chinese.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scicomm.search import analysis, folding

Hashes = NDArray[np.uint64]

VALUES: Final = 64
"""Values of a signature: the estimate of a Jaccard index of .5 strays by .06."""
BANDS: Final = 8
ROWS: Final = 3
"""With 8 bands of 3 values, two texts of Jaccard .8 meet with a chance of .997, of .3 with .2 (and are then refused)."""
SAME: Final = 0.6
"""Estimated Jaccard index from which a text is a copy: between the .8 to be found and the .3 never to be joined."""
SAME_SHORT: Final = 0.85
SHORT: Final = 20
"""Shingles under which a text says too little to be the same by chance of a few words."""
LEAST: Final = 6
MOST_WORDS: Final = 2000
BUCKETS: Final = 1 << 20
MOST_KEPT: Final = 1 << 20
"""Texts that are remembered, the latest."""
VERSION: Final = 1

_TOKEN = re.compile(rf"[{analysis.HAN}]|[^\W_{analysis.HAN}]+")
_HAN = re.compile(f"[{analysis.HAN}]")
_rng = np.random.default_rng(20260101)
_TIMES: Final[Hashes] = (_rng.integers(1, 1 << 62, VALUES, dtype=np.uint64) << np.uint64(1)) | np.uint64(1)
_PLUS: Final[Hashes] = _rng.integers(0, 1 << 63, VALUES, dtype=np.uint64)
_MIX: Final[Hashes] = _rng.integers(1, 1 << 62, 4, dtype=np.uint64) | np.uint64(1)
_BAND_MIX: Final[Hashes] = _rng.integers(1, 1 << 62, (BANDS, ROWS), dtype=np.uint64) | np.uint64(1)
_WORD_SHIFT: Final = np.uint64(32)


def tokens(text: str) -> list[str]:
    """Words of Latin letters and single Chinese characters, folded (traditional characters as simplified ones)."""
    folded = folding.fold(text) if _HAN.search(text) else text.lower()
    return _TOKEN.findall(folded)[:MOST_WORDS]


def shingles(text: str) -> Hashes:
    """The hashes of a text's shingles, once each. Shape (n,), n is 0 for a text of hardly any words."""
    words = tokens(text)
    if len(words) < LEAST:
        return np.empty(0, np.uint64)
    chinese = sum(len(word) == 1 and not word.isascii() for word in words)
    size = 4 if chinese * 2 > len(words) else 3
    hashed = np.fromiter(map(zlib.crc32, map(str.encode, words)), np.uint64, len(words))
    hashed = hashed * np.uint64(0x9E3779B97F4A7C15)
    hashed ^= hashed >> _WORD_SHIFT
    count = len(words) - size + 1
    total = np.zeros(count, np.uint64)
    for place in range(size):
        total += hashed[place : place + count] * _MIX[place]
    total ^= total >> np.uint64(29)
    return np.unique(total)


def signature(hashes: Hashes) -> NDArray[np.uint32]:
    """The signature of a set of shingles. Shape (64,)."""
    mixed = hashes[:, None] * _TIMES[None, :] + _PLUS[None, :]
    least: NDArray[np.uint32] = (mixed >> _WORD_SHIFT).min(axis=0).astype(np.uint32)
    return least


def exact_key(text: str) -> str:
    """The same for texts whose words are the same, whatever stands between them."""
    return hashlib.sha256(" ".join(tokens(text)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Copy:
    """What a text is a copy of: the number of the first one, and how like they are (estimated Jaccard index, 0 to 1)."""

    original: int
    likeness: float


class CopyFinder:
    """Finds for each text, as it comes, an earlier one that it repeats. Remembers the latest texts, about 350 bytes each."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self.serial = 0
        self._room(min(most, 1 << 14))
        self.heads = np.full((BANDS, BUCKETS), -1, np.int64)

    def _room(self, kept: int) -> None:
        self.kept = kept
        self.values = np.zeros((kept, VALUES), np.uint32)
        self.before = np.full((kept, BANDS), -1, np.int64)
        self.numbers = np.zeros(kept, np.int64)
        self.originals = np.zeros(kept, np.int64)

    def add(self, number: int, text: str) -> Copy | None:
        """Remember a text under its number; what it repeats, or None."""
        hashes = shingles(text)
        if not len(hashes):
            return None
        values = signature(hashes)
        keys = self._keys(values)
        found = self._nearest(values, keys, SAME if len(hashes) >= SHORT else SAME_SHORT)
        self._remember(number, found.original if found else number, values, keys)
        return found

    def _keys(self, values: NDArray[np.uint32]) -> NDArray[np.int64]:
        rows = values[: BANDS * ROWS].reshape(BANDS, ROWS).astype(np.uint64)
        mixed = (rows * _BAND_MIX).sum(axis=1, dtype=np.uint64)
        mixed ^= mixed >> _WORD_SHIFT
        return (mixed % np.uint64(BUCKETS)).astype(np.int64)

    def _nearest(self, values: NDArray[np.uint32], keys: NDArray[np.int64], least: float) -> Copy | None:
        candidates: set[int] = set()
        oldest = self.serial - self.kept
        for band in range(BANDS):
            at, steps = int(self.heads[band, keys[band]]), 0
            while at >= 0 and at >= oldest and steps < 40:
                candidates.add(at)
                at, steps = int(self.before[at % self.kept, band]), steps + 1
        if not candidates:
            return None
        places = np.fromiter(sorted(candidates), np.int64, len(candidates)) % self.kept
        likeness = (self.values[places] == values).mean(axis=1)
        best = int(likeness.argmax())
        if likeness[best] < least:
            return None
        return Copy(int(self.originals[places[best]]), float(likeness[best]))

    def _remember(self, number: int, original: int, values: NDArray[np.uint32], keys: NDArray[np.int64]) -> None:
        if self.serial >= self.kept and self.kept < self.most:
            self._grow()
        place = self.serial % self.kept
        self.values[place] = values
        self.numbers[place], self.originals[place] = number, original
        bands = np.arange(BANDS)
        self.before[place] = self.heads[bands, keys]
        self.heads[bands, keys] = self.serial
        self.serial += 1

    def _grow(self) -> None:
        old: tuple[NDArray[Any], ...] = (self.values, self.before, self.numbers, self.originals)
        count = self.kept
        self._room(min(self.kept * 2, self.most))
        rings: tuple[NDArray[Any], ...] = (self.values, self.before, self.numbers, self.originals)
        for new, was in zip(rings, old, strict=True):
            new[:count] = was  # before the ring closes for the first time, a text's place is its serial

    def dump(self) -> bytes:
        """All that is remembered, to go on from after a restart."""
        file = io.BytesIO()
        used = min(self.serial, self.kept)
        np.savez(
            file, head=np.array([VERSION, self.serial, self.kept, self.most]), heads=self.heads, values=self.values[:used],
            before=self.before[:used], numbers=self.numbers[:used], originals=self.originals[:used],
        )  # fmt: skip
        return file.getvalue()

    @classmethod
    def load(cls, content: bytes) -> CopyFinder:
        """As it was when it was written. Raises ValueError for bytes that are none of ours."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as held:
                version, serial, kept, most = (int(value) for value in held["head"])
                if version != VERSION:
                    raise ValueError(f"a memory of version {version}")
                finder = cls(most)
                finder._room(kept)
                finder.serial, finder.heads = serial, held["heads"]
                used = min(serial, kept)
                for name in ("values", "before", "numbers", "originals"):
                    getattr(finder, name)[:used] = held[name]
        except (KeyError, OSError, EOFError, TypeError, ValueError) as error:
            raise ValueError("these bytes are no memory of copies") from error
        return finder
