"""Promises of config/supervisor.py: a dead child comes back, a stop is clean, nothing survives us. Real processes."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scicomm.config import lifeline
from scicomm.config.supervisor import AlreadyRunning, ChildSpec, Patience, Printer, Supervisor, pid_file

QUICK = Patience(first=0.01, longest=0.05, stable=60, grace=5)
SLEEPER = "import os, time; print('up', os.getpid(), flush=True); time.sleep(60)"
STUBBORN = (
    "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('up', os.getpid(), flush=True); time.sleep(60)"
)


def python(name: str, code: str) -> ChildSpec:
    return ChildSpec(name, [sys.executable, "-I", "-S", "-c", code])


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody has fetched yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def eventually(true: Callable[[], bool], seconds: float = 10) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        os.sched_yield()
    return true()


class Listener:
    """Hears the lines and lets the test answer them, in the supervisor's own loop."""

    def __init__(self, answer: Callable[[str, str], None] = lambda name, line: None) -> None:
        self.heard: list[tuple[str, str]] = []
        self.answer = answer

    def __call__(self, name: str, line: str) -> None:
        self.heard.append((name, line))
        self.answer(name, line)

    def lines(self, name: str) -> list[str]:
        return [line for who, line in self.heard if who == name]


def run(specs: list[ChildSpec], answer: Callable[[Supervisor, str, str], None], patience: Patience = QUICK) -> Listener:
    listener = Listener(lambda name, line: answer(tree, name, line))
    tree = Supervisor(specs, listener, patience)
    tree.run()
    return listener


def test_every_child_is_started_and_its_lines_carry_its_name() -> None:
    seen: set[str] = set()

    def answer(tree: Supervisor, name: str, line: str) -> None:
        seen.add(name)
        if len(seen) == 2:
            tree.stop()

    listener = run([python("web", SLEEPER), python("worker", SLEEPER)], answer)
    assert listener.lines("web")[0].startswith("up ")
    assert listener.lines("worker")[0].startswith("up ")


def test_a_child_that_ends_is_started_again() -> None:
    lives = 0

    def answer(tree: Supervisor, name: str, line: str) -> None:
        nonlocal lives
        lives += line == "alive"
        if lives == 3:
            tree.stop()

    listener = run([python("web", "print('alive', flush=True); raise SystemExit(3)")], answer)
    assert "ended (exit code 3); starting again in 0.01 s" in listener.lines("web")
    assert "ended (exit code 3); starting again in 0.02 s" in listener.lines("web")


def test_a_child_killed_from_outside_is_started_again() -> None:
    pids: list[int] = []

    def answer(tree: Supervisor, name: str, line: str) -> None:
        if line.startswith("up "):
            pids.append(int(line.split()[1]))
            if len(pids) == 1:
                os.kill(pids[0], signal.SIGKILL)
            else:
                tree.stop()

    listener = run([python("web", SLEEPER)], answer)
    assert any("killed by SIGKILL" in line for line in listener.lines("web"))
    assert len(set(pids)) == 2
    assert not any(is_alive(pid) for pid in pids)


def test_what_a_killed_child_had_started_does_not_survive_it() -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-I', '-S', '-c', {SLEEPER!r}]).wait()"
    grandchildren: list[int] = []
    stages: list[bool] = []

    def answer(tree: Supervisor, name: str, line: str) -> None:
        if not line.startswith("up "):
            return
        grandchildren.append(int(line.split()[1]))
        if len(grandchildren) == 1:
            tree.children[0].signal(signal.SIGKILL)
        else:
            stages.append(eventually(lambda: not is_alive(grandchildren[0])))
            tree.stop()

    run([python("web", code)], answer)
    assert stages == [True]
    assert eventually(lambda: not is_alive(grandchildren[1]))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_tree_cleanly(number: signal.Signals) -> None:
    code = (
        "import os, signal, sys, time;"
        # os.write, because a print may be interrupted by the very signal that prints again.
        "signal.signal(signal.SIGTERM, lambda *a: sys.exit(os.write(1, b'tidied\\n') and 0));"
        "print('up', flush=True); time.sleep(60)"
    )

    def answer(tree: Supervisor, name: str, line: str) -> None:
        if line == "up":
            os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    listener = run([python("web", code)], answer)
    assert listener.lines("web") == ["up", "tidied"]
    assert signal.getsignal(number) is before


