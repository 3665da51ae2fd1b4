"""How fast one process finds what mentions speak of, among the titles, people, units and journals of a large house."""

from __future__ import annotations

import datetime as dt
import random
import time
from itertools import accumulate
from pathlib import Path
from typing import Any

import wordfreq

from scicomm.config.benchmarks.results import Result, benchmark
from scicomm.config.evaluations.link_sets import Known, Told
from scicomm.config.evaluations.links import links_of
from scicomm.listening.rules.dois import dois_in
from scicomm.listening.rules.main_link import Said

TITLES, PEOPLE, UNITS, JOURNALS = 50_000, 5_000, 300, 400
MENTIONS, PASSES = 2_000, 3
VOCABULARY = 30_000
# English words, or Chinese ones (of which a text of the same length has more): what a news item's text holds.
WORDS = {"en": 262, "zh": 330}
_FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
_GIVEN = "知远晓澜一舟清禾文博思齐若水明哲雨桐子墨景行怀瑾南星北辰云帆月白"
_LATIN = ["Zhao", "Qian", "Sun", "Li", "Zhou", "Wu", "Zheng", "Wang", "Chen", "Keller", "Novak", "Silva", "Tanaka"]


class Writer:
    """Words of a language as often as they are used, from a seed."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.rng = random.Random(17)  # noqa: S311 - the same texts each time
        # English words of letters only, Chinese words of Chinese letters only.
        words = [
            one
            for one in wordfreq.top_n_list(language, VOCABULARY)
            if one.isalpha() and one.isascii() == (language == "en")
        ]
        self._words, self._seldom = words, words[len(words) // 30 :]
        shares = wordfreq.get_frequency_dict(language)
        self._weights = list(accumulate(shares[word] for word in words))

    def text(self, count: int) -> str:
        words = self.rng.choices(self._words, cum_weights=self._weights, k=count)
        return self._joined([f"{word}{',' if at % 11 == 10 else ''}" for at, word in enumerate(words)])

    def title(self) -> str:
        """Half of its words are seldom, as in the titles of papers."""
        count = self.rng.randint(8, 14) if self.language == "en" else self.rng.randint(6, 10)
        usual = self.rng.choices(self._words, cum_weights=self._weights, k=count // 2)
        return self._joined(self.rng.sample(self._seldom, count - count // 2) + usual)

    def _joined(self, words: list[str]) -> str:
        return " ".join(words) if self.language == "en" else "".join(words).replace(",", "，")


def _person(rng: random.Random, number: int) -> dict[str, Any]:
    given = "".join(rng.sample(_GIVEN, 2))
    return {
        "id": f"p{number}", "unit": f"u{number % UNITS}", "family_name_zh": rng.choice(_FAMILIES), "given_name_zh": given,
        "family_name_en": rng.choice(_LATIN), "given_name_en": f"Given{number % 997}",
    }  # fmt: skip


def _known(
    writers: dict[str, Writer],
) -> tuple[Known, list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """A house: units, people, journals; papers with a title in each language."""
    rng = random.Random(5)  # noqa: S311 - the same house each time
    units = [
        {
            "id": f"u{n}",
            "name_zh": f"示范第{n}{rng.choice('湖冰海木火土')}研究所",
            "name_en": f"Model Institute {n} of {writers['en'].title()[:20]}",
        }
        for n in range(UNITS)
    ]
    people = [_person(rng, number) for number in range(PEOPLE)]
    journals = [{"id": f"j{n}", "title_zh": f"示范学报{n}", "title_en": f"Model Journal {n}"} for n in range(JOURNALS)]
    articles = [
        {
            "id": f"a{n}", "doi": f"10.5555/bench.{n}", "title_zh": writers["zh"].title(), "title_en": writers["en"].title(),
            "journal": f"j{n % JOURNALS}", "authors": [f"p{n % PEOPLE}"], "published": "2026-03-01",
        }
        for n in range(TITLES // 2)
    ]  # fmt: skip
    known = Known()
    lines = {unit["id"]: [unit["id"]] for unit in units}
    for kind, rows in (("unit", units), ("person", people), ("journal", journals), ("article", articles)):
        for number, row in enumerate(rows):
            known.add(kind, row, number, lines)
    known.close()
    return known, articles, people, units


def _mention(writer: Writer, number: int, articles: Any, people: Any, units: Any) -> Told:
    """A news item; every tenth tells a title of ours, another tenth a person with their unit, a few link a DOI."""
    language = writer.language
    text, wants = writer.text(WORDS[language]), {}
    title = writer.title()
    if number % 10 == 1:
        article = articles[number * 7 % len(articles)]
        wants[article["id"]] = "title"
        text = f"{text} “{article[f'title_{language}']}” {writer.text(20)}"
    elif number % 10 == 2:
        person = people[number * 13 % len(people)]
        unit = units[int(person["unit"][1:])]
        name = (
            f"{person['family_name_zh']}{person['given_name_zh']}"
            if language == "zh"
            else f"{person['given_name_en']} {person['family_name_en']}"
        )
        wants[unit["id"]] = "name"
        text = f"{text} {unit[f'name_{language}']} {name} {writer.text(20)}"
    elif number % 50 == 3:
        article = articles[number * 11 % len(articles)]
        wants[article["id"]] = "doi"
        text = f"{text} https://doi.org/{article['doi']} {writer.text(20)}"
    links = (f"https://news.example/{language}/{number}",)
    return Told(str(number), Said(title, f"{title}\n{text}", links, tuple(dois_in(text))), dt.date(2026, 3, 20), wants)


@benchmark("links", is_alone=True)
def links(home: Path) -> list[Result]:
    """English and Chinese news items against fifty thousand titles, five thousand people, their units and journals."""
    writers = {language: Writer(language) for language in WORDS}
    began = time.process_time()
    known, articles, people, units = _known(writers)
    built = time.process_time() - began
    results = [Result("links_build", round(built, 1), "s CPU", None, "", f"{TITLES:,} titles made and taken in")]
    for language, writer in writers.items():
        mentions = [_mention(writer, number, articles, people, units) for number in range(MENTIONS)]
        best, missed = 0.0, 0
        for _turn in range(PASSES):
            begun = time.process_time()
            found = [links_of(known, told) for told in mentions]
            best = max(best, MENTIONS / (time.process_time() - begun))
            missed = sum(
                target not in sure for told, (sure, _d) in zip(mentions, found, strict=True) for target in told.wants
            )
        size = (
            f"{TITLES:,} titles, {PEOPLE:,} people, {UNITS} units, {JOURNALS} journals; {WORDS[language]} words an item"
        )
        suffix = "" if language == "en" else "_zh"
        results += [
            Result(f"links_rate{suffix}", round(best), "mentions/s", 1000, "at_least", f"{size}, one process (its own time)"),
            Result(f"links_missed{suffix}", missed, "links", 0, "at_most", f"of those planted in {MENTIONS:,} items"),
        ]  # fmt: skip
    return results
