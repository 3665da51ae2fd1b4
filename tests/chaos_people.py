"""The hands of the chaos runs: people at their browsers and an operator at the command line, who try again like people do."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
from django.db import OperationalError

from tests.chaos_killer import Killer
from tests.database import PROJECT
from tests.live import PASSWORD, Site

Found = TypeVar("Found")
# How long a person tries the same thing before the run counts as stuck.
PATIENCE_SECONDS = 300.0
# How often something that is done already is done once more, as by a double click.
DOUBLE = 0.25
# How often somebody is killed while a new step is being done, and within which time.
STRUCK, STRUCK_WITHIN = 0.12, 0.5
# How often a command is killed before it has ended.
COMMAND_KILLED = 0.4


class Stuck(AssertionError):
    """Trying again and again did not reach what was wanted."""


@dataclass
class Tally:
    """What was seen on the way: answers that were no answers, double presses, killed commands."""

    seen: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str) -> None:
        with self._lock:
            self.seen[what] += 1


class Browser:
    """One person's browser, signed in where a name is given. What goes wrong on the way is counted and left to the next try."""

    def __init__(self, site: Site, tally: Tally, *, user: str = "", source: str = "127.0.0.1") -> None:
        transport = httpx.HTTPTransport(local_address=source)
        self.client = httpx.Client(base_url=site.address, transport=transport, timeout=30)
        self.user = user
        self.tally = tally
        self.last = "nothing was sent yet"

    def request(self, method: str, path: str, data: dict[str, str] | None = None) -> httpx.Response | None:
        """The answer; None where there was none, or an error of the server."""
        try:
            answer = self.client.request(method, path, data=data)
        except httpx.HTTPError as error:
            self.last = f"{method} {path}: {type(error).__name__}"
            self.tally.add("no answer")
            return None
        self.last = f"{method} {path}: {answer.status_code} {answer.headers.get('location', '')}"
        if answer.status_code >= 400:
            self.last += " " + re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))[-600:]
        if answer.status_code >= 500:
            self.tally.add(f"{answer.status_code} at {re.sub('[0-9]+', 'N', path)}")
            return None
        return answer

    def get(self, path: str) -> str:
        """The page's text; empty where there was none."""
        answer = self.request("GET", path)
        return answer.text if answer is not None and answer.status_code == 200 else ""

    def post(self, path: str, **data: str) -> httpx.Response | None:
        """Send a form, signing in first where that is needed."""
        if self.user and "sessionid" not in self.client.cookies and not self._sign_in():
            return None
        if "csrftoken" not in self.client.cookies and not self.get("/subscribe/"):
            return None
        fields = {name.replace("__", "-"): value for name, value in data.items()}
        answer = self.request(
            "POST", path, {**fields, "csrfmiddlewaretoken": self.client.cookies.get("csrftoken") or ""}
        )
        if answer is not None and "/accounts/login" in answer.headers.get("location", ""):
            self.client.cookies.delete("sessionid")
        return answer

    def _sign_in(self) -> bool:
        if not self.get("/accounts/login/"):
            return False
        token = self.client.cookies.get("csrftoken") or ""
        form = {"login": self.user, "password": PASSWORD, "csrfmiddlewaretoken": token}
        self.request("POST", "/accounts/login/", form)
        return "sessionid" in self.client.cookies


class Hands:
    """Everybody one thread of runs needs; each thread has its own browsers and its own dice."""

    def __init__(self, site: Site, killer: Killer, tally: Tally, seed: int) -> None:
        self.site = site
        self.killer = killer
        self.tally = tally
        self.dice = random.Random(seed)
        self.browsers = {name: Browser(site, tally, user=user) for name, user in site.people.items()}

    def reader(self, number: int) -> Browser:
        """A member of the public, each from an address of their own: the forms count posts by address."""
        return Browser(self.site, self.tally, source=f"127.0.{1 + number // 200}.{1 + number % 200}")

    def until(self, what: str, check: Callable[[], Found], press: Callable[[], object] | None = None) -> Found:
        """Press until the check finds what was wanted; without anything to press, wait for the worker."""
        end = time.monotonic() + PATIENCE_SECONDS
        pressed = False
        if self.dice.random() < STRUCK:
            self.killer.soon(self.dice.uniform(0, STRUCK_WITHIN))
        while True:
            found = self._looked(check)
            if found:
                break
            if time.monotonic() > end:
                raise Stuck(f"{what}: not reached in {PATIENCE_SECONDS:g} s. Last: {self.last}")
            if press is None:
                time.sleep(0.2)
                continue
            if pressed:
                self.tally.add("pressed again")
                time.sleep(self.dice.uniform(0.05, 0.5))
            press()
            pressed = True
        if press is not None and pressed and self.dice.random() < DOUBLE:
            self.tally.add("pressed though it was done")
            press()
        return found

    @staticmethod
    def _looked(check: Callable[[], Found]) -> Found | None:
        try:
            return check()
        except OperationalError:
            return None  # a busy database: looked at again

    @property
    def last(self) -> str:
        return "; ".join(
            f"{name}: {one.last}" for name, one in self.browsers.items() if not one.last.startswith("noth")
        )

    def command(self, *words: str) -> None:
        """Run a command of `scicomm`, killed at random and then run again, until it has ended well."""
        for _turn in range(12):
            killed_after = (
                self.dice.uniform(0.1, 1.1) * self.killer.start_seconds
                if self.killer.is_alive() and self.dice.random() < COMMAND_KILLED
                else PATIENCE_SECONDS
            )
            began = time.monotonic()
            done = subprocess.Popen(
                [sys.executable, "-P", "-m", "scicomm.config.command_line", *words],
                env=self.site.environment(), cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            try:
                said, _nothing = done.communicate(timeout=killed_after)
            except subprocess.TimeoutExpired:
                done.kill()
                done.communicate()
                self.tally.add(f"{words[0]} killed")
                continue
            if done.returncode == 0:
                self.killer.took(time.monotonic() - began)
                return
            self.tally.add(f"{words[0]} ended with {done.returncode}: {said[-300:]}")
        raise Stuck(f"scicomm {' '.join(words)} never ended well: {self.tally.seen}")
