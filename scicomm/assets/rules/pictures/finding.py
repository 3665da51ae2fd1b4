"""The index of all pictures in memory: the nearest by hash among many thousands in milliseconds, and the most similar to look at.

One row a picture. A query is compared as it is and mirrored; as a crop of something (with every window of every row) and as
something of which a crop is here (each of its windows with the whole of every row). Differing bits are counted with one machine
instruction a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scicomm.assets.rules.pictures.comparing import Looks, Pair, agreements, mirrored
from scicomm.assets.rules.pictures.describing import LOOKS, MAIN_COLOURS
from scicomm.assets.rules.pictures.hashing import WINDOWS, Hashes, Marks
from scicomm.assets.rules.pictures.opening import Floats

# Of 64 bits so many may differ to raise a suspicion; and so many suspicions are looked at, the nearest first.
DIFFERING = 17
LOOKED_AT = 30
# A distance in L*a*b* within which a colour is the same to somebody who points at a swatch.
SWATCH_REACH = 18.0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A row that hashes alike: by which window, whether the query is mirrored, whether the row is the part and not the whole."""

    key: int
    differing: int
    window: int
    is_mirrored: bool
    row_is_part: bool


class PictureIndex:
    """Hashes, colours and looks of pictures, as arrays that grow by doubling. Not for two threads at once."""

    def __init__(self) -> None:
        self.count = 0
        self.place: dict[int, int] = {}
        self._keys = np.zeros(0, dtype=np.int64)
        self._hashes: Hashes = np.zeros((len(WINDOWS), 0), dtype=np.uint64)
        self._colours: Floats = np.zeros((0, MAIN_COLOURS, 4), dtype=np.float32)
        self._looks: NDArray[np.uint8] = np.zeros((0, LOOKS), dtype=np.uint8)

    def put(self, key: int, hashes: Hashes, colours: Floats, looks: NDArray[np.uint8]) -> None:
        """Add a picture, or put new values in the place of its old ones."""
        at = self.place.get(key)
        if at is None:
            at = self.place[key] = self.count
            self.count += 1
            if at >= len(self._keys):
                self._grow(max(1024, 2 * at))
        self._keys[at], self._hashes[:, at], self._colours[at], self._looks[at] = key, hashes, colours, looks

    def remove(self, key: int) -> None:
        """Forget a picture; the last one takes its place."""
        at = self.place.pop(key, None)
        if at is None:
            return
        self.count -= 1
        last = self.count
        if at != last:
            self._keys[at], self._hashes[:, at] = self._keys[last], self._hashes[:, last]
            self._colours[at], self._looks[at] = self._colours[last], self._looks[last]
            self.place[int(self._keys[at])] = at

    def _grow(self, size: int) -> None:
        def longer(old: NDArray, shape: tuple[int, ...], keep: tuple[slice, ...]) -> NDArray:
            new = np.zeros(shape, dtype=old.dtype)
            new[keep] = old
            return new

        old = len(self._keys)
        self._keys = longer(self._keys, (size,), np.s_[:old,])
        self._hashes = longer(self._hashes, (len(WINDOWS), size), np.s_[:, :old])
        self._colours = longer(self._colours, (size, MAIN_COLOURS, 4), np.s_[:old,])
        self._looks = longer(self._looks, (size, LOOKS), np.s_[:old,])

    def suspicions(self, marks: Marks, *, most: int = LOOKED_AT) -> list[Suspicion]:
        """The rows that may show the same picture, the nearest first; one suspicion a row."""
        if not self.count:
            return []
        hashes = self._hashes[:, : self.count]
        best = np.full(self.count, 65, dtype=np.uint8)
        how = np.zeros((self.count, 3), dtype=np.uint8)
        for is_mirrored, mine in enumerate((marks.hashes, marks.mirrored)):
            for window in range(len(WINDOWS)):
                self._nearer(best, how, np.bitwise_count(hashes[window] ^ mine[0]), (window, is_mirrored, 0))
                if window:
                    self._nearer(best, how, np.bitwise_count(hashes[0] ^ mine[window]), (window, is_mirrored, 1))
        near = np.flatnonzero(best <= DIFFERING)
        order = near[np.argsort(best[near], kind="stable")][:most]
        return [
            Suspicion(int(self._keys[at]), int(best[at]), int(how[at, 0]), bool(how[at, 1]), bool(how[at, 2]))
            for at in order
        ]

    @staticmethod
    def _nearer(best: NDArray, how: NDArray, differing: NDArray, said: tuple[int, int, int]) -> None:
        nearer = np.flatnonzero(differing < best)
        if len(nearer):
            best[nearer] = differing[nearer]
            how[nearer] = said

    def like(self, looks: NDArray[np.uint8], *, most: int) -> list[tuple[int, float]]:
        """The pictures that look most alike, with 0 (nothing in common) to 1 (the same), the most alike first."""
        if not self.count:
            return []
        distance = np.abs(self._looks[: self.count].astype(np.int16) - looks.astype(np.int16)).sum(axis=1)
        order = np.argsort(distance, kind="stable")[:most]
        return [(int(self._keys[at]), max(0.0, 1.0 - float(distance[at]) / (LOOKS * 64.0))) for at in order]

    def coloured(self, swatch: Floats, *, most: int) -> list[tuple[int, float]]:
        """The pictures that have this colour (L*, a*, b*), with how much of each picture it is, the most first."""
        if not self.count:
            return []
        colours = self._colours[: self.count]
        distance = np.linalg.norm(colours[:, :, :3] - swatch, axis=2)
        share = (np.clip(1 - (distance / SWATCH_REACH) ** 2, 0, 1) * colours[:, :, 3]).sum(axis=1)
        order = np.argsort(-share, kind="stable")[:most]
        return [(int(self._keys[at]), float(share[at])) for at in order if share[at] >= 0.05]


def confirmed(marks: Marks, suspicions: Iterable[Suspicion], sketches: Mapping[int, Looks]) -> dict[int, float]:
    """How far the suspicious rows agree with the query, by their keys: the sketches are laid over each other."""
    mine = Looks(marks.sketch, marks.tint)
    turned = mirrored(mine)
    pairs = []
    for one in suspicions:
        if (other := sketches.get(one.key)) is not None:
            query = turned if one.is_mirrored else mine
            part, whole = (other, query) if one.row_is_part else (query, other)
            pairs.append(Pair(one.key, part, whole, WINDOWS[one.window]))
    return agreements(pairs)
