"""The chaos in small: two runs of the loop with web and worker killed, so that the suite notices what `make chaos` would find."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.database import PROJECT


def test_two_runs_of_the_loop_survive_being_killed() -> None:
    """The whole of `make chaos` is 30 runs on each database; a failure here is repeated with the printed SEED."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos"],
        env={**os.environ, "RUNS": "2"}, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    assert "nothing lost, nothing twice" in done.stdout
