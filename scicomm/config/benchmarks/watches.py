"""How fast one core shows texts to a hundred thousand watches, and what adding or changing one costs."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections import Counter
from itertools import accumulate
from pathlib import Path

from scicomm.config.benchmarks.results import Result, benchmark
from scicomm.listening.rules.watches import Item, Matcher, Node, fits, parse

QUERIES = int(os.environ.get("SCICOMM_BENCH_WATCHES", "100000"))
TEXTS, WORDS, VOCABULARY = 1000, 262, 40_000
PASSES = 3
# As many characters as a newspaper uses; numerals are left out, because they are read as figures.
_HAN = [letter for number in range(1500) if (letter := chr(0x4E00 + 13 * number)) not in "一二三四五六七八九十百千零两"]
Pool = tuple[list[str], list[float]]


def _latin(number: int) -> str:
    """A word that no other number gives and that looks like one."""
    word, number = "", number + 700
    while number:
        word += "bcdfghklmnprstvz"[number % 16] + "aeiou"[number // 16 % 5]
        number //= 80
    return word


def _han(number: int) -> str:
    """A word of two to three characters."""
    size = len(_HAN)
    first, second = number * 7 % size, (number * 13 + number // size) % size
    return _HAN[first] + _HAN[second] + (_HAN[number * 31 % size] if number % 3 == 0 else "")


def _texts(rng: random.Random, make: str) -> list[list[str]]:
    """Texts whose words are spread as those of a language are (Zipf)."""
    words = [_latin(number) if make == "latin" else _han(number) for number in range(VOCABULARY)]
    weights = list(accumulate(1 / (number + 20) for number in range(VOCABULARY)))
    return [rng.choices(words, cum_weights=weights, k=WORDS) for _text in range(TEXTS)]


def _middle(texts: list[list[str]]) -> Pool:
    """Words of middling frequency, with the weights by which queries take them."""
    counts = Counter(word for text in texts for word in set(text))
    words = [word for word, count in counts.items() if 2 <= count <= TEXTS // 10]
    return words, list(accumulate(counts[word] ** 0.5 for word in words))


def _query(rng: random.Random, texts: list[list[str]], pool: Pool) -> str:
    """Half A AND B, a fifth A AND (some OR), a tenth (3 OR) AND (3 OR), a tenth phrases, 7 % with NOT, 3 % plain OR."""
    words, weights = pool

    def pick(count: int) -> list[str]:
        return rng.choices(words, cum_weights=weights, k=count)

    turn = rng.random()
    if turn < 0.5:
        return " ".join(pick(2))
    if turn < 0.7:
        return f"{pick(1)[0]} ({' OR '.join(pick(rng.randint(2, 5)))})"
    if turn < 0.8:
        return f"({' OR '.join(pick(3))}) AND ({' OR '.join(pick(3))})"
    if turn < 0.9:
        text, at = rng.choice(texts), rng.randrange(WORDS - 1)
        return f'"{text[at]} {text[at + 1]}"'
    if turn < 0.97:
        return f"{' '.join(pick(2))} NOT {pick(1)[0]}"
    return " OR ".join(pick(rng.randint(1, 3)))


def _resident() -> float:
    """Memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _filled(nodes: list[Node]) -> tuple[Matcher, float, float]:
    """A matcher of all queries, the seconds it took and the memory it holds."""
    before, began = _resident(), time.process_time()
    matcher = Matcher()
    for key, node in enumerate(nodes):
        matcher.add(key, node)
    return matcher, time.process_time() - began, _resident() - before


def _speed(matcher: Matcher, texts: list[str]) -> tuple[float, float, int]:
    """Texts a second with analysis, the share of the analysis, and matches; the best of some passes, in time of the processor."""
    best, share, matches = 0.0, 0.0, 0
    for _turn in range(PASSES):
        items = [Item("", text) for text in texts]
        began = time.process_time()
        for item in items:
            matcher.present(item)
        analysed = time.process_time()
        # The texts are prepared now: this is what looking them up and matching costs.
        matches = sum(len(matcher.match(item)) for item in items)
        again = time.process_time() - analysed
        items = [Item("", text) for text in texts]
        began, first = time.process_time(), analysed - began
        for item in items:
            matcher.match(item)
        whole = time.process_time() - began
        if len(texts) / whole > best:
            best, share = len(texts) / whole, max(0.0, (whole - again) / whole) if first else 0.0
    return best, share, matches


def _change(matcher: Matcher, nodes: list[Node], rng: random.Random) -> float:
    """The slowest of two hundred changes, in ms: removing a query and adding another under its key."""
    times = []
    for _turn in range(200):
        key = rng.randrange(len(nodes))
        began = time.perf_counter()
        matcher.add(key, nodes[rng.randrange(len(nodes))])
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=100)[98]


def _agrees(matcher: Matcher, nodes: list[Node], texts: list[str]) -> int:
    """Disagreements with the plain evaluator over some texts and queries."""
    some = range(0, len(nodes), max(1, len(nodes) // 3000))
    wrong = 0
    for text in texts[:10]:
        item = Item("", text)
        found = set(matcher.match(item))
        wrong += sum((key in found) != fits(nodes[key], item) for key in some)
    return wrong


@benchmark("watches", is_alone=True)
def watches(home: Path) -> list[Result]:
    """English and Chinese texts of 262 words against a hundred thousand queries of mixed shapes."""
    results = []
    for make, name in (("latin", "watches"), ("han", "watches_zh")):
        rng = random.Random(3)  # noqa: S311 - the same texts each time
        words = _texts(rng, make)
        pool = _middle(words)
        texts = [(" " if make == "latin" else "").join(text) for text in words]
        queries = [_query(rng, words, pool) for _number in range(QUERIES)]
        began = time.process_time()
        nodes = [parse(query) for query in queries]
        read = time.process_time() - began
        matcher, added, memory = _filled(nodes)
        speed, share, matches = _speed(matcher, texts)
        wrong = _agrees(matcher, nodes, texts)
        slow = _change(matcher, nodes, rng)
        size = f"{QUERIES:,} queries, {TEXTS:,} texts of {WORDS} words, {matches:,} matches, one core (its own time)"
        split = f"{size}; {share:.0%} of it analysis of the text"
        bound = 1000 if make == "latin" else None
        results += [
            Result(f"{name}_texts", round(speed), "texts/s", bound, "at_least", split),
            Result(f"{name}_wrong", wrong, "pairs", 0, "at_most", "against the plain evaluator, 3,000 queries, 10 texts"),
            Result(f"{name}_read", round(read, 1), "s CPU", None, "", "reading the queries"),
            Result(f"{name}_add", round(added, 1), "s CPU", None, "", "taking them in"),
            Result(f"{name}_change_p99", round(slow, 2), "ms", 20, "at_most", "changing one among all"),
            Result(f"{name}_memory", round(memory), "MB", None, "", "of the matcher"),
        ]  # fmt: skip
    return results
