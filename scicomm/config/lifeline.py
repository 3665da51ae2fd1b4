"""Ties a child's life to its parent's: even a parent killed by SIGKILL leaves no orphan. Standard library only.

Run as `python -I lifeline.py PARENT_PID COMMAND...`. On Linux the kernel is asked to send SIGTERM when the parent dies
and this process becomes the command; elsewhere this process stays and watches. Who starts and restarts children stands
in supervisor.py.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
WATCH_SECONDS = 0.5


def die_with_parent(parent: int, with_signal: int = signal.SIGTERM) -> bool:
    """Asks the kernel to send `with_signal` when the parent is gone. False where it cannot (anything but Linux)."""
    if not sys.platform.startswith("linux"):
        return False
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, with_signal, 0, 0, 0) != 0:
        return False
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), with_signal)
    return True


def watch(parent: int, command: list[str]) -> int:
    """Runs the command beside us, passes SIGTERM and SIGINT on, and ends it when the parent is gone."""
    child = subprocess.Popen(command)  # noqa: S603 - the supervisor's own command

    def pass_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    while child.poll() is None:
        if os.getppid() != parent:
            child.terminate()
            return child.wait()
        time.sleep(WATCH_SECONDS)
    return child.returncode


def main() -> int:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if die_with_parent(parent):
        os.execvp(command[0], command)  # noqa: S606 - becomes the command
    return watch(parent, command)


if __name__ == "__main__":
    sys.exit(main())
