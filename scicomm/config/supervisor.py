"""Keeps a few child processes alive as one tree: starts, prefixes output, restarts, stops. Knows no Django.

Which children there are is decided by the command `up`.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TextIO

LIFELINE = Path(__file__).with_name("lifeline.py")
COLOURS = (36, 35, 33, 32, 34)  # ANSI foreground: cyan, magenta, yellow, green, blue
TICK_SECONDS = 0.5


@dataclass(frozen=True)
class ChildSpec:
    """One child: the name before its lines, its command, and what its environment has beyond ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Patience:
    """Seconds: first and longest wait before a restart, the life after which waits start over, the time to stop in."""

    first: float = 1.0
    longest: float = 30.0
    stable: float = 60.0
    grace: float = 10.0

    def wait(self, deaths: int) -> float:
        """The wait before the restart after so many deaths in a row (1, 2, ...); it doubles each time."""
        return min(self.longest, self.first * 2 ** min(deaths - 1, 30))


class AlreadyRunning(Exception):
    """Another supervisor holds the pid file; `pid` is its number, 0 when it could not be read."""

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self.pid = pid


@contextlib.contextmanager
def pid_file(path: Path) -> Iterator[None]:
    """Holds the pid file while the block runs. The lock counts, not the number: a killed supervisor leaves no lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            text = file.read().strip()
            raise AlreadyRunning(int(text) if text.isdigit() else 0) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            # Emptied, not removed: removing would let a third process lock a new file while a second holds the old one.
            file.truncate(0)


class Printer:
    """Writes whole lines, each after the name of who said it; colours only on a terminal that wants them."""

    def __init__(self, stream: TextIO | None = None, names: Sequence[str] = ()) -> None:
        self.stream = stream or sys.stdout
        self._width = max((len(name) for name in names), default=0)
        self._order = list(names)
        self._colour = self.stream.isatty() and not os.environ.get("NO_COLOR")

    def __call__(self, name: str, line: str) -> None:
        prefix = f"{name:<{self._width}} |"
        if self._colour and name in self._order:
            prefix = f"\x1b[{COLOURS[self._order.index(name) % len(COLOURS)]}m{prefix}\x1b[0m"
        # A closed terminal must not end the site.
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(f"{prefix} {line}\n")
            self.stream.flush()


class Child:
    """One child process over its lives."""

    def __init__(self, spec: ChildSpec, patience: Patience) -> None:
        self.spec = spec
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self.start_at = 0.0
        self._started = 0.0
        self._rest = b""

    def start(self) -> None:
        """Starts it in a session of its own, so that Ctrl-C reaches only us and its whole group can be killed later."""
        command = [sys.executable, "-I", str(LIFELINE), str(os.getpid()), *self.spec.command]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.spec.environment},
            start_new_session=True,
        )
        self._started = time.monotonic()
        os.set_blocking(self.output, False)

    @property
    def output(self) -> int:
        """The descriptor its output comes from."""
        if self.process is None or self.process.stdout is None:
            raise ValueError(f"{self.spec.name} is not running")
        return self.process.stdout.fileno()

    def lines(self) -> tuple[list[str], bool]:
        """The whole lines that have come, and whether more may come."""
        came, is_open = [self._rest], True
        # Not to the end of what there is: one that never falls silent must not keep us from the others.
        for _turn in range(64):
            try:
                piece = os.read(self.output, 65536)
            except BlockingIOError:
                break
            if not piece:
                is_open = False
                break
            came.append(piece)
        *whole, self._rest = b"".join(came).split(b"\n")
        if not is_open and self._rest:
            whole.append(self._rest)
            self._rest = b""
        return [line.decode("utf-8", "replace").rstrip("\r") for line in whole], is_open

    def signal(self, number: int, group: bool = False) -> None:
        """Sends a signal to the child, or to everything it has started too."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                (os.killpg if group else os.kill)(self.process.pid, number)

    def bury(self) -> int:
        """Clears up after its death, plans the next life, returns the exit code (negative: the signal)."""
        if self.process is None:
            raise ValueError(f"{self.spec.name} is not running")
        # What it has started and not taken along (granian's workers when granian is killed) would hold its port.
        self.signal(signal.SIGKILL, group=True)
        code = self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        self._rest = b""
        now = time.monotonic()
        self.deaths = 1 if now - self._started >= self.patience.stable else self.deaths + 1
        self.start_at = now + self.patience.wait(self.deaths)
        return code


class Supervisor:
    """Runs children until it is told to stop. `run` must be called in the main thread for signals to be heard."""

    def __init__(
        self, specs: Sequence[ChildSpec], say: Callable[[str, str], None], patience: Patience | None = None
    ) -> None:
        self.patience = patience or Patience()
        self.children = [Child(spec, self.patience) for spec in specs]
        self.say = say
        self._selector = selectors.DefaultSelector()
        self._stopping = False
        self._hurry = False
        self._wake_read, self._wake_write = os.pipe()
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)

    def stop(self) -> None:
        """Asks for a clean end; a second call for a quick one. Safe from a signal handler and from another thread."""
        self._hurry = self._stopping
        self._stopping = True
        self._wake()

    def run(self) -> None:
        """Starts all children and returns when it has been told to stop and all have ended."""
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        with self._signals():
            try:
                while not self._stopping:
                    self._start_due()
                    self._listen(self._time_to_next_start())
                    self._bury_dead()
            finally:
                self._stop_all()
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def asked(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        def child_ended(_number: int, _frame: FrameType | None) -> None:
            self._wake()

        wanted = {signal.SIGINT: asked, signal.SIGTERM: asked, signal.SIGHUP: asked, signal.SIGCHLD: child_ended}
        before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b".")

    def _start_due(self) -> None:
        for child in self.children:
            if child.process is None and time.monotonic() >= child.start_at:
                child.start()
                self._selector.register(child.output, selectors.EVENT_READ, child)

    def _time_to_next_start(self) -> float:
        waits = [child.start_at - time.monotonic() for child in self.children if child.process is None]
        return max(0.0, min([TICK_SECONDS, *waits]))

    def _listen(self, seconds: float) -> None:
        for key, _events in self._selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_read, 4096)
            else:
                self._pass_lines(key.data)

    def _pass_lines(self, child: Child) -> None:
        lines, is_open = child.lines()
        for line in lines:
            self.say(child.spec.name, line)
        if not is_open:
            with contextlib.suppress(KeyError):
                self._selector.unregister(child.output)

    def _bury_dead(self) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            self._pass_lines(child)
            with contextlib.suppress(KeyError):
                self._selector.unregister(child.output)
            code = child.bury()
            if not self._stopping:
                seconds = self.patience.wait(child.deaths)
                self.say(child.spec.name, f"ended ({_cause(code)}); starting again in {seconds:g} s")

    def _stop_all(self) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        limit = time.monotonic() + self.patience.grace
        while any(child.process for child in self.children) and time.monotonic() < limit and not self._hurry:
            self._listen(min(TICK_SECONDS, max(0.0, limit - time.monotonic())))
            self._bury_dead()
        for child in self.children:
            if child.process is not None:
                self.say(child.spec.name, "did not stop in time; killed")
                child.signal(signal.SIGKILL, group=True)
                child.process.wait()
        self._bury_dead()


def _cause(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
