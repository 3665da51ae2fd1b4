"""Mentions as the reading stage leaves them, many at once, and topics made of them by the real stage."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from scicomm.listening.models import Mention, SourceClass, TopicLease
from scicomm.listening.tasks.topic_engine import Grouper
from scicomm.organisation.models import Unit

_count = itertools.count(1)

QUAKE = (
    "云溪县发生5.1级地震",
    "云溪地震：5.1级，无人员伤亡",
    "云溪5.1级地震后余震不断",
    "专家解读云溪5.1级地震",
    "云溪县地震救援进行中",
)
FISH = (
    "Blind cave fish sees with its skin, study finds",
    "Cave fish that sees with its skin",
    "A blind cave fish and its seeing skin",
    "How the blind cave fish sees without eyes",
    "Skin of blind cave fish senses light",
)


def said(unit: Unit, title: str, *, minutes_ago: float = 5, summary: str = "", **values: Any) -> Mention:
    """One mention that was read and waits for its topic (not stored yet)."""
    number, now = next(_count), timezone.now()
    language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in title) else "en"
    raw = {
        "url": f"https://paper{number % 7}.example/{number}",
        "url_hash": hashlib.sha256(f"topics-{number}".encode()).hexdigest(),
        "source": f"paper{number % 7}.example",
        "published_at": now - dt.timedelta(minutes=minutes_ago),
        "language": language,
        "source_class": SourceClass.NEWS,
        "read_at": now,
    }
    return Mention(**{"unit": unit, "title": title, "summary": summary, **raw, **values})


def store_said(mentions: Iterable[Mention]) -> list[Mention]:
    return Mention.objects.bulk_create(list(mentions))


def group_all(folder: Path, **values: Any) -> Grouper:
    """Run the stage until nothing waits, by an engine that knows only what is kept in the folder."""
    # An engine before this one in the same process has its lease for a while.
    TopicLease.objects.update(holder="")
    grouper = Grouper(folder / "state", **values)
    while grouper.run(60)[1]:
        pass
    return grouper
