"""Measures the engine of topics on any labelled stream, in order, by BCubed (Bagga and Baldwin 1998; Amigó et al. 2009).

Nothing is looked up beforehand: an item is placed when it comes; merges and splits that the engine tells later are followed, as
the house follows them.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from scicomm.listening.rules.topics import Merge, TopicEngine, TopicItem
from scicomm.search.judged import BadSet


@dataclass(frozen=True)
class Labelled:
    """One item of a stream with the topic that a person gave it."""

    at: float
    title: str
    text: str
    label: str


@dataclass(frozen=True)
class TopicFigures:
    """BCubed precision, recall and F of the final topics; how many there are and should be; items a second."""

    items: int
    labels: int
    topics: int
    precision: float
    recall: float
    f: float
    merges: int
    splits: int
    items_a_second: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_stream(path: Path) -> list[Labelled]:
    """Lines of id, time (seconds, milliseconds or ISO 8601), text or title (or both), label; in the order in which they came.

    Raises BadSet with the line for what cannot be read.
    """
    found = []
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    found.append(_labelled(line, number))
    except OSError as error:
        raise BadSet(_("%(file)s cannot be read: %(reason)s") % {"file": path, "reason": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise BadSet(_("%(file)s is not in UTF-8.") % {"file": path}) from error
    if not found:
        raise BadSet(_("%(file)s holds no items.") % {"file": path})
    return found


def _labelled(line: str, number: int) -> Labelled:
    try:
        row = json.loads(line)
        title, text = str(row.get("title") or ""), str(row.get("text") or "")
        if not title:
            title, text = text, ""
        return Labelled(_seconds(row.get("time", number)), title, text, str(row["label"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSet(
            _("Line %(number)s: wanted are id, time, text and label as JSON (%(reason)s).")
            % {"number": number, "reason": error}
        ) from error


def _seconds(written: Any) -> float:
    if isinstance(written, str):
        moment = parse_datetime(written)
        if moment is not None:
            return moment.timestamp()
    seconds = float(written)
    # Nobody means the year 5138: so large a number counts milliseconds.
    return seconds / 1000 if seconds > 1e11 else seconds


def topics_of(
    stream: Sequence[Labelled], advance: Callable[[int], object] = lambda count: None
) -> tuple[list[int], int, int]:
    """The topic of each item when all have come, with the numbers of merges and splits."""
    engine = TopicEngine()
    where: list[int] = []
    into: dict[int, int] = {}
    merges = splits = 0

    def follow() -> None:
        nonlocal merges, splits
        for change in engine.taken_changes():
            if isinstance(change, Merge):
                merges += 1
                into[change.gone] = change.kept
            else:
                splits += 1
                for item in change.items:
                    where[item - 1] = change.new

    for number, item in enumerate(stream, 1):
        placed = engine.add(TopicItem(number, item.at, item.title, item.text))
        where.append(placed.topic)
        follow()
        advance(1)
    engine.settle()
    follow()
    return [_end(topic, into) for topic in where], merges, splits


def _end(topic: int, into: dict[int, int]) -> int:
    while topic in into:
        topic = into[topic]
    return topic


def evaluate(stream: Sequence[Labelled], advance: Callable[[int], object] = lambda count: None) -> TopicFigures:
    """Run the engine over a stream and compare with the labels."""
    TopicEngine().add(TopicItem(1, 0.0, "dictionaries are read once: 词典"))
    began = time.perf_counter()
    found, merges, splits = topics_of(stream, advance)
    seconds = time.perf_counter() - began
    labels = [item.label for item in stream]
    precision, recall = bcubed(found, labels)
    return TopicFigures(
        items=len(stream),
        labels=len(set(labels)),
        topics=len(set(found)),
        precision=precision,
        recall=recall,
        f=2 * precision * recall / (precision + recall),
        merges=merges,
        splits=splits,
        items_a_second=len(stream) / seconds,
    )


def bcubed(found: Sequence[object], labels: Sequence[object]) -> tuple[float, float]:
    """Precision and recall averaged over items: the share of an item's topic that has its label, and the other way round."""
    together = Counter(zip(found, labels, strict=True))
    topics, groups = Counter(found), Counter(labels)
    precision = sum(count * count / topics[topic] for (topic, _label), count in together.items()) / len(labels)
    recall = sum(count * count / groups[label] for (_topic, label), count in together.items()) / len(labels)
    return precision, recall
