"""Whether copies of a picture are found among twenty thousand, how fast, and how often different ones are taken for one."""

from __future__ import annotations

import io
import os
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from scicomm.assets.rules.pictures.comparing import ALIKE, Looks
from scicomm.assets.rules.pictures.finding import PictureIndex, confirmed
from scicomm.assets.rules.pictures.reading import Print, print_of
from scicomm.config.benchmarks.pictures import COPIES, KINDS, jpeg, picture
from scicomm.config.benchmarks.results import Result, benchmark

PICTURES = int(os.environ.get("SCICOMM_BENCH_PICTURES", "20000"))
QUERIES = int(os.environ.get("SCICOMM_BENCH_QUERIES", "120"))
WIDTH, HEIGHT = 240, 160
# The copies that the bar names; the others are harder, and reported.
BAR = (
    "recompressed q30", "half size", "grey", "brightened 25 %", "cropped 12 % of the area", "cropped 12 % off width and height",
    "mirrored",
)  # fmt: skip
THRESHOLDS = (0.70, 0.75, 0.80, 0.84, 0.86, ALIKE, 0.88, 0.90, 0.93)
Scores = dict[str, list[tuple[str, float]]]


def _made(number: int) -> Print:
    return print_of(io.BytesIO(jpeg(picture(number, WIDTH, HEIGHT))))


def _of(seen: Print) -> Looks:
    return Looks(seen.marks.sketch, seen.marks.tint)


def _library() -> tuple[PictureIndex, dict[int, Looks]]:
    index, looks = PictureIndex(), {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for number, seen in enumerate(pool.map(_made, range(PICTURES), chunksize=100)):
            index.put(number, seen.marks.hashes, seen.colours, seen.looks)
            looks[number] = _of(seen)
    return index, looks


def _scores(index: PictureIndex, looks: dict[int, Looks], seen: Print) -> dict[int, float]:
    """How far every suspicious picture agrees."""
    return confirmed(seen.marks, index.suspicions(seen.marks), looks)


def _copies(index: PictureIndex, looks: dict[int, Looks]) -> tuple[Scores, list[tuple[float, float]]]:
    """For each way of copying the scores of the original (0: not suspected); clock and processor ms of each search."""
    scores: Scores = defaultdict(list)
    times: list[tuple[float, float]] = []
    for number in np.random.default_rng(4).choice(PICTURES, QUERIES, replace=False):
        original, kind = picture(int(number), WIDTH, HEIGHT), KINDS[int(number) % len(KINDS)].__name__
        for name, copy in COPIES.items():
            seen = print_of(io.BytesIO(copy(original)))
            began = time.perf_counter(), time.process_time()
            found = _scores(index, looks, seen)
            times.append(((time.perf_counter() - began[0]) * 1000, (time.process_time() - began[1]) * 1000))
            scores[name].append((kind, found.get(int(number), 0.0)))
    return scores, times


def _false_pairs(index: PictureIndex, looks: dict[int, Looks], queries: int) -> dict[tuple[int, int], float]:
    """Pairs of different pictures with their scores, from asking with pictures that are in the library themselves."""
    found: dict[tuple[int, int], float] = {}
    for number in range(queries):
        for other, score in _scores(index, looks, _made(number)).items():
            if other != number and score > 0.5:
                found[min(number, other), max(number, other)] = score
    return found


def _share(scores: list[tuple[str, float]], least: float) -> float:
    return sum(score >= least for _kind, score in scores) / max(len(scores), 1)


def _curve(scores: Scores, false: dict[tuple[int, int], float], asked: int) -> None:
    """The curve from which the threshold was chosen: copies found, and pairs of different pictures taken for one."""
    named = [one for name in BAR for one in scores[name]]
    print(f"{'threshold':>9} {'found (bar)':>12} {'found (all)':>12} {'false pairs':>12}  among {asked} x {PICTURES}")
    everything = [one for some in scores.values() for one in some]
    for least in THRESHOLDS:
        wrong = sum(score >= least for score in false.values())
        print(f"{least:9.2f} {_share(named, least):12.4f} {_share(everything, least):12.4f} {wrong:12d}")
    for name, some in scores.items():
        missed: dict[str, int] = defaultdict(int)
        for kind, score in some:
            missed[kind] += score < ALIKE
        print(f"{name:36} {_share(some, ALIKE):.3f}  missed: { ({kind: n for kind, n in missed.items() if n}) }")
    kinds: dict[str, int] = defaultdict(int)
    for (first, second), score in false.items():
        if score >= ALIKE:
            kinds[f"{KINDS[first % len(KINDS)].__name__}/{KINDS[second % len(KINDS)].__name__}"] += 1
    print("false pairs by kind:", dict(kinds))


@benchmark("near-duplicates")
def near_duplicates(home: Path) -> list[Result]:
    """Twelve ways of copying, asked of a library of twenty thousand pictures of twelve kinds."""
    index, looks = _library()
    scores, times = _copies(index, looks)
    asked = min(PICTURES, 1200)
    false = _false_pairs(index, looks, asked)
    _curve(scores, false, asked)
    wrong = [pair for pair, score in false.items() if score >= ALIKE]
    soft = {"gradient", "page"}
    clear = [pair for pair in wrong if KINDS[pair[0] % len(KINDS)].__name__ not in soft]
    named = [one for name in BAR for one in scores[name]]
    lively = [one for one in named if one[0] not in soft]
    size = f"{PICTURES:,} pictures of {len(KINDS)} kinds"
    note = f"{size}, {QUERIES} originals in the {len(BAR)} ways of the bar"
    lively_only = "without soft gradients and small print"
    asking = f"{asked} pictures asked of {size}"
    clock, processor = (np.array(some) for some in zip(*times, strict=True))
    slow, busy = (round(float(np.percentile(some, 99)), 1) for some in (clock, processor))
    return [
        Result(
            "near_duplicates_found",
            round(100 * _share(lively, ALIKE), 2),
            "%",
            99,
            "at_least",
            f"{note}, {lively_only}",
        ),
        Result("near_duplicates_found_all", round(100 * _share(named, ALIKE), 2), "%", None, "", note),
        Result(
            "near_duplicates_p50", round(float(np.median(clock)), 1), "ms", None, "", "search and check of one picture"
        ),
        Result("near_duplicates_p99", slow, "ms", 100, "at_most", f"search and check of one picture, {size}"),
        Result("near_duplicates_cpu_p99", busy, "ms", None, "", "processor time of the same searches"),
        Result("near_duplicates_false", len(clear), "pairs", 0, "at_most", f"{asking}, {lively_only}"),
        Result("near_duplicates_false_all", len(wrong), "pairs", None, "", asking),
    ]
