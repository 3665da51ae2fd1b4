"""How fast one process reads: feeds beside feedparser as it is shipped, and texts among which copies are sought."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from html import escape
from itertools import accumulate
from pathlib import Path

import feedparser
import wordfreq

from scicomm.config.benchmarks.results import Result, benchmark
from scicomm.config.evaluations.reading import CopyFigures, evaluate_copies, jaccard
from scicomm.listening.rules.parsing import parse_feed

FEEDS, ENTRIES, PASSES = 40, 30, 3
TEXTS, WORDS = 6000, 260
VOCABULARY = 30_000
# Shares of words changed by a second newspaper: from a mere copy to another text about the same.
CHANGES = (0.0, 0.02, 0.035, 0.15, 0.25)


class Writer:
    """English words as often as they are used, from a seed: how a text is read depends on the words of its language."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - the same texts each time
        self._words = wordfreq.top_n_list("en", VOCABULARY)
        self._weights = list(accumulate(wordfreq.word_frequency(word, "en") for word in self._words))

    def words(self, count: int) -> list[str]:
        return self.rng.choices(self._words, cum_weights=self._weights, k=count)

    def paragraph(self, address: str) -> str:
        """Some 600 characters as newsrooms send them: emphasis, a link, now and then a picture, a frame or a script."""
        words = self.words(90)
        words[10] = f"<strong>{words[10]}</strong>"
        words[30] = f'<a href="{address}/{words[30]}" onclick="track()">{words[30]} &amp; {words[31]}</a>'
        words[50] = f"<em>{words[50]}</em>"
        extra = self.rng.random()
        if extra < 0.3:
            words.append(f'<img src="{address}/p.jpg" width="600" height="400" alt="{words[2]}" loading="lazy">')
        elif extra < 0.4:
            words.append('<iframe src="https://video.example/1"></iframe><script>count(1)</script>')
        return f'<p class="text" style="margin:0">{" ".join(words)}</p>'


def feed_of(writer: Writer, number: int) -> bytes:
    """An RSS feed of thirty entries with full texts, some 80 KB."""
    home = f"https://news{number}.example"
    items = []
    for at in range(ENTRIES):
        address = f"{home}/2026/03/{at + 1:02}/{writer.words(1)[0]}"
        body = "".join(writer.paragraph(home) for _turn in range(3))
        items.append(
            f"<item><title>{escape(' '.join(writer.words(11)))}</title><link>{address}</link>"
            f'<guid isPermaLink="true">{address}</guid><dc:creator>desk</dc:creator><category>science</category>'
            f"<pubDate>Mon, {at % 27 + 1:02} Mar 2026 08:{at:02}:00 +0000</pubDate>"
            f"<description>{escape(' '.join(writer.words(30)))}</description>"
            f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>News {number}</title><link>{home}/</link>{''.join(items)}</channel></rss>"
    ).encode()


def _rate(feeds: list[bytes], read: Callable[[bytes], int]) -> float:
    """Feeds a second of this process's own time, the best of some passes; every entry must have been read."""
    best = 0.0
    for _turn in range(PASSES):
        began = time.process_time()
        entries = sum(read(feed) for feed in feeds)
        best = max(best, len(feeds) / (time.process_time() - began))
        if entries != len(feeds) * ENTRIES:
            raise AssertionError(f"{entries} entries were read of {len(feeds) * ENTRIES}")
    return best


@benchmark("feeds", is_alone=True)
def feeds(home: Path) -> list[Result]:
    """Feeds of thirty entries to harmless items, with language and DOIs; feedparser with its own sanitiser beside it."""
    writer = Writer(7)
    made = [feed_of(writer, number) for number in range(FEEDS)]
    ours = _rate(made, lambda feed: len(parse_feed(feed, address="https://news.example/feed").items))
    theirs = _rate(made, lambda feed: len(feedparser.parse(io.BytesIO(feed)).entries))
    size = f"{FEEDS} feeds of {ENTRIES} entries, {sum(map(len, made)) / len(made) / 1000:.0f} KB each, one core (its own time)"
    return [
        Result("feeds_rate", round(ours), "feeds/s", 100, "at_least", f"{size}, safe HTML, language, DOIs"),
        Result("feeds_feedparser", round(theirs), "feeds/s", None, "", "feedparser as shipped, the same feeds and run"),
    ]


def _copies(writer: Writer) -> tuple[list[tuple[str, str, str]], dict[str, float]]:
    """Texts and, for half of them, the text of a second newspaper; with the true Jaccard index of each pair."""
    items, near = [], {}
    for number in range(TEXTS // 2):
        words = writer.words(WORDS)
        share = CHANGES[number % len(CHANGES)]
        other = [writer.words(1)[0] if writer.rng.random() < share else word for word in words]
        one, two = " ".join(words), " ".join(other)
        near[f"a{number}"] = index = jaccard(one, two)
        items += [(f"a{number}", one, f"g{number}"), (f"b{number}", two, f"g{number}" if index >= 0.75 else "")]
    return items, near


@benchmark("duplicates", is_alone=True)
def duplicates(home: Path) -> list[Result]:
    """Texts of 260 words, half of them copies changed more and less."""
    items, near = _copies(Writer(11))
    figures: CopyFigures = max(
        (evaluate_copies(items, None, lambda count: None) for _turn in range(PASSES)),
        key=lambda one: one.items_a_second,
    )
    apart = sum(index <= 0.3 for *_pair, index in figures.false)
    alike = [found for band, found in figures.by_jaccard.items() if float(band) >= 0.8]
    recall = sum(found for found, _of in alike) / (sum(of for _found, of in alike) or 1)
    far = sum(index <= 0.35 for index in near.values())
    size = f"{len(items):,} texts of {WORDS} words, {figures.pairs:,} pairs of copies"
    return [
        Result("duplicates_rate", round(figures.items_a_second), "texts/s", 3000, "at_least", f"{size}, one process"),
        Result("duplicates_recall", round(recall, 4), "", 0.98, "at_least", "of pairs with a Jaccard index of .8 and more"),
        Result("duplicates_wrong", apart, "pairs", 0, "at_most", f"joined at .3 and less; {far} such at .35"),
    ]  # fmt: skip
