"""The engine of topics in the memory of this worker: loaded, brought up to date by its journal, run over what waits, kept.

Only what was stored counts: the journal (`TopicStep`) says in which order the engine was fed. A worker that is killed at any
point loads the last file and replays what came after it; then the engine is the same as before, and so are the topics. Without a
file, or with one that is broken or of another history, the journal of the last days is replayed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from scicomm.core.progress import Fan, Progress, ProgressSink, RowProgress
from scicomm.listening import actions, queries
from scicomm.listening.actions import Copied, Event, Hold, LeaseLost
from scicomm.listening.models import TopicChange, TopicChangeKind, TopicStep
from scicomm.listening.queries import Waiting
from scicomm.listening.rules.topics import TopicEngine

log = logging.getLogger("scicomm.listening.topics")
Stored = TypeVar("Stored")
BATCH = 500
KEEP_SECONDS = 300.0
"""How often the state is written; where writing takes long, at most a thirtieth of the time goes into it."""
KEEP_ITEMS = 50_000
REPLAY = dt.timedelta(days=8)
"""So far back a state is built anew: a day more than the engine remembers a topic."""
FORM = b"scicomm-topics 2\n"
REPLAYED_AT_ONCE = 20
BUSY_WAITS = (0.2, 0.5, 1.0, 2.0)
"""Seconds between tries where the database is busy: what the engine learned is worth more than a little patience."""


class Keeper:
    """The file with the engine's state. It is written aside and then put in place, so that it is whole or the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, engine: TopicEngine, hold: Hold) -> None:
        digest = hashlib.sha256()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_suffix(f".{os.getpid()}.new")
        with aside.open("wb") as file:
            file.write(FORM + self._head(hold, "0" * 64))
            for line in engine.lines():
                digest.update(line)
                file.write(line)
            # As long as the one that stood in its place.
            file.seek(0)
            file.write(FORM + self._head(hold, digest.hexdigest()))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.path)

    @staticmethod
    def _head(hold: Hold, digest: str) -> bytes:
        return json.dumps({"step": hold.step, "mark": hold.mark, "digest": digest}).encode() + b"\n"

    def read(self) -> tuple[TopicEngine, int, str] | None:
        """The engine, the step and its mark; None where there is no file or it is broken."""
        try:
            with self.path.open("rb") as file:
                return self._read(file)
        except OSError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            log.warning("The state of the topics in %s cannot be read (%s); it is built anew", self.path, error)
            return None

    @staticmethod
    def _read(file: BinaryIO) -> tuple[TopicEngine, int, str]:
        if file.readline() != FORM:
            raise ValueError("not of this form")
        values, digest = json.loads(file.readline()), hashlib.sha256()

        def lines() -> Iterator[bytes]:
            for line in file:
                digest.update(line)
                yield line

        engine = TopicEngine.load(lines())
        if digest.hexdigest() != values["digest"]:
            raise ValueError("broken")
        return engine, int(values["step"]), str(values["mark"])


def when_free(store: Callable[[], Stored]) -> Stored:
    """Store, again while the database is busy: whoever writes all the time would else make us load the engine anew each time.

    Nothing was stored by a try that failed, and each compares the lease anew.
    """
    for seconds in BUSY_WAITS:
        try:
            return store()
        except OperationalError as error:
            log.info("The database is busy (%s); trying again in %s s", error, seconds)
            time.sleep(seconds)
    return store()


