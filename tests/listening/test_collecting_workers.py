"""Sources are fetched by one worker at a time, in few statements; what breaks in between loses nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scicomm.core.models import FactRecord
from scicomm.listening import actions, tasks
from scicomm.listening.clients import FeedClient, Fetched, FetchError, read_source
from scicomm.listening.models import Feed, Mention, SourceHost
from scicomm.listening.rules.reading import Reading
from tests.factories.listening import make_feed, make_item, rss
from tests.listening.web_fake import one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


class Slow(FeedClient):
    """A client that has to be told to answer."""

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        return Fetched(rss(one(int(address.rsplit("/", 1)[1]))), "application/rss+xml", address, "", "")


STEP = st.tuples(st.integers(0, 1), st.sampled_from(["claim", "read", "store", "die", "late"]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=24))
def test_in_any_order_two_workers_never_hold_one_source_or_host(academy: Any, steps: list[tuple[int, str]]) -> None:
    """Claims, readings, stores, deaths and leases that ran out, in any order: never two at one source or host; each item once."""
    Feed.objects.all().delete()
    Mention.objects.all().delete()
    SourceHost.objects.all().delete()
    feeds = [make_feed(academy, address=f"https://{host}.example/{n}") for n, host in enumerate(["a", "a", "b"])]
    held: list[tuple[actions.Claim, Reading | None] | None] = [None, None]
    for worker, step in steps:
        mine = held[worker]
        if step == "claim" and mine is None:
            claim = actions.claim_source()
            held[worker] = (claim, None) if claim else None
        elif step == "read" and mine:
            held[worker] = (mine[0], read_source(Slow(), mine[0].source, pause=lambda seconds: None))
        elif step == "store" and mine and mine[1]:
            actions.take_reading(mine[0].feed, mine[1], lease=mine[0].lease)
            actions.release_host(mine[0].feed.host, mine[1])
            held[worker] = None
        elif step == "die":
            held[worker] = None
        elif step == "late":  # five minutes pass: what was held by the dead is free, and so is what the slow still hold
            past = timezone.now() - dt.timedelta(seconds=1)
            Feed.objects.filter(lease_until__isnull=False).update(lease_until=past)
            SourceHost.objects.update(free_at=past)
            held = [None, None]
        claims = [each[0] for each in held if each]
        assert len({claim.feed.pk for claim in claims}) == len({claim.feed.host for claim in claims}) == len(claims)
    Feed.objects.update(lease_until=None, next_fetch_at=None)
    for _ in feeds:
        SourceHost.objects.update(free_at=timezone.now() - dt.timedelta(seconds=1))
        if claim := actions.claim_source():
            actions.take_reading(claim.feed, read_source(Slow(), claim.source, pause=lambda s: None), lease=claim.lease)
    assert Mention.objects.count() == 3
    assert FactRecord.objects.filter(name="listening.mention_found", payload__url__in=[
        f"https://news.example/{number}" for number in range(3)
    ]).count() >= 3  # fmt: skip


def test_the_job_asks_hosts_beside_each_other_and_survives_whatever_breaks(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, host in enumerate(["a", "a", "b", "c"]):
        make_feed(academy, address=f"https://{host}.example/{number}")

    class Odd(Slow):
        def fetch(self, address: str, **marks: str) -> Fetched:
            if "c.example" in address:
                raise ZeroDivisionError("odd bytes")
            if "b.example" in address:
                raise FetchError("The server answered 500.")
            return super().fetch(address)

    monkeypatch.setattr(tasks.feeds, "feed_client", Odd)
    assert tasks.fetch_due_feeds() == 3
    assert Mention.objects.count() == 1
    errors = dict(Feed.objects.values_list("host", "last_error"))
    assert errors["c.example"] == "ZeroDivisionError: odd bytes" and "500" in errors["b.example"]
    assert not Feed.objects.filter(lease_until__isnull=False).exists()
    SourceHost.objects.update(free_at=timezone.now())
    assert tasks.fetch_due_feeds() == 1


def test_many_items_cost_a_few_statements(academy: Any, django_assert_max_num_queries: Any) -> None:
    feed = make_feed(academy)
    actions.store_items(feed, [make_item()])
    items = [make_item() for _ in range(200)]
    with django_assert_max_num_queries(32):
        assert len(actions.store_items(feed, items).stored) == 200
    rows = list(FactRecord.objects.filter(name="listening.mention_found").order_by("pk"))
    assert len(rows) == 201 and rows[-1].payload["url"] == items[-1].url
