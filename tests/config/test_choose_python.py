"""Which Python `.venv` is made with, among those of a machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = PROJECT / "scicomm" / "config" / "choose_python.sh"
PLACES = ("python3", "/usr/bin/python3", "python3.13")


def _chosen(folder: Path, environment: str = "none/bin/python") -> str:
    """What the script chooses when `folder` holds all Pythons; names with a folder are looked for there too."""
    script = folder / "choose.sh"
    script.write_text(SCRIPT.read_text(encoding="utf-8").replace("/usr/bin/python3", f"{folder}/usr/bin/python3"))
    done = subprocess.run(
        ["/bin/sh", str(script), environment],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    return done.stdout.strip().removeprefix(str(folder))


def _python(folder: Path, name: str, answer: str) -> None:
    """A Python that answers as if it were of that kind."""
    path = folder / name.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(0o755)


OPTIMISED, PLAIN, OLD, BROKEN = "echo 2", "echo 1", "echo 0", "exit 1"


@pytest.mark.parametrize(
    ("answers", "chosen"),
    [
        ((PLAIN, OPTIMISED, PLAIN), "/usr/bin/python3"),
        ((OPTIMISED, OPTIMISED, PLAIN), "python3"),
        ((PLAIN, PLAIN, PLAIN), "python3"),
        ((OLD, BROKEN, PLAIN), "python3.13"),
        ((BROKEN, OLD, OPTIMISED), "python3.13"),
        ((OLD, OLD, BROKEN), ""),
    ],
)
def test_the_first_optimised_one_else_the_first_new_enough(
    tmp_path: Path, answers: tuple[str, ...], chosen: str
) -> None:
    for place, answer in zip(PLACES, answers, strict=True):
        _python(tmp_path, place, answer)
    assert _chosen(tmp_path) == chosen


def test_what_the_environment_was_made_with_stays(tmp_path: Path) -> None:
    _python(tmp_path, "python3", OPTIMISED)
    _python(tmp_path, ".venv/bin/python", PLAIN)
    assert _chosen(tmp_path, ".venv/bin/python") == ".venv/bin/python"
    _python(tmp_path, ".venv/bin/python", BROKEN)
    assert _chosen(tmp_path, ".venv/bin/python") == "python3"


def test_the_python_of_this_suite_is_new_enough() -> None:
    done = subprocess.run(
        ["/bin/sh", str(SCRIPT), sys.executable],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == sys.executable
