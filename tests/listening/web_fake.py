"""A server of news on this machine, and one fetch from it as the job does it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from scicomm.listening import actions
from scicomm.listening.clients import HttpFeedClient, read_source
from scicomm.listening.models import Feed, SourceHost
from tests.factories.listening import send


def one(number: int, **more: str) -> dict[str, str]:
    return {"title": f"一条（{number}）", "link": f"https://news.example/{number}", **more}


class Web:
    """A server on this machine: each path gives a body, or a function of the handler; what was asked is written down."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []

    def __call__(self, handler: Any) -> None:
        path = handler.path.split("?")[0]
        if path != "/robots.txt":
            self.asked.append(handler.path)
            self.headers.append({name.lower(): value for name, value in handler.headers.items()})
        page = self.pages.get(path)
        if callable(page):
            page(handler)
        else:
            send(
                handler, page if page is not None else b"", 200 if page is not None else 404, Content_Type="text/plain"
            )


def run(feed: Feed, *, lease: str | None = None) -> actions.StoreResult:
    """One fetch of this feed, as the job does it, whatever the time."""
    Feed.objects.filter(pk=feed.pk).update(next_fetch_at=None, lease_until=None)
    Feed.objects.exclude(pk=feed.pk).update(next_fetch_at=timezone.now() + dt.timedelta(days=9))
    SourceHost.objects.update(free_at=timezone.now() - dt.timedelta(seconds=1))
    claim = actions.claim_source()
    assert claim is not None and claim.feed == feed
    reading = read_source(HttpFeedClient(allow_private=True, seconds=5), claim.source, pause=lambda seconds: None)
    result = actions.take_reading(feed, reading, lease=claim.lease if lease is None else lease)
    actions.release_host(claim.feed.host, reading)
    feed.refresh_from_db()
    return result
