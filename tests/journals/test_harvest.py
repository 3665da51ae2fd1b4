"""Promise: a harvest loses nothing and does nothing twice, whatever the source does; what the source deletes is withdrawn here
only when it came from there."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from scicomm.core.outside import OutsideError
from scicomm.core.periodic import AGAIN
from scicomm.journals import actions
from scicomm.journals.clients import oai as client_module
from scicomm.journals.clients.oai import HttpOaiClient, LoggedOaiClient, OaiClient, oai_client, read_next
from scicomm.journals.models import Article, ArticleVersion, HarvestedRecord, HarvestSource, QuarantinedFile
from scicomm.journals.rules.oai.harvest import Standing, from_datestamp, wait_after
from scicomm.journals.rules.oai.reading import AnswerRefused, counts_days, read_part
from scicomm.journals.tasks.harvests import harvest_due, harvest_part
from scicomm.organisation.enums import Role
from tests.factories.journals import jats, take
from tests.factories.listening import send, web_server

pytestmark = pytest.mark.django_db
BASE = "https://platform.example/oai"
NOW = "2026-03-01T08:00:00Z"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def answer(body: str, moment: str = NOW) -> bytes:
    return (
        f'<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<responseDate>{moment}</responseDate><request>{BASE}</request>{body}</OAI-PMH>"
    ).encode()


def identity(granularity: str = "YYYY-MM-DDThh:mm:ssZ") -> bytes:
    return answer(f"<Identify><granularity>{granularity}</granularity></Identify>")


def refused(code: str) -> bytes:
    return answer(f'<error code="{code}">no</error>')


def record(key: str, document: bytes | None = b"", datestamp: str = "2026-02-01T00:00:00Z") -> str:
    """A record of an article with the DOI `10.5555/<key>`; None as its document makes it a deleted one."""
    status = "" if document is not None else ' status="deleted"'
    inside = (document or jats(f"10.5555/{key}")).decode()
    metadata = f"<metadata>{inside}</metadata>" if document is not None else ""
    header = f"<header{status}><identifier>oai:p:{key}</identifier><datestamp>{datestamp}</datestamp></header>"
    return f"<record>{header}{metadata}</record>"


def listed(*records: str, token: str = "", size: int = 0, moment: str = NOW) -> bytes:
    length = f' completeListSize="{size}"' if size else ""
    end = f"<resumptionToken{length}>{token}</resumptionToken>" if token else ""
    return answer(f"<ListRecords>{''.join(records)}{end}</ListRecords>", moment)


class Platform(OaiClient):
    """A platform in memory: `parts` by token (empty: the beginning); an exception among them is raised."""

    def __init__(self, granularity: str = "YYYY-MM-DDThh:mm:ssZ", **parts: Any) -> None:
        self.granularity = granularity
        self.parts: dict[str, Any] = {"" if name == "first" else name: part for name, part in parts.items()}
        self.asked: list[dict[str, str]] = []

    def ask(self, base_address: str, arguments: dict[str, str]) -> bytes | None:
        if arguments["verb"] == "Identify":
            return identity(self.granularity)
        self.asked.append(arguments)
        part = self.parts[arguments.get("resumptionToken", "")]
        if isinstance(part, Exception):
            raise part
        content: bytes = part
        return content


def add(academy: Any, **values: Any) -> HarvestSource:
    values = {"unit": academy.north_lake, "name": "某平台", "base_address": BASE, **values}
    return actions.add_source(acting_user=None, **values)


def harvest(source: HarvestSource, platform: OaiClient, most: int = 30) -> HarvestSource:
    """Part after part, as the worker does it, until the list ends or fails."""
    for _part in range(most):
        if not harvest_part(platform, HarvestSource.objects.get(pk=source.pk)):
            break
    return HarvestSource.objects.select_related("unit").get(pk=source.pk)


def wait_of(source: HarvestSource) -> dt.timedelta:
    """How long the worker lets a source wait from now on."""
    assert source.next_harvest_at is not None
    return source.next_harvest_at - timezone.now()


def outcomes(source: HarvestSource) -> dict[str, str]:
    return dict(source.records.values_list("identifier", "outcome"))


# -------------------------------------------------------------------------------------------------- the walk


def test_a_list_in_parts_goes_in_and_the_next_harvest_asks_from_there(academy: Any) -> None:
    platform = Platform(
        first=listed(record("a"), record("b", b"<article/>"), token="t1", size=3),
        t1=listed(record("c"), record("d", None), moment="2026-03-01T09:00:00Z"),
    )
    source = harvest(add(academy, set_spec="lakes"), platform)
    assert platform.asked[0] == {"verb": "ListRecords", "metadataPrefix": "jats", "set": "lakes"}
    assert {article.doi for article in Article.objects.all()} == {"10.5555/a", "10.5555/c"}
    assert outcomes(source) == {
        "oai:p:a": "accepted",
        "oai:p:b": "quarantined",
        "oai:p:c": "accepted",
        "oai:p:d": "left",
    }
    assert QuarantinedFile.objects.get().file_name == "oai:p:b"
    assert (source.counts, source.pages, source.list_size) == ({"accepted": 2, "quarantined": 1, "left": 1}, 2, 3)
    assert (source.last_datestamp, source.resumption_token, source.health) == (NOW, "", source.Health.FINE)
    assert wait_of(source) > dt.timedelta(hours=23)
    again = Platform(first=refused("noRecordsMatch"))
    source = harvest(source, again)
    assert again.asked[0]["from"] == "2026-03-01T07:00:00Z", "an hour's overlap"
    assert (source.failures, source.last_datestamp, source.run) == (0, NOW, 2)
    by_days = Platform("YYYY-MM-DD", first=refused("noRecordsMatch"))
    harvest(source, by_days)
    assert by_days.asked[0]["from"] == "2026-02-28"


def test_a_worker_that_is_killed_between_two_parts_goes_on_where_it_was(academy: Any, monkeypatch: Any) -> None:
    platform = Platform(
        first=listed(record("a"), token="t1"), t1=listed(record("b"), token="t2"), t2=listed(record("c"))
    )
    source = add(academy)
    assert harvest_part(platform, source)
    source.refresh_from_db()
    reading = read_next(platform, Standing(BASE, "jats", token="t1"))
    assert reading is not None
    monkeypatch.setattr("scicomm.journals.actions.harvests.keep_records", _killed)
    with pytest.raises(KeyboardInterrupt):
        actions.store_page(source, reading)
    monkeypatch.undo()
    source.refresh_from_db()
    assert source.resumption_token == "t1" and Article.objects.count() == 1, "the part went in whole or not at all"
    actions.store_page(source, reading)
    before = HarvestSource.objects.get(pk=source.pk)
    assert actions.store_page(source, reading).pages == before.pages == 2, "stored twice, the second time is dropped"
    source = harvest(source, platform)
    assert Article.objects.count() == ArticleVersion.objects.count() == 3
    assert source.counts == {"accepted": 3}


def _killed(*args: Any) -> Any:
    raise KeyboardInterrupt


def test_the_job_takes_parts_in_turn_until_nothing_is_due(academy: Any, monkeypatch: Any) -> None:
    platform = Platform(first=listed(record("a"), token="t1"), t1=listed(record("b")))
    monkeypatch.setattr("scicomm.journals.tasks.harvests.oai_client", lambda: platform)
    source = add(academy)
    add(academy, name="停用", base_address=f"{BASE}/off", is_on=False)
    assert harvest_due() is AGAIN
    assert harvest_due() == 1
    assert harvest_due() == 0
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    actions.harvest_soon(source, acting_user=editor)
    assert harvest_due() is AGAIN
    with pytest.raises(ValidationError):
        actions.harvest_soon(HarvestSource.objects.get(is_on=False), acting_user=editor)


def test_a_harvest_keeps_to_the_journals_of_its_unit(academy: Any) -> None:
    take(academy.south_sea, doi="10.5555/a")
    source = harvest(add(academy), Platform(first=listed(record("a", jats("10.5555/a", title_zh="改了")), record("b"))))
    assert outcomes(source) == {"oai:p:a": "refused", "oai:p:b": "refused"}, "the journal itself is another unit's"
    assert Article.objects.get().title_zh != "改了"
    assert "only its own editors" in source.records.get(identifier="oai:p:a").reason.lower()
    assert not QuarantinedFile.objects.exists()


# -------------------------------------------------------------------------------------------------- deletions


def test_what_a_source_deletes_is_withdrawn_only_if_it_came_from_there(academy: Any) -> None:
    take(academy.north_lake, doi="10.5555/own")
    first = Platform(first=listed(record("a"), record("own"), record("byhand")))
    source = harvest(add(academy), first)
    actions.withdraw_article(
        Article.objects.get(doi="10.5555/byhand"), reason="本院决定", acting_user=academy.superuser
    )
    gone = [record(key, None, "2026-03-02T00:00:00Z") for key in ("a", "own", "byhand", "never")]
    source = harvest(source, Platform(first=listed(*gone)))
    assert outcomes(source) == {
        "oai:p:a": "withdrawn",
        "oai:p:own": "left",
        "oai:p:byhand": "left",
        "oai:p:never": "left",
    }
    withdrawn = Article.everything.get(doi="10.5555/a")
    assert "某平台" in withdrawn.withdrawal_reason and "has deleted it" in withdrawn.withdrawal_reason
    assert not Article.everything.get(doi="10.5555/own").is_withdrawn
    source = harvest(source, Platform(first=listed(*gone)))
    assert outcomes(source)["oai:p:a"] == "withdrawn", "the same news twice"
    back = [record(key, datestamp="2026-03-03T00:00:00Z") for key in ("a", "byhand")]
    harvest(source, Platform(first=listed(*back)))
    assert not Article.everything.get(doi="10.5555/a").is_withdrawn
    assert Article.everything.get(doi="10.5555/byhand").is_withdrawn, "what people here decided stays"


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


# -------------------------------------------------------------------------------------------------- who may


def test_journal_editors_of_the_very_unit_keep_sources(academy: Any) -> None:
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    values = {"unit": academy.north_lake, "name": "某平台", "base_address": BASE}
    for stranger in (
        academy.user(Role.JOURNAL_EDITOR, academy.north),
        academy.user(Role.COORDINATOR, academy.north_lake),
    ):
        with pytest.raises(PermissionDenied):
            actions.add_source(acting_user=stranger, **values)
    source = actions.add_source(acting_user=editor, **values)
    with pytest.raises(ValidationError):
        actions.add_source(acting_user=editor, **values)
    for address in ("ftp://platform.example/", "https://a:b@platform.example/", "platform"):
        with pytest.raises(ValidationError):
            actions.change_source(source, acting_user=editor, base_address=address)
    for action in (actions.change_source, actions.remove_source, actions.harvest_soon):
        with pytest.raises(PermissionDenied):
            action(source, acting_user=academy.user(Role.JOURNAL_EDITOR, academy.north_hill))


def test_another_address_is_another_list(academy: Any) -> None:
    source = harvest(add(academy), Platform(first=listed(record("a"), token="t1"), t1=OutsideError("down")))
    assert source.resumption_token == "t1"
    reading = read_next(Platform(t1=listed(record("b"))), Standing(BASE, "jats", token="t1"))
    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    assert reading is not None
    actions.change_source(source, acting_user=editor, every_hours=6)
    assert HarvestSource.objects.get().resumption_token == "t1"
    actions.change_source(source, acting_user=editor, base_address=f"{BASE}/new")
    changed = HarvestSource.objects.get()
    assert (changed.resumption_token, changed.failures, changed.began_at) == ("", 0, "")
    actions.store_page(source, reading)
    assert not Article.objects.filter(doi="10.5555/b").exists(), "a part of the old list comes too late"
    actions.remove_source(changed, acting_user=editor)
    assert not HarvestedRecord.objects.exists() and Article.objects.count() == 1


def test_the_staff_pages_say_how_a_source_fares_and_harvest_now(academy: Any, client_for: Any) -> None:
    editor = client_for(academy.user(Role.JOURNAL_EDITOR, academy.north_lake))
    form = {"unit": academy.north_lake.pk, "name": "某平台", "base_address": f"{BASE}?verb=Identify", "metadata_prefix": "jats",
            "every_hours": 24, "is_on": "on"}  # fmt: skip
    page = editor.post("/admin/harvests/new/", form)
    assert page.status_code == 200 and not HarvestSource.objects.exists(), "an address with a verb in it is refused"
    assert editor.post("/admin/harvests/new/", {**form, "base_address": BASE}).status_code == 302
    source = HarvestSource.objects.get()
    address = f"/admin/harvests/{source.pk}/"
    assert b"data-progress" in editor.get(address).content, "a new source waits for the worker"
    platform = Platform(
        first=listed(record("a"), record("b", b"<article/>"), token="t1", size=9), t1=OutsideError("坏了")
    )
    harvest_part(platform, source)
    running = editor.get(f"{address}progress/").json()
    assert (running["done"], running["total"], running["state"]) == (2, 9, "running")
    harvest(source, platform)
    page = editor.get(address).content.decode()
    assert "坏了" in page and "oai:p:b" in page and "data-progress=" not in page
    assert "oai:p:a" not in editor.get(f"{address}?outcome=quarantined").content.decode()
    assert editor.post(f"{address}now/").status_code == 302
    assert wait_of(HarvestSource.objects.get()) <= dt.timedelta(0)
    assert editor.get(f"/admin/harvests/inspect/{source.pk}/")["Location"] == address
    assert (
        editor.post(f"/admin/harvests/edit/{source.pk}/", {**form, "base_address": BASE, "every_hours": 5}).status_code
        == 302
    )
    assert HarvestSource.objects.get().every_hours == 5
    above = client_for(academy.user(Role.COORDINATOR, academy.north))
    assert above.get(address).status_code == 200 and above.post(f"{address}now/").status_code in {302, 403}
    other = client_for(academy.user(Role.JOURNAL_EDITOR, academy.south_sea))
    assert other.get(address).status_code == other.get(f"{address}progress/").status_code == 404
    assert editor.post(f"/admin/harvests/delete/{source.pk}/").status_code == 302 and not HarvestSource.objects.exists()
