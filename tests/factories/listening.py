"""Feeds, items, mentions and watches for tests, made by the real actions; and a small web server on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

from django.utils import timezone

from scicomm.listening import actions
from scicomm.listening.models import Feed, Mention, Watch
from scicomm.listening.rules.parsing import Item, parse_feed
from scicomm.listening.tasks import watch_mentions
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Unit

_count = iter(range(1, 1_000_000))


def rss(*items: dict[str, str], title: str = "新闻") -> bytes:
    """An RSS file; each item gives title, link, description (raw HTML) and what else it wants."""
    written = "".join(
        "<item>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in item.items()) + "</item>"
        for item in items
    )
    head = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
    return f"{head}{written}</channel></rss>".encode()


def make_item(**values: Any) -> Item:
    """One item, as it comes out of a feed."""
    number = next(_count)
    raw = {
        "title": f"与我们无关的新闻（{number}）",
        "link": f"https://news.example/{number}",
        "description": "一句话。",
    }
    return parse_feed(rss({**raw, **values})).items[0]


def make_feed(academy: Any, unit: Unit | None = None, **values: Any) -> Feed:
    """A feed at an address, kept by the unit's communication officer."""
    unit = unit or academy.top
    values = {"name": "新闻", "address": f"https://feeds.example/{next(_count)}.xml", **values}
    return actions.add_feed(unit=unit, acting_user=academy.user(Role.COMMUNICATION_OFFICER, unit), **values)


def make_mention(academy: Any, unit: Unit | None = None, *, feed: Feed | None = None, **values: Any) -> Mention:
    """A mention found in a feed of the unit; title, link and description as in RSS."""
    feed = feed or make_feed(academy, unit)
    return actions.store_items(feed, [make_item(**values)]).stored[0]


def make_watch(academy: Any, unit: Unit | None = None, **values: Any) -> Watch:
    """A watch of the unit's communication officer."""
    unit = unit or academy.top
    values = {"name": f"关注 {next(_count)}", "any_words": "斑纹", **values}
    return actions.create_watch(unit=unit, acting_user=academy.user(Role.COMMUNICATION_OFFICER, unit), **values)


def show_to_watches() -> None:
    """What the stages do: every mention counts as read, and is shown to the watches."""
    Mention.objects.filter(read_at__isnull=True).update(read_at=timezone.now())
    watch_mentions()


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def web_server(answer: Answer) -> Iterator[str]:
    """A server on this machine that answers each GET by the function; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            # The client cuts it off: that is what some tests are about.
            with suppress(BrokenPipeError, ConnectionResetError):
                answer(self)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """A whole answer. Header names are written with underscores."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
