"""Promises of `scicomm up`: a port that cannot be had is said in words, and one home holds one site."""

from __future__ import annotations

import http.server
import socket
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scicomm.config.management.commands import up
from scicomm.config.supervisor import Patience, pid_file


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def test_a_port_in_use_is_said_in_words_with_a_way_out(settings: object, tmp_path: Path) -> None:
    settings.SCICOMM_HOME = tmp_path  # type: ignore[attr-defined]
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use.*PORT=") as refused:
            call_command("up", host="127.0.0.1", port=port, skip_checks=True)
    assert refused.value.returncode == 1


def test_an_address_of_another_machine_is_said_in_words() -> None:
    with pytest.raises(CommandError, match=r"HOST=192\.0\.2\.1"):
        up.free_port_or_error("192.0.2.1", 8000)


def test_a_second_site_in_the_same_home_is_refused(settings: object, tmp_path: Path) -> None:
    settings.SCICOMM_HOME = tmp_path  # type: ignore[attr-defined]
    with pid_file(tmp_path / "up.pid"), pytest.raises(CommandError, match="runs already"):
        call_command("up", skip_checks=True)


def test_web_and_worker_are_the_children() -> None:
    web, worker = up.children("127.0.0.1", 8123)
    assert web.name == "web"
    assert web.command[-1] == "scicomm.config.wsgi:application"
    assert list(web.command)[web.command.index("--interface") + 1] == "wsgi"
    assert list(web.command)[web.command.index("--port") + 1] == "8123"
    assert worker.command[-1] == "worker"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),
        ("press.example", "http://press.example:8000/"),
    ],
)
def test_the_address_can_be_typed_into_a_browser(host: str, address: str) -> None:
    assert up.address_for_people(host, 8000) == address


def test_the_address_is_announced_only_when_the_web_answers() -> None:
    asked: list[str] = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(500)

        def log_message(self, format: str, *args: object) -> None:
            """The test's output stays quiet."""

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            assert up.wait_for_answer("127.0.0.1", server.server_port, threading.Event())
        finally:
            server.shutdown()
            thread.join()
    assert asked == ["/"]


def test_the_announcement_is_given_up_when_the_site_stops() -> None:
    given_up = threading.Event()
    given_up.set()
    assert not up.wait_for_answer("127.0.0.1", 9, given_up)


def test_the_longest_wait_for_a_restart_is_a_setting(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SCICOMM_RESTART_SECONDS = 7  # type: ignore[attr-defined]
    given: list[Patience] = []

    class Ended:
        """A supervisor that is told to stop at once."""

        def __init__(self, _specs: object, _say: object, patience: Patience) -> None:
            given.append(patience)

        def run(self) -> None:
            pass

    monkeypatch.setattr(up, "Supervisor", Ended)
    up.Command()._supervise("127.0.0.1", 9)
    assert [patience.wait(100) for patience in given] == [7]
