"""Feeds are kept by the very unit; one that fails waits longer each time, and a kill in between loses nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from scicomm.listening import actions, tasks
from scicomm.listening.clients import FeedClient, Fetched, FetchError, read_feed
from scicomm.listening.models import Feed, Health, Mention
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_feed, rss
from tests.listening.listening_facts import facts

pytestmark = pytest.mark.django_db


class OneFeed(FeedClient):
    """A client that answers with what it was given, or raises it."""

    def __init__(self, content: bytes | Exception | None, *, etag: str = "") -> None:
        self.content = content
        self.etag = etag
        self.asked: list[tuple[str, str]] = []

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        self.asked.append((address, etag))
        if isinstance(self.content, Exception):
            raise self.content
        return Fetched(self.content, "application/xml", address, self.etag, "")


def fetch(feed: Feed, client: FeedClient) -> actions.StoreResult:
    """One fetch, as the periodic job does it."""
    feed.refresh_from_db()
    return actions.take_reading(feed, read_feed(client, **feed.source))


def test_feeds_are_kept_by_the_very_unit_and_added_once(academy: Any) -> None:
    feed = make_feed(academy, address="https://feeds.example/a")
    assert make_feed(academy, address="https://feeds.example/a") == feed
    for role, unit in ((Role.OBSERVER, academy.top), (Role.COMMUNICATION_OFFICER, academy.north)):
        with pytest.raises(PermissionDenied):
            actions.add_feed(
                unit=academy.top, name="x", address="https://b.example/", acting_user=academy.user(role, unit)
            )
    for address in ("file:///etc/passwd", "https://me:secret@a.example/"):
        with pytest.raises(ValidationError):
            make_feed(academy, address=address)


def test_back_off_and_recovery(academy: Any) -> None:
    feed = make_feed(academy, every_minutes=60)
    assert feed.health == Health.NEW
    waits = []
    for _ in range(6):
        assert fetch(feed, OneFeed(FetchError("The server answered 500."))).failure
        feed.refresh_from_db()
        assert feed.next_fetch_at is not None
        waits.append(round((feed.next_fetch_at - timezone.now()) / dt.timedelta(hours=1)))
    assert waits == [2, 4, 8, 16, 24, 24]
    assert (feed.failures, feed.health, feed.last_error) == (6, Health.FAILING, "The server answered 500.")
    assert feed not in Feed.objects.due(timezone.now())
    fetch(feed, OneFeed(rss({"title": "x", "link": "https://news.example/x"}), etag="e1"))
    feed.refresh_from_db()
    assert (feed.failures, feed.health, feed.last_error, feed.etag) == (0, Health.FINE, "", "e1")
    client = OneFeed(None)
    fetch(feed, client)
    assert client.asked == [(feed.address, "e1")]


def test_broken_xml_is_written_down_with_its_reason(academy: Any) -> None:
    feed = make_feed(academy)
    fetch(feed, OneFeed(b"<html>no feed</html>"))
    feed.refresh_from_db()
    assert feed.failures == 1
    assert feed.last_error


def test_killed_between_fetch_and_store_nothing_is_lost(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's mark is not kept before the items are: else the next fetch would say "not changed" and they were lost."""
    feed = make_feed(academy)
    client = OneFeed(rss({"title": "x", "link": "https://news.example/x"}), etag="e1")

    class Killed(BaseException):
        pass

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    for place in ("scicomm.listening.actions.mentions.store_items", "scicomm.listening.actions.mentions.mark_fetched"):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(place, die)
            fetch(feed, client)
        feed.refresh_from_db()
        assert (feed.etag, feed.last_fetched_at, Mention.objects.count()) == ("", None, 0)
        assert feed in Feed.objects.due(timezone.now())
    fetch(feed, client)
    assert Mention.objects.count() == len(facts("mention_found")) == 1


def test_the_periodic_job_fetches_what_is_due_and_reads_a_file_once(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_feed(academy, address="", file_name="a.xml", content=rss({"title": "x", "link": "https://news.example/x"}))
    make_feed(academy, is_on=False)
    client = OneFeed(rss({"title": "y", "link": "https://news.example/y"}))
    make_feed(academy, address="https://feeds.example/due")
    monkeypatch.setattr(tasks.feeds, "feed_client", lambda: client)
    assert tasks.fetch_due_feeds() == 2
    assert tasks.fetch_due_feeds() == 0
    assert [address for address, _etag in client.asked] == ["https://feeds.example/due"]
    assert Mention.objects.count() == 2
