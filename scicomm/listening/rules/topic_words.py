"""What a topic is called and which words come back in it, from the titles of its reports; no database."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WORDS = 12
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z][A-Za-z'’-]+")
_SMALL_WORDS = (
    "a about after again all also an and are as at be been but by can could did do does for from had has have he "
    "her here his how i if in into is it its just may might more most new no not now of on one or our out over said "
    "say says she should so some than that the their them then there these they this those to too up us very was we "
    "were what when where which who why will with would you your study scientists researchers research report news "
    "video "
    "我们 你们 他们 一个 一种 这个 那个 什么 怎么 如何 为什么 可以 可能 已经 没有 不是 就是 还是 以及 或者 "
    "因为 所以 但是 如果 对于 关于 进行 表示 认为 指出 通过 成为 其中 之后 之前 目前 今天 昨天 今年 去年 "
    "最新 首次 发现 研究 专家 记者 报道 消息 新闻 回应 到底 真的 有关 相关 方面 问题 情况 这些 那些 自己 "
    "起来 出来 多少 哪些 是否 不会 不能 "
)
_SMALL = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True)
class Title:
    """The title of a report, its language as `Script` writes it, and whether it is one of several copies."""

    text: str
    language: str
    is_copy: bool = False


@dataclass(frozen=True)
class Description:
    """The most central title in each language, and the words that most reports share, with how many."""

    title_zh: str = ""
    title_en: str = ""
    words: tuple[tuple[str, int], ...] = ()


def words_of(text: str) -> list[str]:
    """The words of a title that say what it is about, in the order in which they stand; Latin ones in small letters."""
    import rjieba  # reads its dictionary when it is imported: only who needs it waits for that

    found = []
    for run in _RUN.findall(text):
        parts = [run.lower().replace("’", "'")] if _LATIN.fullmatch(run) else rjieba.cut(run)
        found += [part for part in parts if len(part) > 1 and part not in _SMALL]
    return found


def describe(titles: Sequence[Title]) -> Description:
    """What a topic is called: in each language the title that shares most with all others. The first of equal ones wins.

    Copies say nothing new, so they count only where there is nothing else.
    """
    told = [title for title in titles if not title.is_copy] or list(titles)
    split = [(title, list(dict.fromkeys(words_of(title.text)))) for title in told]
    shared = Counter(word for _title, words in split for word in words)
    central = {}
    for language in ("zh", "en", "other"):
        own = [(title.text, words) for title, words in split if title.language == language]
        if own:
            central[language] = max(own, key=lambda one: _centrality(one[1], shared))[0]
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], -len(pair[0]), pair[0]))
    kept = tuple((word, number) for word, number in ranked if number > 1 or len(told) < 3)[:MOST_WORDS]
    return Description(central.get("zh", ""), central.get("en", "") or central.get("other", ""), kept)


def _centrality(words: Sequence[str], shared: Counter[str]) -> float:
    """Cosine of a title with the sum of all titles, but for the length that all share."""
    return sum(shared[word] for word in words) / math.sqrt(len(words) + 2) if words else 0.0
