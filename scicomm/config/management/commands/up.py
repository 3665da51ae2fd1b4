"""`scicomm up`: web and worker as one supervised tree."""

from __future__ import annotations

import errno
import http.client
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.config import first_run
from scicomm.config.backups.places import UNFINISHED
from scicomm.config.supervisor import AlreadyRunning, ChildSpec, Patience, Printer, Supervisor, pid_file
from scicomm.core.progress import TerminalProgress, terminal_language

# Measured: threads beyond this gain nothing for pages that are bound by the CPU.
WEB_THREADS = 4
ANSWER_SECONDS = 60.0
# The worker lives for months and makes large arrays now and then. glibc would keep their room between small things, not give it
# back, and keep a store apart for every thread (mallopt(3)); other systems do not know these names.
WORKER_MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072"}


def refuse_half_restored(home: Path) -> None:
    """Where a restore was killed, people who were erased may stand in the database again."""
    if (home / UNFINISHED).exists():
        words = _("A restore was not finished in %(home)s. Run it again: scicomm restore PATH")
        raise CommandError(words % {"home": home})


def free_port_or_error(host: str, port: int) -> None:
    """Refuses a port that cannot be had, in words; granian itself would answer with a traceback."""
    try:
        family, kind, number, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, number) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            words = _(
                "Port %(port)s is in use by another program. Choose another one, for example: PORT=%(other)s make run"
            )
        elif error.errno == errno.EACCES:
            words = _(
                "Port %(port)s needs more rights than this user has. Choose one above 1023: PORT=%(other)s make run"
            )
        else:
            words = _("This machine cannot listen on HOST=%(host)s, PORT=%(port)s: %(error)s")
        other = port + 1 if 1023 < port < 65535 else 8001
        raise CommandError(words % {"port": port, "other": other, "host": host, "error": error}) from error


def children(host: str, port: int) -> list[ChildSpec]:
    """Web and worker, as they are started on every machine."""
    web = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"]
    web += ["--workers", str(settings.SCICOMM_WEB_PROCESSES), "--blocking-threads", str(WEB_THREADS)]
    web += ["--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "5"]
    worker = [sys.executable, "-P", "-m", "scicomm.config.command_line", "worker"]
    environment = {"PYTHONUNBUFFERED": "1"}
    return [
        ChildSpec("web", [*web, "scicomm.config.wsgi:application"], environment),
        ChildSpec("worker", worker, {**environment, **WORKER_MEMORY}),
    ]


def address_for_people(host: str, port: int) -> str:
    """The address to type into a browser on this machine; a wildcard host is reached as localhost."""
    name = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1", ""} else host  # noqa: S104 - compared, not bound
    return f"http://{name}:{port}/"


def wait_for_answer(host: str, port: int, given_up: threading.Event) -> bool:
    """Waits until the web answers; its answer does not matter. False when it was given up or took too long."""
    reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    limit = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < limit and not given_up.wait(0.1):
        line = http.client.HTTPConnection(reach, port, timeout=ANSWER_SECONDS)
        try:
            line.request("GET", "/", headers={"Host": f"localhost:{port}"})
            line.getresponse().read()
        except (OSError, http.client.HTTPException):
            continue
        finally:
            line.close()
        return True
    return False


def sign_in_lines() -> list[str]:
    """The sign-ins of the demonstration, one a line; a site that was installed without the demonstration has none."""
    if find_spec("scicomm.config.demo.sign_ins") is None:
        return []
    return list(import_module("scicomm.config.demo.sign_ins").sign_in_lines())


class Command(BaseCommand):
    """Starts the site and keeps it running until Ctrl-C or SIGTERM."""

    help = gettext_lazy("Start the site: web and worker together, restarted when they die, until Ctrl-C.")  # type: ignore[assignment]

    _has_demonstration = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help=_("address to listen on (HOST, default 127.0.0.1)"))
        parser.add_argument("--port", type=int, default=settings.PORT, help=_("port to listen on (PORT, default 8000)"))
        parser.add_argument(
            "--prepare",
            action="store_true",
            help=_("first bring the database up to date; on the first run, build the demonstration"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        try:
            with pid_file(Path(settings.SCICOMM_HOME) / "up.pid"):
                with translation.override(terminal_language()):
                    refuse_half_restored(Path(settings.SCICOMM_HOME))
                    free_port_or_error(host, port)
                    if options["prepare"]:
                        first_run.bring_up_to_date(TerminalProgress())
                if options["prepare"] and settings.SCICOMM_DEMO:
                    self._build_demonstration()
                self._supervise(host, port)
        except AlreadyRunning as error:
            with translation.override(terminal_language()):
                words = _(
                    "SciComm runs already here (process %(pid)s, %(home)s). "
                    "Stop it first, or choose another SCICOMM_HOME."
                )
                raise CommandError(words % {"pid": error.pid, "home": settings.SCICOMM_HOME}) from error

    def _build_demonstration(self) -> None:
        """On the first run; a house with units of its own is started as it is, and says why."""
        try:
            with translation.override(terminal_language()):
                first_run.seed_once()
        except first_run.NotSeeded as refusal:
            self._has_demonstration = False
            self.stderr.write(str(refusal))

    def _supervise(self, host: str, port: int) -> None:
        specs = children(host, port)
        say = Printer(names=[spec.name for spec in specs])
        given_up = threading.Event()

        def announce() -> None:
            if wait_for_answer(host, port, given_up):
                for line in self._welcome(host, port):
                    say("scicomm", line)

        announcer = threading.Thread(target=announce, name="announce", daemon=True)
        announcer.start()
        try:
            Supervisor(specs, say, Patience(longest=settings.SCICOMM_RESTART_SECONDS)).run()
        finally:
            given_up.set()
        with translation.override(terminal_language()):
            say("scicomm", _("Stopped."))

    def _welcome(self, host: str, port: int) -> list[str]:
        with translation.override(terminal_language()):
            lines = ["", _("SciComm is ready: %(address)s") % {"address": address_for_people(host, port)}]
            if settings.SCICOMM_DEMO and self._has_demonstration:
                lines += sign_in_lines()
            return [*lines, _("Ctrl-C stops it."), ""]
