"""The page cache answers without making the page, forgets on facts, and never serves what is somebody's own or not yet due."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from scicomm.core.worker import Worker
from scicomm.newsroom import actions as newsroom
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.enums import Role
from scicomm.portal.actions import make_pages_old
from scicomm.portal.middleware import page_cache
from scicomm.portal.middleware.store import PageStore, keep
from scicomm.portal.models import CacheGeneration
from scicomm.portal.queries import generation
from scicomm.portal.queries.frame import page_address
from scicomm.portal.rules.page_keys import accepts_gzip, known_query, matches_etag, may_be_kept, most_seconds
from tests.factories.newsroom import make_story
from tests.portal.conftest import Site


@pytest.fixture
def cached(academy: Any) -> None:
    """There is a generation, so pages are kept."""
    make_pages_old()
    generation.forget()


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers={"host": "localhost", **headers})


def made(django_assert_num_queries: Any, path: str, **headers: str) -> Any:
    """The answer to a request that must be a hit: no query at all."""
    # The number of the generation is read anew every 0.4 seconds; on a slow machine that may fall between two requests.
    generation.generation()
    with django_assert_num_queries(0):
        return get(path, **headers)


def test_nothing_is_kept_before_there_is_a_generation(academy: Any) -> None:
    get("/stories/")
    assert len(page_cache.STORE) == 0


def test_the_second_reader_costs_no_query(cached: None, django_assert_num_queries: Any) -> None:
    first = get("/stories/")
    second = made(django_assert_num_queries, "/stories/")
    assert second.content == first.content
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert second["Content-Security-Policy"]
    assert "Cookie" not in second["Vary"]


def test_unknown_parts_of_the_query_are_ignored_and_reach_no_link(cached: None, django_assert_num_queries: Any) -> None:
    assert "utm_source" not in get("/stories/?utm_source=mail").content.decode()
    made(django_assert_num_queries, "/stories/?fbclid=1")
    assert known_query("/search/", "page=2&q=a&x=1&kind=b") == "kind=b&page=2&q=a"
    assert known_query("/en/search/", "q=a") == "q=a"
    assert known_query("/about/", "q=a") == ""


def test_a_chinese_word_in_the_address_is_understood_as_it_stands(cached: None) -> None:
    assert 'value="湖水"' in get("/search/?q=湖水").content.decode()
    assert "%E6%B9%96" in known_query("/search/", "q=湖")


def test_a_head_request_has_the_headers_and_no_body(cached: None) -> None:
    body = get("/about/").content
    answer = Client().head("/about/", headers={"host": "localhost"})
    assert answer.content == b""
    assert int(answer["Content-Length"]) == len(body)


def test_a_browser_that_has_the_page_gets_304(cached: None, django_assert_num_queries: Any) -> None:
    etag = get("/about/")["ETag"]
    answer = made(django_assert_num_queries, "/about/", **{"if-none-match": f'"other", W/{etag}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert made(django_assert_num_queries, "/about/", **{"if-none-match": '"old"'}).status_code == 200


def test_the_packed_twin_has_its_own_tag(cached: None) -> None:
    plain = get("/about/")
    packed = get("/about/", **{"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]


@pytest.mark.parametrize("cookie", ["sessionid=abc", "messages=abc"])
def test_a_reader_with_a_session_or_a_message_gets_an_own_page(cached: None, cookie: str) -> None:
    get("/about/")
    answer = get("/about/", cookie=cookie)
    assert not answer.has_header("ETag")


def test_pages_with_forms_and_for_members_are_never_kept(cached: None) -> None:
    for path in ("/admin/", "/accounts/login/", "/en/accounts/login/", "/subscribe/", "/report/"):
        get(path)
    assert len(page_cache.STORE) == 0
    assert may_be_kept("/en/stories/")
    assert not may_be_kept("/en/accounts/login/")


def test_an_error_is_not_kept(cached: None) -> None:
    assert get("/nothing/").status_code == 404
    assert len(page_cache.STORE) == 0


def test_a_fact_makes_every_page_old(cached: None, academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation, "ASK_EVERY", 0)
    assert "新的一篇" not in get("/stories/").content.decode()
    make_story(academy, state="published", title="新的一篇")
    Worker().drain()
    assert "新的一篇" in get("/stories/").content.decode().replace("<wbr>", "")


def test_a_withdrawn_story_leaves_the_cache(
    cached: None, site: Site, academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "ASK_EVERY", 0)
    path = page_address(site.story.url_path)
    assert get(path).status_code == 200
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    newsroom.withdraw_story(site.story, acting_user=officer, reason="数据有误")
    Worker().drain()
    assert get(path).status_code == 410


def test_another_process_sees_a_purge_within_half_a_second(cached: None, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(generation.time, "monotonic", lambda: clock[0])
    generation.forget()
    before = generation.generation()
    make_pages_old()
    clock[0] += 0.3
    assert generation.generation() == before
    clock[0] += 0.2
    assert generation.generation() != before


def test_a_database_that_fails_leaves_the_pages(cached: None, monkeypatch: pytest.MonkeyPatch) -> None:
    get("/about/")
    monkeypatch.setattr(generation, "ASK_EVERY", 0)

    def fails(*args: Any, **kwargs: Any) -> Any:
        raise DatabaseError

    monkeypatch.setattr(CacheGeneration.objects, "filter", fails)
    assert get("/about/").has_header("ETag")


def test_no_page_outlives_the_next_lifting(cached: None, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = timezone.now() + dt.timedelta(seconds=20)
    Dossier.objects.filter(story_id=site.held.pk).update(embargo_until=soon)
    get("/about/")
    now = page_cache.time.time()
    monkeypatch.setattr(page_cache.time, "time", lambda: now + 25)
    assert all(page.until <= soon.timestamp() for page in page_cache.STORE._pages.values())
    number = generation.generation()
    key = next(iter(page_cache.STORE._pages))
    assert number is not None and page_cache.STORE.get(key, number, now + 25) is None


def test_a_page_is_kept_for_a_minute_at_most(cached: None) -> None:
    before = page_cache.time.time()
    get("/about/")
    assert all(page.until <= before + 62 for page in page_cache.STORE._pages.values())


def test_what_was_found_is_kept_for_a_second_because_the_index_follows_later(cached: None) -> None:
    for path in ("/search/?q=%E6%B9%96", "/en/search/"):
        page_cache.STORE.clear()
        get(path)
        kept = list(page_cache.STORE._pages.values())
        assert all(page.until - timezone.now().timestamp() <= 1 for page in kept), path
    assert most_seconds("/search/atom.xml") == most_seconds("/en/search/") == 1
    assert most_seconds("/stories/") == most_seconds("/en/articles/") == 60


def test_the_store_keeps_to_its_limit_and_drops_the_least_used() -> None:
    store = PageStore(limit=10_000)
    for name in "abc":
        store.put(name, keep(name.encode() * 300, (), generation=1, until=10, usage=b""))
    for number in range(6):
        assert store.get("a", 1, 0)
        store.put(str(number), keep(bytes([number]) * 400, (), generation=1, until=10, usage=b""))
    assert store.bytes <= 10_000
    assert store.get("a", 1, 0) and not store.get("b", 1, 0)
    assert store.get("a", 2, 0) is None, "another generation"
    store.put("huge", keep(b"x" * 9000, (), generation=1, until=10, usage=b""))
    assert store.get("huge", 1, 0) is None


@pytest.mark.parametrize(
    ("header", "takes"), [("gzip", True), ("br;q=1, gzip;q=0.5", True), ("gzip;q=0", False), ("", False), ("br", False)]
)
def test_what_a_browser_takes(header: str, takes: bool) -> None:
    assert accepts_gzip(header) is takes


def test_etags_are_compared_weakly() -> None:
    assert matches_etag('W/"a"', '"a"') and matches_etag("*", '"a"')
    assert not matches_etag('"ab"', '"a"') and not matches_etag("", '"a"')


def test_a_withdrawal_makes_pages_old_at_once_without_any_worker(cached: None, site: Site, academy: Any) -> None:
    path = page_address(site.story.url_path)
    assert get(path).status_code == 200
    before = CacheGeneration.objects.get(pk=1).number

    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)

    def withdraw() -> None:
        story = StoryPage.objects.get(pk=site.story.pk)
        newsroom.withdraw_story(story, acting_user=officer, reason="数据有误")

    with pytest.raises(RuntimeError, match="after all"), transaction.atomic():
        withdraw()
        raise RuntimeError("not after all")
    assert CacheGeneration.objects.get(pk=1).number == before
    withdraw()
    assert CacheGeneration.objects.get(pk=1).number > before
    generation.forget()
    assert get(path).status_code == 410
