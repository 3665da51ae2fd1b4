"""Only public addresses are reached, checked where they are dialled; and no server can make us read for ever."""

from __future__ import annotations

import gzip
import itertools
import time
import zlib
from collections.abc import Iterator
from typing import Any

import httpcore
import pytest
from django.test import override_settings
from django.utils import translation

from scicomm.core.outside import is_public
from scicomm.core.outside.connections import CheckedBackend, Deadline
from scicomm.listening.clients import (
    AddressRefused,
    FetchError,
    HttpFeedClient,
    LoggedFeedClient,
    feed_client,
)
from tests.factories.listening import rss, send, web_server


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What is said is compared in English, the language of the source."""
    with translation.override("en"):
        yield


FEED = rss({"title": "一条", "link": "https://news.example/1"})


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "168.63.129.16", "::1", "::", "fe80::1",
        "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:db8::1", "fec0::1", "no address",
    ],
)  # fmt: skip
def test_numbers_that_are_not_of_the_public_internet(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_numbers_of_the_public_internet(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0x7f.1",
     "0177.0.0.1", "127.1", "localhost", "0"],
)  # fmt: skip
def test_private_hosts_are_refused_in_every_way_of_writing_them(host: str) -> None:
    with pytest.raises(AddressRefused):
        HttpFeedClient().fetch(f"http://{host}/feed.xml")


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "http://", "http://user:secret@example.org/",
     "feed.xml"],
)  # fmt: skip
def test_other_schemes_and_passwords_are_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        HttpFeedClient(allow_private=True).fetch(address)


@pytest.mark.parametrize("numbers", [["10.0.0.5"], ["8.8.8.8", "10.0.0.5"], ["::ffff:192.168.0.1"]])
def test_a_name_that_leads_inside_is_refused_even_when_one_of_its_numbers_is_public(numbers: list[str]) -> None:
    with pytest.raises(AddressRefused, match=r"evil\.example"):
        HttpFeedClient(resolver=lambda host, port: numbers).fetch("https://evil.example/feed.xml")


def test_the_number_that_was_checked_is_the_one_dialled(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name gives a public number first and a private one afterwards; it is asked once only."""
    answers = itertools.chain([["93.184.216.34"]], itertools.repeat(["127.0.0.1"]))
    asked, dialled = [], []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    def dial(self: Any, host: str, *args: Any, **kwargs: Any) -> Any:
        dialled.append(host)
        raise httpcore.ConnectError("no network in tests")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", dial)
    with pytest.raises(FetchError):
        HttpFeedClient(resolver=resolver).fetch("https://rebind.example/feed.xml")
    assert asked == ["rebind.example"]
    assert dialled == ["93.184.216.34"]


def test_the_certificate_is_checked_against_the_name_not_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    named = []

    class Stream(httpcore.MockStream):
        def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: Any = None) -> Any:
            named.append(server_hostname)
            raise httpcore.ConnectError("far enough")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", lambda self, *args, **kwargs: Stream([]))
    with pytest.raises(FetchError):
        HttpFeedClient(resolver=lambda host, port: ["93.184.216.34"]).fetch("https://name.example/feed.xml")
    assert named == ["name.example"]


def test_a_redirect_is_checked_like_the_first_address() -> None:
    with web_server(lambda handler: send(handler, b"", 302, Location="http://10.0.0.1/inside")) as address:
        port = int(address.rsplit(":", 1)[1])
        numbers = {"public.example": ["127.0.0.1"], "10.0.0.1": ["10.0.0.1"]}
        client = HttpFeedClient(resolver=lambda host, _port: numbers[host])
        # The first hop is let through by hand, because a test has no public server.
        checked = CheckedBackend._checked
        seen: list[str] = []

        def first_is_public(self: CheckedBackend, host: str, number: int) -> list[str]:
            seen.append(host)
            return ["127.0.0.1"] if host == "public.example" else checked(self, host, number)

        with pytest.MonkeyPatch.context() as patch, pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
            patch.setattr(CheckedBackend, "_checked", first_is_public)
            client.fetch(f"http://public.example:{port}/")
    assert seen == ["public.example", "10.0.0.1"]


def test_a_redirect_to_a_file_is_refused() -> None:
    to_file = web_server(lambda handler: send(handler, b"", 302, Location="file:///etc/passwd"))
    with to_file as address, pytest.raises(AddressRefused):
        HttpFeedClient(allow_private=True).fetch(address)


