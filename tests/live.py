"""A whole running site for journeys and chaos: its own home, its own database, web and worker as real processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.database import PROJECT, copied_postgres, migrated_postgres, migrated_sqlite, postgres_server

PASSWORD = "journey-through-the-academy"
# How the contributor is called, who is given work by name.
WRITER = "柳知白"
# Authors of the papers that journeys take in work in the institute of lakes: the link is the ORCID.
AUTHOR_OF_OWN, AUTHOR_OF_SAMPLE = "0000-0009-9001-2967", "0000-0002-6068-5561"

# Runs in a process of its own: the small academy with one account for each role that a journey needs.
_PEOPLE = f"""
import json, django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from scicomm.core.worker import Worker
from scicomm.newsroom.actions import set_up_review
from scicomm.organisation.enums import Role
from tests.factories.organisation import Academy, PersonFactory, UserFactory
with transaction.atomic():
    academy = Academy()
    set_up_review()
    password = make_password("{PASSWORD}")
    people = {{
        "contributor": academy.user(Role.CONTRIBUTOR, academy.north_lake),
        "officer": academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake),
        "first": academy.user(Role.FIRST_REVIEWER, academy.north_lake),
        "second": academy.user(Role.SECOND_REVIEWER, academy.north),
        "final": academy.user(Role.FINAL_REVIEWER, academy.top),
        "responder": academy.user(Role.RESPONSE_OFFICER, academy.top),
        "press": academy.user(Role.COMMUNICATION_OFFICER, academy.top),
        "head": academy.user(Role.COORDINATOR, academy.top),
        "branch": academy.user(Role.COORDINATOR, academy.north),
        "assessor": academy.user(Role.ASSESSOR, academy.top),
        "journals": academy.user(Role.JOURNAL_EDITOR, academy.north_lake),
        "stranger": academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea),
        "admin": academy.superuser,
    }}
    for user in people.values():
        user.password = password
        user.save(update_fields=["password"])
    writer = people["contributor"].person
    writer.family_name_zh, writer.given_name_zh = "{WRITER}"[0], "{WRITER}"[1:]
    writer.save()
    for orcid in ("{AUTHOR_OF_OWN}", "{AUTHOR_OF_SAMPLE}"):
        academy.person(academy.north_lake, expert=True, orcid=orcid, family_name_zh="宋", given_name_zh="青槐",
                       family_name_en="Song", given_name_en="Qinghuai")
def signed_in(user):
    # What the sign-in page leaves behind: journeys of many people need not wait for each password to be hashed.
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.create()
    return session.session_key

Worker().drain()
print(json.dumps({{name: [user.username, signed_in(user)] for name, user in people.items()}}))
"""


BETWEEN = "---8<---"
_TWICE = f"""
import sys
from scicomm.config.command_line import run
code = run(sys.argv[1:])
print("{BETWEEN}")
sys.exit(code or run(sys.argv[1:]))
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Site:
    """One running academy. `up()` starts web and worker as a supervised tree, `down()` stops it."""

    home: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    people: dict[str, str] = field(default_factory=dict)
    """The name with which each person signs in."""
    sessions: dict[str, str] = field(default_factory=dict)
    """The session of each person who has signed in."""
    process: subprocess.Popen[bytes] | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        own = {
            "SCICOMM_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "scicomm.config.settings",
            "PORT": str(self.port),
            "SCICOMM_SITE_URL": self.address,
            "SCICOMM_DEMO": "no",
            "SCICOMM_LOG_LEVEL": "WARNING",
            "SCICOMM_WEB_PROCESSES": "1",
            "PYTHONPATH": str(PROJECT),
        }
        return {**kept, **own, **({"DATABASE_URL": self.database_url} if self.database_url else {}), **self.extra}

    def python(self, code: str, *arguments: str) -> str:
        """Run a piece of Python inside the project, on this site's data; returns what it printed."""
        return self._run([sys.executable, "-c", code, *arguments]).stdout

    def scicomm(self, *arguments: str) -> str:
        """Run one verb of the command line; returns what it printed."""
        return self._run([sys.executable, "-m", "scicomm.config.command_line", *arguments]).stdout

    def scicomm_twice(self, *arguments: str) -> tuple[str, str]:
        """Run one verb of the command line and run it again; returns what each printed. One start of Python serves both."""
        first, again = self.python(_TWICE, *arguments).split(BETWEEN)
        return first, again

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, env=self.environment(), cwd=PROJECT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (
            f"{command[1:4]} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )
        return done

    def build(self) -> Site:
        """Put the small academy into a migrated database."""
        self.home.mkdir(parents=True, exist_ok=True)
        if not self.database_url:
            shutil.copy(migrated_sqlite(), self.home / "scicomm.sqlite3")
        made = json.loads(self.python(_PEOPLE).splitlines()[-1])
        self.people = {who: name for who, (name, _session) in made.items()}
        self.sessions = {who: session for who, (_name, session) in made.items()}
        return self

    def copy(self, home: Path) -> Site:
        """Another site with the same academy in it; nobody may have this one's data open."""
        shutil.copytree(self.home, home)
        database = ""
        if self.database_url:
            database = copied_postgres(postgres_server(), urlsplit(self.database_url).path.lstrip("/"))
        return Site(home=home, database_url=database, people=dict(self.people), sessions=dict(self.sessions))

    def up(self) -> Site:
        log = (self.home / "up.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scicomm.config.command_line", "up"],
            env=self.environment(), cwd=PROJECT, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        self.wait()
        return self

    def wait(self, seconds: float = 60) -> None:
        """Until the site answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.address}/robots.txt", timeout=2).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError, OSError):
                assert self.process is None or self.process.poll() is None, (self.home / "up.log").read_text()[-4000:]
                time.sleep(0.1)
            else:
                return
        raise AssertionError(
            f"the site did not answer within {seconds} s:\n{(self.home / 'up.log').read_text()[-4000:]}"
        )

    def down(self) -> int:
        """Stop the tree as Ctrl-C does; returns its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process = None
        return code

    def mails(self) -> list[Any]:
        """Every mail in the folder, parsed, oldest first."""
        import email
        import email.policy

        files = sorted((self.home / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime)
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


def own_database() -> str:
    """The address of a migrated PostgreSQL database beside the one the suite runs on; empty on SQLite."""
    server = postgres_server()
    return copied_postgres(server, migrated_postgres(server)) if server else ""
