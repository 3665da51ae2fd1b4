"""Promises of config/command_line.py: help worth reading, near verbs, right exit codes, no tracebacks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, get_commands
from django.db import OperationalError

from scicomm.config import command_line


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_every_verb_of_ours_with_a_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.run(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    ours = [name for name, app in get_commands().items() if app.startswith("scicomm.")]
    assert "up" in ours
    for name in [*ours, "migrate"]:
        described = [line for line in lines if line.split()[:1] == [name]]
        assert described, name
        assert len(described[0].split()) > 2, f"{name} has no line of help"


def test_help_of_one_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.run(["help", "up"]) == 0
    assert "--port" in capsys.readouterr().out


def test_help_speaks_chinese_to_a_chinese_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    command_line.run([])
    chinese = capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    command_line.run([])
    assert "基础" in chinese or "配置" in chinese
    assert chinese != capsys.readouterr().out


@pytest.mark.parametrize(("typed", "meant"), [("migrat", "migrate"), ("upp", "up"), ("shel", "shell")])
def test_a_slip_is_answered_with_the_near_verb(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.run([typed]) == 2
    said = capsys.readouterr().err
    assert typed in said
    assert meant in said


def test_nonsense_gets_no_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.run(["qqqqqqqq"]) == 2
    assert "Did you mean" not in capsys.readouterr().err


def test_a_wrong_option_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.run(["migrate", "--no-such-option"]) == 2


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SystemExit(5), 5, ""),
        (SystemExit(None), 0, ""),
        (SystemExit("in words"), 1, "in words"),
        (KeyboardInterrupt(), 130, ""),
        (OperationalError("no such table: core_x"), 1, "no such table: core_x"),
    ],
)
def test_every_end_has_its_exit_code(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("django.core.management.ManagementUtility.execute", fail)
    assert command_line.run(["check"]) == code
    assert said in capsys.readouterr().err


def test_traceback_is_shown_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise OperationalError("no such table")

    monkeypatch.setattr("django.core.management.ManagementUtility.execute", fail)
    with pytest.raises(OperationalError):
        command_line.run(["check", "--traceback"])


def test_a_refused_verb_tells_why_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise CommandError("no such folder")

    monkeypatch.setattr("django.core.management.commands.check.Command.handle", refuse)
    assert command_line.run(["check"]) == 1
    said = capsys.readouterr().err
    assert "no such folder" in said
    assert "Traceback" not in said


def test_a_wrong_setting_is_said_in_words(tmp_path: Path) -> None:
    environment = {**os.environ, "PORT": "eighty", "SCICOMM_HOME": str(tmp_path), "LC_ALL": "en_GB.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "scicomm.config.command_line", "check"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("SciComm ")
