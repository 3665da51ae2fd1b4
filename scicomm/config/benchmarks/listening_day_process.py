"""Plays a day of listening on an empty home and prints the figures as JSON; run by the benchmark next door on its own.

This process stores and reads, as collecting and reading would; the worker is a process of its own, as the house starts one, so
that its memory is its own: it groups whatever waits and, each simulated hour, looks for bursts. A kill is SIGKILL at a moment of
chance.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django

AT_ONCE = 50
# A feed has some thirty entries; a longer transaction would only make the others wait.
PAUSE = 0.02
# Seconds between two feeds: the next one comes over the network. One who writes without any pause leaves SQLite to nobody else.
SOURCES = ("news", "news", "news", "science", "institution", "blog", "social", "own")


class Play:
    """One day: what was stored, who works, what was measured."""

    def __init__(self, items: int, kills: int) -> None:
        from django.conf import settings
        from django.utils import timezone

        from scicomm.listening.actions import add_feed
        from scicomm.organisation.models import Unit

        self.items = items
        self.folder = Path(settings.SCICOMM_HOME) / "topics"
        self.folder.mkdir(exist_ok=True)
        self.begin = timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=25)
        self.chance = random.Random(11)  # noqa: S311 - moments of kills, the same in each run
        self.goals = sorted(self.chance.sample(range(1, int(items * 0.95)), kills))
        self.feed = add_feed(
            unit=Unit.objects.get(depth=1), name="a day", acting_user=None, file_name="day.xml", content=b"<rss/>"
        )
        self.ids: list[int] = []
        self.seconds = {"storing": 0.0}
        self.memory: list[tuple[float, float]] = []
        self.worker: subprocess.Popen[bytes] | None = None

    def run(self) -> dict[str, Any]:
        from scicomm.config.benchmarks.listening_day_items import Day
        from scicomm.core.progress import TerminalProgress

        self._start()
        began = time.perf_counter()
        try:
            with TerminalProgress(sys.stderr).task("a day of listening", total=self.items) as bar:
                for hour, said in enumerate(Day(self.items, self.begin).hours()):
                    for start in range(0, len(said), AT_ONCE):
                        part = said[start : start + AT_ONCE]
                        self._store(part)
                        self._kill_when_due()
                        self._look()
                        bar.advance(len(part))
                        time.sleep(PAUSE)
                    (self.folder / "hour").write_text(str(hour + 1))
            self.seconds["playing"] = time.perf_counter() - began
            self._finish()
        finally:
            self._running.kill()
        return self._figures()

    def _store(self, said: list[Any]) -> None:
        """Store as from a feed, then what reading would say of each: that it was read, of what it is a copy, who speaks."""
        from django.utils import timezone

        from scicomm.core.rows import update_rows
        from scicomm.listening.actions import store_items

        began = time.perf_counter()
        stored = store_items(self.feed, [one.item for one in said]).stored
        self.seconds["storing"] += time.perf_counter() - began
        first = len(self.ids)
        self.ids += [mention.pk for mention in stored]
        if len(stored) != len(said):
            raise RuntimeError("an item was taken for known")
        copies, now = [], timezone.now()
        for place, (mention, one) in enumerate(zip(stored, said, strict=True)):
            mention.source_class = SOURCES[(first + place) % len(SOURCES)]
            if one.original is not None:
                mention.original_id = self.ids[one.original]
            mention.read_at = now
            copies.append(mention)
        update_rows(copies, ["source_class", "original", "read_at"])

    def _start(self) -> None:
        from scicomm.config.management.commands.up import WORKER_MEMORY

        command = [
            sys.executable,
            "-m",
            "scicomm.config.benchmarks.listening_day_process",
            "work",
            self.begin.isoformat(),
        ]
        self.worker = subprocess.Popen(command, env={**os.environ, **WORKER_MEMORY})

    def _kill_when_due(self) -> None:
        while self.goals and len(self.ids) >= self.goals[0]:
            self.goals.pop(0)
            time.sleep(self.chance.random() / 5)
            self._running.send_signal(signal.SIGKILL)
            self._running.wait()
            self._start()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self.worker is None:
            raise RuntimeError("no worker was started")
        return self.worker

    def _look(self) -> None:
        """How much memory the worker has, in MB, and how far the day is. Raises where it ended by itself."""
        if self._running.poll():
            raise RuntimeError(f"the worker ended with {self._running.returncode}")
        lines = Path(f"/proc/{self._running.pid}/status").read_text(encoding="ascii").splitlines()
        resident = next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
        self.memory.append((len(self.ids) / self.items, resident / 1024))

    def _finish(self) -> None:
        (self.folder / "over").touch()
        while self._running.poll() is None:
            self._look()
            time.sleep(0.2)
        if self._running.returncode:
            raise RuntimeError(f"the worker ended with {self._running.returncode} before the day was over")

    def _figures(self) -> dict[str, Any]:
        from scicomm.listening.models import Burst, HotTopic

        notes = [json.loads(line) for line in (self.folder / "work").read_text().splitlines()]
        lags = sorted(_lags())
        grouped, cpu = sum(note["items"] for note in notes), sum(note["cpu"] for note in notes)
        lost, twice = _checked(self.ids)
        return {
            "stored_rate": round(len(self.ids) / self.seconds["storing"], 1),
            "grouped_rate": round(grouped / cpu, 1) if cpu else 0.0,
            "played": round(self.seconds["playing"] / 60, 1),
            "lag_p50": round(lags[len(lags) // 2], 2),
            "lag_p99": round(lags[int(len(lags) * 0.99)], 2),
            "memory_quarter": round(max(size for share, size in self.memory if 0.15 <= share <= 0.3), 1),
            "memory_end": round(max(size for share, size in self.memory if share >= 0.9), 1),
            "lost": lost,
            "twice": twice,
            "topics": HotTopic.objects.count(),
            "bursts": Burst.objects.count(),
            "burst_pass": round(max((note["bursts"] for note in notes), default=0.0), 2),
        }


def _lags() -> list[float]:
    from scicomm.listening.models import Mention

    rows = Mention.objects.order_by().values_list("read_at", "grouped_at")
    return [(grouped - read).total_seconds() for read, grouped in rows if grouped and read]


def _checked(ids: list[int]) -> tuple[int, int]:
    """Items that are missing anywhere, and items that were fed or counted twice."""
    from django.db.models import Sum
    from django.utils import timezone

    from scicomm.listening.actions import fold_counts
    from scicomm.listening.models import HotTopic, Mention, StreamHour, TopicCount, TopicStep

    fed = Counter(pk for step in TopicStep.objects.filter(kind="add").iterator() for pk in step.content["ids"])
    copies = set(Mention.objects.filter(original__isnull=False).values_list("pk", flat=True))
    grouped = set(Mention.objects.filter(grouped_at__isnull=False).values_list("pk", flat=True))
    lost = len(set(ids) - grouped) + len(set(ids) - copies - fed.keys())
    twice = sum(fed.values()) - len(fed) + len(ids) - len(set(ids))
    placed = Mention.objects.filter(topic__isnull=False).count()
    free = Mention.objects.filter(original__isnull=True).exclude(source_class="own").count()
    stream = StreamHour.objects.aggregate(Sum("independent"))["independent__sum"] or 0
    # The hours are folded into days, and nothing is lost by it.
    fold_counts(now=timezone.now() + dt.timedelta(days=60))
    sums = [
        HotTopic.objects.aggregate(Sum("count"))["count__sum"],
        TopicCount.objects.aggregate(Sum("total"))["total__sum"],
    ]
    for found, wanted in ((stream, free), *((number or 0, placed) for number in sums)):
        lost, twice = lost + max(0, wanted - found), twice + max(0, found - wanted)
    return lost, twice


def work(begin: dt.datetime) -> None:
    """The worker: groups what waits, looks for bursts when an hour is over, until the day is over and nothing waits."""
    from django.conf import settings
    from django.db import OperationalError

    from scicomm.listening.actions import note_bursts
    from scicomm.listening.tasks.topic_engine import Grouper

    folder = Path(settings.SCICOMM_HOME) / "topics"
    grouper, hour = Grouper(folder / "state", keep_items=20_000), 0
    while True:
        over = (folder / "over").exists()
        cpu = time.process_time()
        try:
            done, more = grouper.run(2.0)
        except OperationalError:
            # A busy database: the worker of the house tries again too.
            continue
        cpu, bursts = time.process_time() - cpu, 0.0
        now = int((folder / "hour").read_text() or 0) if (folder / "hour").exists() else 0
        if now > hour and (not more or now > hour + 1):
            hour, began = now, time.perf_counter()
            note_bursts(now=begin + dt.timedelta(hours=hour))
            bursts = time.perf_counter() - began
        with (folder / "work").open("a", encoding="ascii") as file:
            file.write(json.dumps({"items": done, "cpu": cpu, "bursts": bursts}) + "\n")
        if over and not done and not more:
            return
        if not done:
            time.sleep(0.05)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "work":
        work(dt.datetime.fromisoformat(sys.argv[2]))
    else:
        print(json.dumps(Play(int(sys.argv[1]), int(sys.argv[2])).run()))