def test_a_child_that_will_not_stop_is_killed_after_the_grace() -> None:
    pids: list[int] = []

    def answer(tree: Supervisor, name: str, line: str) -> None:
        if line.startswith("up "):
            pids.append(int(line.split()[1]))
            tree.stop()

    listener = run([python("web", STUBBORN)], answer, Patience(grace=0.1))
    assert listener.lines("web")[-1] == "did not stop in time; killed"
    assert not is_alive(pids[0])


def test_a_second_ctrl_c_does_not_wait() -> None:
    def answer(tree: Supervisor, name: str, line: str) -> None:
        if line.startswith("up "):
            tree.stop()
            tree.stop()

    began = time.monotonic()
    run([python("web", STUBBORN)], answer, Patience(grace=60))
    assert time.monotonic() - began < 30


def test_children_die_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys; from scicomm.config.supervisor import *\n"
        f"Supervisor([ChildSpec('web', [sys.executable, '-I', '-S', '-c', {SLEEPER!r}])], Printer()).run()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as tree:
        assert tree.stdout is not None
        child = int(tree.stdout.readline().split()[-1])
        assert is_alive(child)
        tree.kill()
        tree.wait()
        assert eventually(lambda: not is_alive(child))


def test_where_the_kernel_cannot_help_the_lifeline_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifeline, "WATCH_SECONDS", 0.01)
    command = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"]
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        not_our_parent = os.getppid() + 1
        assert lifeline.watch(not_our_parent, command) == -signal.SIGTERM
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_waits_double_up_to_a_limit() -> None:
    patience = Patience(first=1, longest=30)
    assert [patience.wait(deaths) for deaths in (1, 2, 3, 5, 6, 1000)] == [1, 2, 4, 16, 30, 30]


def test_the_wait_starts_over_after_a_stable_life() -> None:
    lives = 0

    def answer(tree: Supervisor, name: str, line: str) -> None:
        nonlocal lives
        lives += line == "alive"
        if lives == 3:
            tree.stop()

    stable = Patience(first=0.01, longest=5, stable=0)
    listener = run([python("web", "print('alive', flush=True)")], answer, stable)
    waits = [line for line in listener.lines("web") if line.startswith("ended")]
    assert set(waits) == {"ended (exit code 0); starting again in 0.01 s"}


def test_output_without_a_line_end_and_broken_text_are_shown() -> None:
    def answer(tree: Supervisor, name: str, line: str) -> None:
        if line.startswith("ended"):
            tree.stop()

    listener = run([python("web", "import os; os.write(1, b'half \\xff\\n' + '科传'.encode())")], answer)
    assert listener.lines("web")[:2] == ["half \ufffd", "科传"]


def test_a_second_supervisor_of_the_same_home_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "home" / "up.pid"
    with pid_file(path), pytest.raises(AlreadyRunning) as refused, pid_file(path):
        pass
    assert refused.value.pid == os.getpid()
    with pid_file(path):
        pass


def test_a_pid_file_left_by_a_killed_supervisor_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "up.pid"
    path.write_text(f"{os.getpid()}\n")
    with pid_file(path):
        assert path.read_text() == f"{os.getpid()}\n"


def test_colours_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    plain, bright = io.StringIO(), Terminal()
    Printer(plain, ["web", "worker"])("web", "hello")
    Printer(bright, ["web", "worker"])("web", "hello")
    assert plain.getvalue() == "web    | hello\n"
    assert "\x1b[36m" in bright.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    quiet = Terminal()
    Printer(quiet, ["web"])("web", "hello")
    assert "\x1b" not in quiet.getvalue()


def test_a_closed_terminal_does_not_end_the_site() -> None:
    with Path(os.devnull).open("w", encoding="utf-8") as stream:
        printer = Printer(stream)
    printer("web", "hello")
