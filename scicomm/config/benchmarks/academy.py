"""The seeded academy that benchmarks run on: built once in a folder of its own, copied for each benchmark."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment of a process that works on that home; the caller's database setting is not inherited."""
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "PORT"}}
    return {**kept, "SCICOMM_HOME": str(home), "DJANGO_SETTINGS_MODULE": "scicomm.config.settings", **extra}


def scicomm(home: Path, *arguments: str, **extra: str) -> str:
    """Run one verb on a home and return what it printed."""
    command = [sys.executable, "-m", "scicomm.config.command_line", *arguments]
    done = subprocess.run(
        command, env=environment(home, **extra), cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"scicomm {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def seeded(folder: Path) -> Path:
    """A home with the whole demonstration academy; kept between runs."""
    home = folder / "academy"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        scicomm(home, "migrate", "--verbosity", "0")
        scicomm(home, "seed")
        (home / "complete").touch()
    return home


def copied(home: Path, target: Path) -> Path:
    """A copy that a benchmark may change."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home, target)
    return target


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(home: Path) -> Iterator[str]:
    """`scicomm up` on a home; gives the address and stops the whole tree at the end."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "scicomm.config.command_line", "up"],
        env=environment(home, PORT=str(port), SCICOMM_LOG_LEVEL="ERROR"),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait_for(address: str) -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(f"{address}/robots.txt", timeout=2).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} did not answer within thirty seconds")
