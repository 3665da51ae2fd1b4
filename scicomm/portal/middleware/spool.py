"""One line for each page served, into a file of this process and hour; counting them is a task of the worker.

Neither a network address nor a cookie is written. A reader is a keyed hash of address and browser; the key is random, changes at
midnight and is destroyed, so that nobody can be followed from one day to the next, or be found again from an address.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from scicomm.portal.actions import destroy_old_keys, usage_folder
from scicomm.portal.rules.usage import agent_line

log = logging.getLogger("scicomm.portal")

# How long a double click over midnight may take: so long the key of the day before is remembered.
OVERLAP = 30
_MOST_AGENTS = 4000


@dataclass(slots=True)
class _Open:
    """The file of this hour with the browsers named in it, and the keys of the day."""

    pid: int
    hour: str
    file: int
    key: bytes
    key_before: bytes
    until: float
    agents: dict[str, bytes] = field(default_factory=dict)


class UsageSpool:
    """Writes lines with O_APPEND: whole lines only, whatever happens to the process between two of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._now: _Open | None = None
        # The file before is closed one change later: a thread may still be writing its last line into it.
        self._last: _Open | None = None

    def write(self, rest: bytes, *, address: str, agent: str, now: float) -> None:
        """Note one page. A disk that refuses costs the count, never the page."""
        try:
            state = self._now
            if state is None or now >= state.until or state.pid != os.getpid():
                state = self._open(now)
            number = state.agents.get(agent) or self._named(state, agent)
            who = f"{address}\n{agent}".encode("utf-8", "replace")
            before = _reader(who, state.key_before) if state.key_before else b"-"
            os.write(state.file, b"%d %s %s %s%s" % (now, _reader(who, state.key), before, number, rest))
        except OSError as problem:
            log.warning("A page view could not be noted: %s", problem)

    def _named(self, state: _Open, agent: str) -> bytes:
        """The number of a browser in this file, which is told before its first line."""
        with self._lock:
            if agent in state.agents:
                return state.agents[agent]
            # Whoever sends another name each time does not fill the memory: names are told again.
            if len(state.agents) >= _MOST_AGENTS:
                state.agents = {}
            self._count += 1
            os.write(state.file, agent_line(self._count, agent))
            state.agents[agent] = b"%d" % self._count
            return state.agents[agent]

    def _open(self, now: float) -> _Open:
        """The file and keys of this moment; asked again each quarter of an hour, when a day may turn, and after the overlap."""
        with self._lock:
            state, pid = self._now, os.getpid()
            if state is not None and state.pid == pid and now < state.until:
                return state
            folder = usage_folder()
            folder.mkdir(parents=True, exist_ok=True)
            hour = time.strftime("%Y%m%d%H", time.gmtime(now))
            key, key_before, until = _keys(folder / "keys", now)
            destroy_old_keys(now)
            if state is not None and state.pid == pid and state.hour == hour:
                self._now = _Open(pid, hour, state.file, key, key_before, until, state.agents)
                return self._now
            self._close_last(pid)
            name = f"{hour}-{pid}-{uuid.uuid4().hex[:8]}.log"
            file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            self._last, self._now = state, _Open(pid, hour, file, key, key_before, until)
            return self._now

    def _close_last(self, pid: int) -> None:
        if self._last is not None and self._last.pid == pid:
            os.close(self._last.file)
        self._last = None

    def close(self) -> None:
        """Close the files: the next line opens another."""
        with self._lock:
            pid = os.getpid()
            self._close_last(pid)
            if self._now is not None and self._now.pid == pid:
                os.close(self._now.file)
            self._now = None


def _reader(who: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(who, digest_size=9, key=key).hexdigest().encode()


def _keys(folder: Path, now: float) -> tuple[bytes, bytes, float]:
    """The key of this day, that of the day before during its first seconds (else empty), and until when both hold."""
    today = time.localtime(now)
    since_midnight = today.tm_hour * 3600 + today.tm_min * 60 + today.tm_sec
    key = _kept_key(folder, time.strftime("%Y-%m-%d", today))
    quarter = (now // 900 + 1) * 900
    if since_midnight < OVERLAP:
        before = _old_key(folder / time.strftime("%Y-%m-%d", time.localtime(now - since_midnight - 3600)))
        return key, before, now // 1 + OVERLAP - since_midnight
    return key, b"", quarter


def _kept_key(folder: Path, day: str) -> bytes:
    """The random key that all processes of this machine share for a day; whoever is first makes it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / day
    if not path.exists():
        draft = folder / f".{uuid.uuid4().hex}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            # A link, unlike a rename, never takes the place of a key that another process made first.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def _old_key(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