def test_redirects_are_followed_five_times_and_no_more() -> None:
    def answer(handler: Any) -> None:
        left = int(handler.path.strip("/"))
        send(handler, FEED) if left == 0 else send(handler, b"", 301, Location=f"/{left - 1}")

    with web_server(answer) as address:
        client = HttpFeedClient(allow_private=True)
        assert client.fetch(f"{address}/5").content == FEED
        assert client.fetch(f"{address}/5").address == f"{address}/0"
        with pytest.raises(FetchError, match="5"):
            client.fetch(f"{address}/6")


def test_a_feed_that_never_ends_is_cut_off() -> None:
    sent = []

    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"<rss version='2.0'><channel>")
        while True:
            sent.append(handler.wfile.write(b"<item><title>again</title></item>" * 1000))

    with web_server(answer) as address, pytest.raises(FetchError, match="never ends"):
        HttpFeedClient(allow_private=True, most_bytes=1024 * 1024).fetch(address)
    assert sum(sent) < 20 * 1024 * 1024


def test_a_server_that_drips_is_cut_off_by_the_total_time() -> None:
    stop: list[bool] = []

    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stop:
            handler.wfile.write(b"x")
            time.sleep(0.02)

    with web_server(answer) as address:
        began = time.monotonic()
        with pytest.raises(FetchError, match="longer than"):
            HttpFeedClient(allow_private=True, seconds=0.3).fetch(address)
        stop.append(True)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(packing: str) -> None:
    pack = zlib.compressobj(9, zlib.DEFLATED, 31 if packing == "gzip" else 15)
    bomb = b"".join([*(pack.compress(b"\0" * 1024 * 1024) for _ in range(200)), pack.flush()])
    assert len(bomb) < 1024 * 1024
    bomber = web_server(lambda handler: send(handler, bomb, Content_Encoding=packing))
    with bomber as address, pytest.raises(FetchError, match="larger than 1 MB"):
        HttpFeedClient(allow_private=True, most_bytes=1024 * 1024).fetch(address)


def test_packed_feeds_are_unpacked_and_damaged_ones_refused() -> None:
    def answer(handler: Any) -> None:
        kinds = {
            "/gzip": gzip.compress(FEED),
            "/deflate": zlib.compress(FEED),
            "/broken": b"\x1f\x8bnothing",
            "/br": b"x",
        }
        encoding = {"/broken": "gzip"}.get(handler.path, handler.path.strip("/"))
        send(handler, kinds[handler.path], Content_Encoding=encoding)

    with web_server(answer) as address:
        client = HttpFeedClient(allow_private=True)
        assert client.fetch(f"{address}/gzip").content == FEED
        assert client.fetch(f"{address}/deflate").content == FEED
        for path in ("/broken", "/br"):
            with pytest.raises(FetchError):
                client.fetch(address + path)


def test_an_unchanged_feed_is_not_sent_again() -> None:
    def answer(handler: Any) -> None:
        if handler.headers["If-None-Match"] == '"a1"' and handler.headers["If-Modified-Since"]:
            send(handler, b"", 304)
        else:
            send(handler, FEED, ETag='"a1"', Last_Modified="Mon, 02 Mar 2026 08:00:00 GMT", Content_Type="text/xml")

    with web_server(answer) as address:
        client = HttpFeedClient(allow_private=True)
        first = client.fetch(address)
        second = client.fetch(address, etag=first.etag, last_modified=first.last_modified)
    assert (first.content, first.etag, first.content_type) == (FEED, '"a1"', "text/xml")
    assert (second.content, second.etag) == (None, '"a1"')


def test_an_error_of_the_server_is_said_with_its_wish_to_wait() -> None:
    busy = web_server(lambda handler: send(handler, b"", 503, Retry_After="7200"))
    with busy as address, pytest.raises(FetchError, match="503") as caught:
        HttpFeedClient(allow_private=True).fetch(address)
    assert caught.value.retry_after == 7200


def test_what_is_no_http_is_an_error_in_words() -> None:
    def answer(handler: Any) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")

    with web_server(answer) as address, pytest.raises(FetchError):
        HttpFeedClient(allow_private=True).fetch(address)


def test_settings_choose_the_client() -> None:
    with override_settings(SCICOMM_FETCH=False):
        client = feed_client()
        assert isinstance(client, LoggedFeedClient)
        assert client.fetch("https://news.example/feed.xml").content is None
    with override_settings(SCICOMM_FETCH=True, SCICOMM_FETCH_PRIVATE=False):
        client = feed_client()
        assert isinstance(client, HttpFeedClient)
        assert not client.outside.allow_private


def test_time_that_is_used_up_raises_before_the_next_step() -> None:
    with pytest.raises(httpcore.ReadTimeout):
        Deadline(-1).left(10)
    assert Deadline(100).left(10) == 10
