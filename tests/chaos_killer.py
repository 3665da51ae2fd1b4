"""Who kills: SIGKILL for web and worker processes at random moments of their lives; what the site does then is not known here."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

from tests.live import Site

LOOK_SECONDS = 0.05
# A new process lives for a random part of this many starting times: some die while they start, most at work.
SHORTEST, LONGEST = 0.2, 5.0


def _children() -> dict[int, list[int]]:
    """Every process of the machine under its parent."""
    found: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = place.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                found.setdefault(int(parent), []).append(int(place.parent.name))
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def victims(supervisor: int) -> dict[int, str]:
    """The processes under a supervisor that may be killed: its worker, its web server, the web server's own processes."""
    children, found = _children(), {}
    for pid in children.get(supervisor, []):
        if "granian" in _command(pid):
            found[pid] = "web server"
            found |= {one: "web process" for one in children.get(pid, []) if "granian" in _command(one)}
        else:
            found[pid] = "worker"
    return found


class Killer(threading.Thread):
    """Gives each process of the site a random life and ends it by SIGKILL; `kills` counts by kind.

    Lives are measured in starting times of a process on this machine (`start_seconds`, kept fresh by the driver), so that a
    busy machine is not killed before it has done anything. `soon` asks for a kill beside: within half a second, while what was
    just asked of the site is being done.
    """

    def __init__(self, site: Site, seed: int, start_seconds: float) -> None:
        super().__init__(name="killer", daemon=True)
        assert site.process is not None
        self.supervisor = site.process.pid
        self.start_seconds = start_seconds
        self.kills: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._ends: dict[int, float] = {}
        self._wanted: list[float] = []
        self._end = threading.Event()

    def took(self, seconds: float) -> None:
        """A command ran to its end in that time, most of which is starting."""
        self.start_seconds = 0.7 * self.start_seconds + 0.3 * seconds

    def soon(self, seconds: float) -> None:
        """Kill somebody in that many seconds."""
        self._wanted.append(time.monotonic() + seconds)

    def stop(self) -> None:
        self._end.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        while not self._end.wait(LOOK_SECONDS):
            now, living = time.monotonic(), victims(self.supervisor)
            self._ends = {pid: end for pid, end in self._ends.items() if pid in living}
            for pid in living:
                life = self._random.uniform(SHORTEST, LONGEST) * self.start_seconds
                self._ends.setdefault(pid, now + life)
            due = [at for at in self._wanted if at <= now]
            for at in due:
                self._wanted.remove(at)
                if living:
                    self._ends[self._random.choice(sorted(living))] = now
            for pid, kind in living.items():
                if now >= self._ends[pid]:
                    self._kill(pid, kind)

    def _kill(self, pid: int, kind: str) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.kills[kind] += 1
