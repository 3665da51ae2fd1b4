"""Promise: `make chaos` knows the product of today; with nobody killed its runs come to their end and its checks hold."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.database import PROJECT


def test_the_chaos_runs_know_the_loop_and_what_must_hold_after_it() -> None:
    """Two runs, so that a second question is like one that is answered already."""
    asked = {
        "RUNS": "2",
        "PEOPLE": "1",
        "SEED": "1",
        "KILLS": "no",
        "NEW_READER_EVERY": "1",
        "PYTHONPATH": str(PROJECT),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.chaos"],
        env={**os.environ, **asked},
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "FAIL" not in done.stdout
    assert "nothing lost, nothing twice" in done.stdout
