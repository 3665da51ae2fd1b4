"""Public items of a simulated day: topics of very unlike sizes, in both languages, with copies that agencies hand on."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from wordfreq import top_n_list

from scicomm.listening.rules.parsing import Item

COPIES, ALONE, ENGLISH = 0.25, 0.3, 0.4
HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 7, 7, 8, 8, 8, 8, 8, 7, 6, 5, 4, 3)
"""How busy the hours of the day are."""


@dataclass(frozen=True)
class Said:
    """An item, and the number of the one it is a copy of."""

    item: Item
    original: int | None = None


class Day:
    """The items of 24 hours; the same for the same seed."""

    def __init__(self, count: int, begin: dt.datetime, *, seed: int = 5) -> None:
        self.count, self.begin = count, begin
        self.chance = random.Random(seed)  # noqa: S311 - the same day each time
        self.words = {
            "zh": [word for word in top_n_list("zh", 30_000)[400:] if len(word) > 1],
            "en": [word for word in top_n_list("en", 30_000)[600:] if len(word) > 3],
        }
        self.said: dict[int, list[tuple[int, str]]] = {}
        self.number = 0

    def hours(self) -> Iterator[list[Said]]:
        """Hour by hour; about `count` items in all, numbered through from 0."""
        for hour, weight in enumerate(HOURS):
            yield [self._next(hour) for _place in range(round(self.count * weight / sum(HOURS)))]

    def _next(self, hour: int) -> Said:
        chance = self.chance
        at = self.begin + dt.timedelta(hours=hour, seconds=3599 * chance.random())
        language = "en" if chance.random() < ENGLISH else "zh"
        number, self.number = self.number, self.number + 1
        if chance.random() < ALONE:
            return Said(
                _made(
                    number, at, _joined([chance.choice(self.words[language]) for _word in range(8)], language), language
                )
            )
        # The sizes of topics follow a power law; all but the largest have a quarter of the day.
        topic = int(chance.paretovariate(0.7)) % 50_000
        topic += (hour // 6) * 50_000 if topic > 40 else 0
        known = self.said.setdefault(topic, [])
        if known and chance.random() < COPIES:
            original, title = chance.choice(known)
            return Said(_made(number, at, title, language), original)
        title = self._title(topic, language)
        if len(known) < 40:
            known.append((number, title))
        return Said(_made(number, at, title, language))

    def _title(self, topic: int, language: str) -> str:
        """Five of the topic's own seven words, and three of any."""
        own = random.Random(topic).sample(self.words[language], 7)  # noqa: S311 - a topic has the same words each time
        chosen = self.chance.sample(own, 5) + self.chance.sample(self.words[language], 3)
        self.chance.shuffle(chosen)
        return _joined(chosen, language)


def _joined(words: list[str], language: str) -> str:
    return "".join(words) if language == "zh" else " ".join(words)


def _made(number: int, at: dt.datetime, title: str, language: str) -> Item:
    address = f"https://outlet{number % 997}.example/{number}"
    return Item(title, address, at, summary="", excerpt="", language=language, text=title)
