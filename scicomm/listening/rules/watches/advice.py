"""Which words would make a watch quieter: what stands in what it finds, most of it in what it finds by mistake."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from scicomm.listening.rules.watches.items import Text
from scicomm.listening.rules.watches.wording import HAN, stem
from scicomm.search import analysis

_RUN = re.compile(f"[{HAN}]{{2,}}")
MOST = 8


def _words(text: Text) -> set[str]:
    """Content words of a text, Chinese ones by dictionary."""
    found = {word for word in text.surface if len(word) > 3 and not word.isdigit()}
    for run in _RUN.findall(text.packed):
        found.update(word for word in analysis.segment(run) if len(word) > 1)
    return found - analysis.STOP_WORDS


def words_to_exclude(found: Sequence[str], others: Iterable[str], asked: Iterable[str]) -> list[tuple[str, int]]:
    """Words that stand in a good part of what was found (not in most of it, that is its subject) and seldom elsewhere, with
    the number of finds that would go: [(word, finds)]. `asked` are the query's own words."""
    mine = [_words(Text(text)) for text in found]
    if len(mine) < 5:
        return []
    own = {stem(word) for phrase in asked for word in phrase.lower().split()}
    counts: Counter[str] = Counter(word for some in mine for word in some)
    elsewhere: Counter[str] = Counter(word for text in others for word in _words(Text(text)))
    rows = []
    for word, count in counts.items():
        share = count / len(mine)
        is_own = stem(word) in own or any(word in one or one in word for one in own)
        if count >= 3 and 0.08 <= share <= 0.5 and not is_own:
            rows.append((count / (1 + elsewhere[word]), word, count))
    rows.sort(key=lambda row: (-row[0], -row[2], row[1]))
    return [(word, count) for _weight, word, count in rows[:MOST]]
