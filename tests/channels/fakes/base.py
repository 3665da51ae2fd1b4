"""What every fake platform can be told to do, so that one contract suite puts the same trials to every adapter."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from scicomm.channels.clients import Outlet
from scicomm.channels.rules.packages import Account, Platform
from scicomm.core.outside import OutsideClient


@dataclass
class Post:
    """Something that stands on the platform: what was said, whether people can see it."""

    outside_id: str
    text: str
    pictures: int = 0
    is_public: bool = False
    is_refused: bool = False
    is_gone: bool = False


@dataclass
class Asked:
    """One request that came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"null")


@dataclass
class Trials:
    """What goes wrong, until it is set back. `hangs_after_taking` takes the post and then closes without an answer, once."""

    hangs_after_taking: bool = False
    token_expired: bool = False
    limited_for: int = 0
    refuses_pictures: bool = False
    refuses_post: bool = False
    refuses_later: bool = False
    is_down: bool = False


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> Self:
        head = {"Content-Type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()}}
        return cls(status, json.dumps(value, ensure_ascii=False).encode(), head)


class Hang(Exception):
    """Raised by `answer` to close the connection without an answer."""


class FakePlatform(ABC):
    """A platform on 127.0.0.1 for one test: `with FakeWeibo() as weibo: ...`.

    A subclass gives `platform` and `outlet` (the real code under test), `account()` that points at `self.address`, and `answer`.
    Class attributes say what the platform has no way of doing; the suite leaves those trials out and counts them.
    """

    # Trials that make no sense there, by name of the trial, with the reason in words.
    cannot: dict[str, str] = {}

    def __init__(self) -> None:
        self.trials = Trials()
        self.posts: list[Post] = []
        self.asked: list[Asked] = []
        self.lock = threading.RLock()

    @property
    @abstractmethod
    def platform(self) -> Platform:
        """The pure half under test."""

    @property
    @abstractmethod
    def outlet(self) -> Outlet:
        """The speaking half under test, made with `self.client()`."""

    @abstractmethod
    def account(self) -> Account:
        """An account whose settings and secrets are good on this fake."""

    @abstractmethod
    def answer(self, asked: Asked) -> Reply:
        """What the platform answers, trials included; keeps `self.posts`."""

    def settle(self) -> None:
        """The platform's own review ends: what was accepted is public now, or refused when `refuses_later` is set."""
        for post in self.posts:
            if not post.is_public and not post.is_gone and not post.is_refused:
                post.is_refused = self.trials.refuses_later
                post.is_public = not self.trials.refuses_later

    def client(self) -> OutsideClient:
        """A client that may reach this machine, as only tests do."""
        return OutsideClient(allow_private=True, seconds=5.0)

    @property
    def public_posts(self) -> list[Post]:
        return [post for post in self.posts if post.is_public and not post.is_gone]

    def __enter__(self) -> Self:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                fake._serve(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _any

            def log_message(self, format: str, *args: Any) -> None:
                """Tests print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        split = urlsplit(handler.path)
        length = int(handler.headers.get("Content-Length") or 0)
        asked = Asked(
            handler.command,
            split.path,
            parse_qs(split.query, keep_blank_values=True),
            {name.lower(): value for name, value in handler.headers.items()},
            handler.rfile.read(length),
        )
        with self.lock:
            self.asked.append(asked)
            try:
                reply = Reply(503, b"") if self.trials.is_down else self.answer(asked)
            except Hang:
                self.trials.hangs_after_taking = False
                handler.close_connection = True
                return
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        handler.wfile.write(reply.body)
