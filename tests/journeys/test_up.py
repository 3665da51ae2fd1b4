"""Promises of `scicomm up` on a real site: what is killed comes back, a stop leaves nothing behind, a second one says so."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.database import PROJECT
from tests.live import Site


@pytest.fixture(scope="module")
def site(new_site: Callable[[], Site]) -> Iterator[Site]:
    """A site of its own, with as many processes as `make run` starts."""
    running = new_site()
    running.extra["SCICOMM_WEB_PROCESSES"] = "2"
    yield running.up()
    running.down()


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _runs(pid: int) -> bool:
    """Whether the process runs; a dead one that nobody has fetched yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _tree(pid: int) -> list[int]:
    """A process and everything that it has started."""
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(place.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(place.parent.name))
    found, waiting = [pid], [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return [one for one in found if _runs(one)]


def _children_named(site: Site, words: str) -> set[int]:
    assert site.process
    return {pid for pid in _tree(site.process.pid)[1:] if words in _command(pid)}


def _eventually(true: Callable[[], bool], seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return true()


def _another_up(site: Site, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scicomm.config.command_line", "up"]
    return subprocess.run(
        command, env={**site.environment(), "LC_ALL": "en_GB.UTF-8", **environment}, cwd=PROJECT,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def _first_page(site: Site) -> str:
    with urllib.request.urlopen(f"{site.address}/", timeout=10) as answer:
        assert answer.status == 200
        return str(answer.read().decode())


def test_the_first_page_answers(site: Site) -> None:
    assert "示范科学院" in _first_page(site)


def test_a_second_site_in_the_same_home_says_that_one_runs_already(site: Site) -> None:
    refused = _another_up(site)
    assert site.process
    assert refused.returncode == 1
    assert "runs already" in refused.stderr
    assert str(site.process.pid) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_in_use_is_said_with_a_way_out(site: Site, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = _another_up(site, SCICOMM_HOME=str(tmp_path), PORT=str(port))
    assert refused.returncode == 1
    assert f"Port {port} is in use" in refused.stderr
    assert f"PORT={port + 1}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_killed_worker_comes_back(site: Site) -> None:
    before = _children_named(site, "command_line worker")
    assert before
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert _eventually(lambda: bool(_children_named(site, "command_line worker") - before))
    assert _first_page(site)


def test_killed_web_processes_come_back(site: Site) -> None:
    before = _children_named(site, "granian")
    assert len(before) >= 3, "a parent and two that answer"
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert _eventually(lambda: len(_children_named(site, "granian") - before) >= 3)
    site.wait()
    assert "示范科学院" in _first_page(site)


def test_one_killed_web_process_is_replaced_by_its_parent(site: Site) -> None:
    family = _children_named(site, "granian")
    victim = max(family)
    os.kill(victim, signal.SIGKILL)
    assert _eventually(lambda: victim not in _children_named(site, "granian"))
    assert _eventually(lambda: len(_children_named(site, "granian")) >= len(family))
    assert family - {victim} <= _children_named(site, "granian"), "only the dead one was replaced"
    site.wait()


def test_the_tree_ends_with_nothing_left_and_begins_again(site: Site) -> None:
    assert site.process
    everyone = _tree(site.process.pid)
    assert len(everyone) >= 5
    assert site.down() == 0
    assert _eventually(lambda: not any(_runs(pid) for pid in everyone), seconds=5)
    site.up()
    assert "示范科学院" in _first_page(site)