def holder_name() -> str:
    """This process, with a number of chance: a later process may have the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"[:120]


def _is_gone(holder: str) -> bool:
    """Whether a holder was a process of this machine that has ended. What is not known counts as alive."""
    host, _colon, rest = holder.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdigit() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


class Grouper:
    """Runs the engine. One object a process; `run` may be called as often as one likes."""

    def __init__(self, path: Path, *, batch: int = BATCH, keep_items: int = KEEP_ITEMS) -> None:
        self.keeper, self.batch, self.keep_items = Keeper(path), batch, keep_items
        self.holder = holder_name()
        self.engine: TopicEngine | None = None
        self.hold = Hold(self.holder)
        self._kept_at, self._keeping, self._since = time.monotonic(), 0.0, 0

    def run(self, seconds: float, *, progress: ProgressSink | None = None) -> tuple[int, bool]:
        """Work for so long; returns how many mentions found their topics, and whether more waits."""
        lease = actions.take_lease(self.holder, is_gone=_is_gone)
        if lease is None:
            return 0, False
        end, done = time.monotonic() + seconds, 0
        try:
            self._catch_up(lease, progress or Fan(RowProgress("listening.topics")))
            while (found := self._step()) is not None:
                done += found
                self._keep_when_due()
                if time.monotonic() >= end:
                    return done, True
        except LeaseLost as lost:
            log.info("Topics are grouped elsewhere: %s", lost)
            self.engine = None
            return done, False
        except BaseException:
            # What the engine learned is not stored: it is loaded again.
            self.engine = None
            raise
        return done, False

    def keep(self) -> None:
        """Write the state now, and forget what the journal need not hold any more."""
        if self.engine is None or not self.hold.step:
            return
        began = time.monotonic()
        self.keeper.write(self.engine, self.hold)
        self._kept_at = time.monotonic()
        self._keeping, self._since = self._kept_at - began, 0
        actions.forget_steps(before=self.hold.step, older_than=timezone.now() - REPLAY)

    def _keep_when_due(self) -> None:
        waited = time.monotonic() - self._kept_at
        if self._since and (waited >= KEEP_SECONDS or self._since >= self.keep_items) and waited >= 30 * self._keeping:
            self.keep()

    # ------------------------------------------------------------------ loading

    def _catch_up(self, lease: Hold, progress: ProgressSink) -> None:
        """The engine as the journal says it is at the lease's step."""
        if self.engine is None or not queries.is_step(self.hold.step, self.hold.mark):
            self.engine, self.hold = self._loaded()
        count = lease.step - self.hold.step
        if count:
            # One's own steps are never behind; this is a start, or another worker was at it.
            whole = self.hold.step == 0
            label = _("Topics are built anew from the last days") if whole else _("Topics are loaded")
            log.info("%s: %s steps", label, count)
            with progress.task(label, total=queries.steps_after(self.hold.step).count()) as bar:
                self._replay(bar)
        self.hold = lease

    def _loaded(self) -> tuple[TopicEngine, Hold]:
        found = self.keeper.read()
        if found and queries.is_step(found[1], found[2]):
            return found[0], Hold(self.holder, found[1], found[2])
        return TopicEngine(), Hold(self.holder)

    def _replay(self, bar: Progress) -> None:
        """Feed the engine the steps it does not know. A handful is read at once: while SQLite has a row to give still, the lease
        cannot be written after anybody else wrote anything, however often one tries."""
        engine, last = self._ready(), self.hold.step
        while steps := list(queries.steps_after(last)[:REPLAYED_AT_ONCE]):
            for step in steps:
                self._repeat(engine, step)
                bar.advance()
            last = steps[-1].number
            if when_free(lambda: actions.take_lease(self.holder, is_gone=_is_gone)) is None:
                raise LeaseLost("the lease ended while the journal was replayed")

    def _repeat(self, engine: TopicEngine, step: TopicStep) -> None:
        if step.kind == TopicStep.Kind.ADD:
            for item in queries.items_of(step.content["ids"]):
                engine.add(item)
        else:
            self._tell(engine, step.kind, step.content)
        engine.taken_changes()

    # ------------------------------------------------------------------ working

    def _step(self) -> int | None:
        """One change made by hand, or one batch of mentions; None when nothing waits."""
        change = queries.untold_change()
        if change is not None:
            self._tell_change(change)
            return 0
        waiting = queries.waiting_for_topics(self.batch)
        if not waiting:
            return None
        self._group(waiting)
        return len(waiting)

    def _group(self, waiting: Sequence[Waiting]) -> None:
        engine = self._ready()
        events: list[Event] = []
        added: list[int] = []
        here = {one.item.id for one in waiting}
        for one in waiting:
            if one.original and (one.original_is_grouped or (one.original in here and one.original < one.item.id)):
                events.append(Copied(one.item.id, one.original))
                continue
            placed = engine.add(one.item)
            # A merge or split that adding the item showed was before the item.
            events += [*engine.taken_changes(), placed]
            added.append(one.item.id)
        hold = self.hold
        self.hold = when_free(lambda: actions.store_step(hold, TopicStep.Kind.ADD, {"ids": added}, events=events))
        self._since += len(waiting)

    def _tell_change(self, change: TopicChange) -> None:
        """The engine learns what was done by hand."""
        kind, content = _for_engine(change)
        events = self._tell(self._ready(), kind, content)
        hold = self.hold
        self.hold = when_free(lambda: actions.store_step(hold, kind, content, events=events, change=change))
        self._since += 1

    @staticmethod
    def _tell(engine: TopicEngine, kind: str, content: dict[str, Any]) -> list[Event]:
        told: dict[str, Callable[[], None]] = {
            TopicStep.Kind.REGISTER: lambda: engine.register(
                content["key"], content["at"], content["title"], content["text"]
            ),
            TopicStep.Kind.MERGE: lambda: engine.merge(content["kept"], content["gone"]),
            TopicStep.Kind.SPLIT: lambda: engine.split(content["topic"], content["items"], content["new"]),
        }
        told[kind]()
        return [*engine.taken_changes()]

    def _ready(self) -> TopicEngine:
        if self.engine is None:
            raise LeaseLost("no engine is loaded")
        return self.engine


def _for_engine(change: TopicChange) -> tuple[str, dict[str, Any]]:
    """A change by hand in the engine's words: topics by the keys under which it knows them now."""
    key, other = change.topic.engine_key, change.other.engine_key if change.other else 0
    if change.kind == TopicChangeKind.MERGED:
        return TopicStep.Kind.MERGE, {"kept": key, "gone": other}
    if change.kind == TopicChangeKind.PARTED:
        return TopicStep.Kind.SPLIT, {"topic": key, "items": change.details["items"], "new": other}
    return TopicStep.Kind.REGISTER, change.details
