"""How long work shows how far it is: one object that feeds a terminal bar, a live page bar, or both.

    with progress.task(_("Reading articles"), total=n) as bar:
        for path in bar.track(paths):
            ...

The row for the page is in core/models/progress.py; how the page draws it is the business of the page.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeVar

from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from scicomm.core.models.progress import ProgressRow, ProgressState

Item = TypeVar("Item")
Clock = Callable[[], float]

REDRAW_SECONDS = 0.1
LINE_SECONDS = 10.0
STORE_SECONDS = 0.5
BAR_CELLS = 24


def terminal_language() -> str:
    """The language for people at the terminal, from their locale; the web has its own way."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh-hans" if value.lower().startswith("zh") else "en"
    return "en"


class Progress:
    """One running piece of work: what a `with progress.task(...)` block holds."""

    def __init__(self, sink: ProgressSink, label: str, total: int | None, done: int, clock: Clock) -> None:
        self.label = label
        self.total = total
        self.done = done
        self.message = ""
        self._clock = clock
        self._sink = sink
        self._began_at = clock()
        self._began_with = done

    def advance(self, step: int = 1, message: str = "") -> None:
        """Says that `step` more are done, and what is being done now."""
        self.done += step
        self.message = message or self.message
        self._sink.show(self)

    def track(self, items: Iterable[Item]) -> Iterator[Item]:
        """Passes the items through and advances by one after each."""
        for item in items:
            yield item
            self.advance()

    def beat(self, message: str = "") -> None:
        """A sign of life without an advance, for a step that takes longer than a minute."""
        self.advance(0, message)

    @property
    def elapsed(self) -> float:
        """Seconds since the start of this run."""
        return self._clock() - self._began_at

    @property
    def rate(self) -> float:
        """Items a second in this run; what an earlier run had done does not count."""
        return (self.done - self._began_with) / self.elapsed if self.elapsed > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        if self.total is None or self.rate <= 0:
            return None
        return max(0, self.total - self.done) / self.rate


class ProgressSink(ABC):
    """Something that shows progress. Give one of these to whatever takes long."""

    clock: Clock = staticmethod(time.monotonic)

    @abstractmethod
    def begin(self, work: Progress) -> None:
        """The work starts."""

    @abstractmethod
    def show(self, work: Progress) -> None:
        """The work has moved; a sink that is dear to draw leaves most of these out."""

    @abstractmethod
    def end(self, work: Progress, state: ProgressState) -> None:
        """The work is over; always drawn."""

    @contextmanager
    def task(self, label: object, total: int | None = None, *, done: int = 0) -> Iterator[Progress]:
        """Runs a block as one piece of work. `done` is what an earlier run has done already.

        An error ends it as failed, with its words as the message, and goes on upwards; Ctrl-C ends it as stopped.
        """
        work = Progress(self, str(label), total, done, self.clock)
        self.begin(work)
        try:
            yield work
        except Exception as error:
            work.message = str(error) or type(error).__name__
            self.end(work, ProgressState.FAILED)
            raise
        except BaseException:
            self.end(work, ProgressState.STOPPED)
            raise
        self.end(work, ProgressState.DONE)


class Fan(ProgressSink):
    """Feeds several sinks at once; with none it is silence."""

    def __init__(self, *sinks: ProgressSink) -> None:
        self.sinks = sinks

    def begin(self, work: Progress) -> None:
        for sink in self.sinks:
            sink.begin(work)

    def show(self, work: Progress) -> None:
        for sink in self.sinks:
            sink.show(work)

    def end(self, work: Progress, state: ProgressState) -> None:
        for sink in self.sinks:
            sink.end(work, state)


class RowProgress(ProgressSink):
    """Stores progress in a `ProgressRow`, at most twice a second, so that any page can show it.

    Advance outside of one long transaction: a row written inside it is seen by nobody until its end.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self._stored_at = 0.0

    def begin(self, work: Progress) -> None:
        now = timezone.now()
        self._stored_at = self.clock()
        values = {"label": work.label[:200], "done": work.done, "total": work.total, "message": ""}
        values |= {"state": ProgressState.RUNNING, "started_at": now, "updated_at": now}
        ProgressRow.objects.update_or_create(key=self.key, defaults=values)

    def show(self, work: Progress) -> None:
        if self.clock() - self._stored_at >= STORE_SECONDS:
            self._store(work, ProgressState.RUNNING)

    def end(self, work: Progress, state: ProgressState) -> None:
        self._store(work, state)

    def _store(self, work: Progress, state: ProgressState) -> None:
        self._stored_at = self.clock()
        ProgressRow.objects.filter(key=self.key).update(
            done=work.done, total=work.total, state=state, message=work.message[:500], updated_at=timezone.now()
        )


class TerminalProgress(ProgressSink):
    """A bar with count, rate and time left; plain lines, a few a minute, where the output is not a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self._live = self.stream.isatty()
        self._drawn_at = 0.0

    def begin(self, work: Progress) -> None:
        self._drawn_at = self.clock()
        self._write(_line(work) if self._live else work.label)

    def show(self, work: Progress) -> None:
        if self.clock() - self._drawn_at >= (REDRAW_SECONDS if self._live else LINE_SECONDS):
            self._drawn_at = self.clock()
            self._write(_line(work) if self._live else _figures(work))

    def end(self, work: Progress, state: ProgressState) -> None:
        with translation.override(terminal_language()):
            words = [_figures(work), str(state.label)]
            if state != ProgressState.DONE and work.message:
                words.append(work.message)
        self._write("  ".join(words), last=True)

    def _write(self, text: str, last: bool = False) -> None:
        if self._live:
            columns = shutil.get_terminal_size((80, 24)).columns
            self.stream.write(f"\r{_cut(text, columns - 1)}\x1b[K" + ("\n" if last else ""))
        else:
            self.stream.write(f"{text}\n")
        self.stream.flush()


def _line(work: Progress) -> str:
    """The whole line of the live bar: label, cells, figures and what is being done now."""
    cells = ""
    if work.total:
        filled = min(BAR_CELLS, BAR_CELLS * work.done // work.total)
        cells = f"  [{'#' * filled}{'.' * (BAR_CELLS - filled)}]"
    return f"{work.label}{cells}{_figures(work)[len(work.label) :]}  {work.message}".rstrip()


def _figures(work: Progress) -> str:
    """Label, count, rate and time left (or taken) in the language of the terminal."""
    with translation.override(terminal_language()):
        count = number_format(work.done, force_grouping=True)
        if work.total is not None:
            count = f"{count}/{number_format(work.total, force_grouping=True)}"
        parts = [work.label, count]
        if work.rate > 0:
            rate = number_format(work.rate, 1 if work.rate < 100 else 0, force_grouping=True)
            parts.append(_("%(rate)s a second") % {"rate": rate})
        left = work.seconds_left
        if left is not None and work.total is not None and work.done < work.total:
            parts.append(_("%(time)s left") % {"time": _clock_time(left)})
        elif work.elapsed >= 1:
            parts.append(_clock_time(work.elapsed))
    return "  ".join(parts)


def _clock_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _cut(text: str, columns: int) -> str:
    """The text cut to a width of terminal columns; a Chinese character takes two."""
    used = 0
    for at, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > columns:
            return text[:at]
    return text
