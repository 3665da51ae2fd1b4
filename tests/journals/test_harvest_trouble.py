"""Promise: whatever a source answers, or does not, is told, waited out and bounded; nothing is lost by it or done twice."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from scicomm.core.outside import OutsideError
from scicomm.journals.clients import oai as client_module
from scicomm.journals.clients.oai import HttpOaiClient, LoggedOaiClient, oai_client, read_next
from scicomm.journals.models import Article, QuarantinedFile
from scicomm.journals.rules.oai.harvest import Standing, from_datestamp, wait_after
from scicomm.journals.rules.oai.reading import AnswerRefused, counts_days, read_part
from tests.factories.journals import jats
from tests.factories.listening import send, web_server
from tests.journals.platform_fake import NOW, Platform, add, answer, harvest, identity, listed, record, refused, wait_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# -------------------------------------------------------------------------------------------------- failures


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>busy</html>", "not of OAI-PMH"),
        (b"", "not XML"),
        (listed(record("a"))[:-30], "not XML (line"),
        (b'<!DOCTYPE x [<!ENTITY e "e">]><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"/>', "DOCTYPE"),
        (answer(""), "no list of records"),
        (refused("badArgument"), "badArgument no"),
        (listed(*[record(key, b"<dc xmlns='urn:x'/>") for key in "ab"]), "holds no JATS"),
        (OutsideError("The server answered 503.", retry_after=7200), "503"),
    ],
)
def test_a_failure_is_told_and_tried_again_later_each_time(content: Any, words: str, academy: Any) -> None:
    source = add(academy)
    waits = []
    for failures in (1, 2, 3):
        source = harvest(source, Platform(first=content))
        assert words in source.last_error and source.failures == failures
        waits.append(wait_of(source))
    least, more = (115, 115) if isinstance(content, OutsideError) else (4, 19)
    assert waits[0] > dt.timedelta(minutes=least) and waits[2] > dt.timedelta(minutes=more)
    assert not QuarantinedFile.objects.exists() and not Article.objects.exists()
    source = harvest(source, Platform(first=listed(record("a"))))
    assert (source.failures, source.last_error, source.health) == (0, "", source.Health.FINE)


def test_the_wait_doubles_up_to_a_day_and_honours_what_the_server_asks() -> None:
    minutes = [wait_after(24, failures) / dt.timedelta(minutes=1) for failures in (0, 1, 2, 3, 30)]
    assert minutes == [1440, 5, 10, 20, 1440]
    assert wait_after(24, 1, asked=3600) == dt.timedelta(hours=1)
    assert wait_after(24, 1, asked=10**7) == dt.timedelta(days=1)
    assert from_datestamp("", by_days=True) == ""


def test_a_token_the_source_has_forgotten_begins_the_list_again_and_does_nothing_twice(academy: Any) -> None:
    platform = Platform(first=listed(record("a"), token="t1"), t1=refused("badResumptionToken"))
    source = harvest(add(academy), platform)
    assert (source.resumption_token, source.failures) == ("", 1)
    source = harvest(source, Platform(first=listed(record("a"), record("b"))))
    assert source.counts == {"unchanged": 1, "accepted": 1}


@pytest.mark.parametrize("kind", ["same token", "two tokens in turn", "always a new token", "empty parts"])
def test_a_list_that_never_ends_is_noticed(kind: str, academy: Any) -> None:
    class Endless(Platform):
        def ask(self, base_address: str, arguments: dict[str, str]) -> bytes | None:
            if arguments["verb"] == "Identify":
                return identity()
            self.asked.append(arguments)
            number = len(self.asked)
            names = {"same token": "t", "two tokens in turn": f"t{number % 2}"}
            records = () if kind == "empty parts" else (record("a"),)
            return listed(*records, token=names.get(kind, f"t{number}"))

    platform = Endless()
    source = harvest(add(academy), platform, most=100)
    assert "round in circles" in source.last_error
    assert len(platform.asked) <= 12
    assert source.resumption_token == "" and not source.last_datestamp


def test_what_xml_forbids_is_dropped_and_what_stands_in_other_namespaces_is_read(academy: Any) -> None:
    dirty = (
        record("a")
        .replace("<front>", "\x01\x0b&#x1;&#27;<front>")
        .replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    )
    plain = record("b", jats("10.5555/b").replace(b"<article ", b'<article xmlns="" '))
    other = record(
        "c", jats("10.5555/c").replace(b"<article ", b'<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/" ')
    )
    source = harvest(add(academy), Platform(first=listed(dirty, plain, other)))
    assert source.counts == {"accepted": 3}
    assert Article.objects.get(doi="10.5555/a").licence_url.startswith("https://creativecommons.org/"), (
        "xlink of the envelope"
    )


def test_an_answer_that_cannot_be_understood_is_refused_without_a_database() -> None:
    assert counts_days(identity("YYYY-MM-DD")) and not counts_days(identity())
    with pytest.raises(AnswerRefused, match="who it is"):
        counts_days(answer(""))
    part = read_part(listed("<record><header/></record>", record("a"), token="x"))
    assert [item.identifier for item in part.items] == ["oai:p:a"]
    assert read_part(answer("<ListRecords/>", "today")).response_date == ""
    assert read_part(answer("<ListRecords/>", "2026-03-01T08:00:00.123Z")).response_date == NOW


# -------------------------------------------------------------------------------------------------- the client


def served(answers: Callable[[dict[str, str]], tuple[int, bytes, dict[str, str]]]) -> Any:
    def reply(handler: Any) -> None:
        status, body, headers = answers(dict(parse_qsl(urlsplit(handler.path).query)))
        send(handler, body, status, **headers)

    return web_server(reply)


def test_the_client_asks_over_http_within_bounds() -> None:
    def answers(asked: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        if asked["verb"] == "Identify":
            return 200, identity(), {}
        if asked.get("set") == "busy":
            return 503, b"", {"Retry_After": "77"}
        if asked.get("set") == "huge":
            return 200, b" " * 200_000, {}
        return 200, listed(record("a")), {}

    with served(answers) as address:
        client = HttpOaiClient(allow_private=True, most_bytes=100_000, seconds=5)
        found = read_next(client, Standing(f"{address}/oai", "jats"))
        busy = read_next(client, Standing(f"{address}/oai", "jats", "busy"))
        huge = read_next(client, Standing(f"{address}/oai?path=x", "jats", "huge"))
        inside = read_next(HttpOaiClient(), Standing(f"{address}/oai", "jats"))
    assert (
        found is not None and found.part is not None and [item.identifier for item in found.part.items] == ["oai:p:a"]
    )
    assert busy is not None and (busy.failure, busy.retry_after) == ("The server answered 503.", 77)
    assert huge is not None and "larger than" in huge.failure
    assert inside is not None and "not on the public internet" in inside.failure


def test_a_server_that_drips_does_not_hold_the_worker() -> None:
    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _byte in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)

    began = time.monotonic()
    with web_server(drip) as address:
        found = read_next(HttpOaiClient(allow_private=True, seconds=0.2), Standing(address, "jats"))
    assert found is not None and "longer than" in found.failure
    assert time.monotonic() - began < 1.5


def test_nothing_is_asked_where_fetching_is_switched_off(academy: Any, settings: Any) -> None:
    settings.SCICOMM_FETCH = False
    assert isinstance(oai_client(), LoggedOaiClient)
    source = harvest(add(academy), oai_client())
    assert (source.run, source.failures) == (0, 0)
    assert client_module.MOST_BYTES >= 50_000_000
