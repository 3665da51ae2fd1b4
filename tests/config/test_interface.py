"""/api/v1/ describes itself, in both languages, within limits, and shows only what is public."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openapi_spec_validator import OpenAPIV31SpecValidator

from scicomm.config.interface import description
from scicomm.core.api.frame import Limiter
from scicomm.core.worker import Worker
from scicomm.journals.models import Article, QuarantinedFile
from scicomm.organisation.actions import appoint, revoke_token
from scicomm.organisation.enums import Role
from scicomm.search.actions import drain_pending
from tests.config.programs import program_of
from tests.factories.journals import jats, related, take
from tests.factories.newsroom import make_story
from tests.interface import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_limits")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_description_is_valid_openapi_3_1_in_both_languages(language: str) -> None:
    with override(language):
        schema = description()
    assert schema["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(schema).iter_errors()) == []
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["summary"] and operation["tags"]


def test_an_article_is_given_whole_in_both_languages_with_few_queries(academy: Any) -> None:
    program = Program()
    for number in range(12):
        take(academy.north_lake, jats(f"10.5555/many.{number}"), f"{number}.xml")
    notice = jats("10.5555/notice", article_type="retraction", related=related("retracted-article", "10.5555/many.1"))
    take(academy.north_lake, notice, "n.xml")
    with CaptureQueriesContext(connection) as few:
        program.get("/articles?limit=2")
    with CaptureQueriesContext(connection) as many:
        listed = program.get("/articles?limit=12&unit=north&language=zh&open_access=true")
    assert len(json.loads(listed.content)["items"]) == 12
    assert len(many) <= len(few) + 1 and len(few) <= 3, "a page costs three queries, and one for its unit"
    with CaptureQueriesContext(connection) as one:
        found = json.loads(program.get("/articles/10.5555/many.1").content)
    assert len(one) <= 7
    assert found["title"] == {"zh": "条带间距可作为早期信号", "en": "Band spacing as an early signal"}
    assert found["state"] == "retracted" and found["notices"][0]["doi"] == "10.5555/notice"
    assert found["line"][0]["orcid"] == "0000-0002-1825-0097" and found["versions"][0]["number"] == 1
    assert "草地" in found["abstract"]["zh"] and "grassland" in found["abstract"]["en"]
    taken = json.loads(program.get("/articles/10.5555/notice").content)
    assert taken["corrects"]["doi"] == "10.5555/many.1" and taken["relations"][0]["in_effect"]
    jats_back = program.get("/article-bodies/10.5555/many.1?format=jats").content
    assert jats_back == jats("10.5555/many.1")
    assert "sandbox" in program.get("/article-bodies/10.5555/many.1").headers["Content-Security-Policy"]


@pytest.mark.parametrize("sort", ["published", "changed"])
def test_pages_by_key_give_every_article_once_while_others_come_in(academy: Any, sort: str) -> None:
    program, days = Program(), dt.date(2026, 1, 1)
    for number in range(7):
        take(academy.north_lake, jats(f"10.5555/page.{number}"), f"{number}.xml")
        Article.objects.filter(doi=f"10.5555/page.{number}").update(published_on=days + dt.timedelta(days=number // 3))
    seen, address = [], f"/articles?limit=3&sort={sort}"
    while address:
        answer = program.get(address)
        body = json.loads(answer.content)
        seen += [item["doi"] for item in body["items"]]
        address = body["next"]
        assert ('rel="next"' in answer["Link"]) == bool(address)
        if len(seen) == 3:
            take(academy.north_lake, jats("10.5555/late"), "late.xml")
            Article.objects.filter(doi="10.5555/late").update(published_on=dt.date(2027, 1, 1))
    assert len(seen) == len(set(seen))
    assert set(seen) == {f"10.5555/page.{number}" for number in range(7)} | (
        {"10.5555/late"} if sort == "changed" else set()
    )


def test_nothing_that_is_not_public_is_shown(academy: Any) -> None:
    for state in ("draft", "held", "withdrawn"):
        story = make_story(academy, state=state, title=f"秘密{state}")
        assert Program().get(f"/stories/{story.pk}").status_code == 404
    Worker().drain()
    while drain_pending():
        pass
    program = Program()
    for path in ("/stories", "/search?q=秘密", "/answers"):
        body = program.get(path).content.decode()
        assert json.loads(body)["items"] == [] and "秘密d" not in body, path


def test_problems_speak_the_language_of_the_request_and_say_where(academy: Any) -> None:
    chinese = Program().get("/articles?limit=0", **{"Accept-Language": "zh-CN"})
    english = Program().get("/articles?limit=0", **{"Accept-Language": "en-GB,en;q=0.9"})
    assert (chinese["Content-Language"], english["Content-Language"]) == ("zh-Hans", "en")
    assert "Accept-Language" in english["Vary"] and english["Content-Type"] == "application/problem+json"
    body = json.loads(english.content)
    assert body["title"] == "Something in the request is wrong" and body["errors"][0]["name"] == "limit"
    client = Client()
    for path in ("/api/v1/nothing", "/api/v1/", "/api/v1/articles/"):
        answer = client.get(path)
        assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json", path
    refused = client.delete("/api/v1/articles")
    assert refused.status_code == 405 and refused["Allow"] == "GET, HEAD, OPTIONS"
    assert refused["Content-Type"] == "application/problem+json"


def test_head_options_etag_and_reading_from_other_sites(academy: Any) -> None:
    take(academy.north_lake, jats("10.5555/tag"), "t.xml")
    client, path = Client(), "/api/v1/articles/10.5555/tag"
    first = client.get(path)
    assert first["Access-Control-Allow-Origin"] == "*" and "max-age=60" in first["Cache-Control"]
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert (
        client.get(path, headers={"If-None-Match": '"other"', "If-Modified-Since": first["Last-Modified"]}).status_code
        == 200
    )
    head = client.head(path)
    assert head.status_code == 200 and head.content == b"" and head["ETag"] == first["ETag"]
    options = client.options(path, headers={"Origin": "https://other.example"})
    assert options.status_code == 204 and "POST" not in options["Access-Control-Allow-Methods"]


def test_too_many_requests_are_told_when_to_come_again(academy: Any, settings: Any) -> None:
    settings.SCICOMM_API_RATE = 3
    client = Client()
    answers = [client.get("/api/v1/subjects") for _time in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 61
    limiter = Limiter()
    assert [limiter.wait("a", 1, now=100.0), limiter.wait("b", 1, now=100.0), limiter.wait("a", 1, now=130.0)] == [
        0,
        0,
        31,
    ]
    assert limiter.wait("a", 1, now=161.0) == 0


def test_a_token_acts_for_its_person_in_its_unit_only_and_the_audit_says_so(academy: Any) -> None:
    from wagtail.models import ModelLogEntry

    editor = academy.user(Role.JOURNAL_EDITOR, academy.north_lake)
    appoint(editor.person, Role.JOURNAL_EDITOR, academy.south_sea, starts_on=dt.date(2020, 1, 1))
    program = program_of(editor, academy.north_lake)
    take(academy.south_sea, jats("10.5555/sea", eissn="1234-5679", journal="海洋学报"), "sea.xml")
    foreign = program.post("/intake", jats("10.5555/sea", eissn="1234-5679", journal="海洋学报", title_zh="改"))
    assert foreign.status_code == 403 and Article.objects.get(doi="10.5555/sea").version == 1
    form = program.client.post(
        "/api/v1/intake",
        {"file": io.BytesIO(jats("10.5555/form"))},
        headers={"Authorization": f"Bearer {program.token}"},
    )
    assert form.status_code == 201 and form["Location"].endswith("/api/v1/articles/10.5555/form")
    entry = ModelLogEntry.objects.filter(action="journals.article.ingest").latest("pk")
    assert entry.user == editor and entry.data["through"] == f"token {program.token[:12]}"
    token = editor.program_tokens.get()
    assert token.last_used_at is not None
    revoke_token(token, acting_user=editor)
    assert program.post("/intake", jats("10.5555/after")).status_code == 401
    assert not QuarantinedFile.objects.exists()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_for_people_names_every_operation_and_needs_no_script(
    academy: Any, client: Client, prefix: str
) -> None:
    page = client.get(f"{prefix}/api/").content.decode()
    assert page.count("<h1") == 1 and "/api/v1/openapi.json" in page
    with override("en"):
        schema = description()
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
    assert "<script" not in page.split("<main")[1] and "https://cdn" not in page
    listed = json.loads(client.get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).content)
    assert listed["paths"].keys() == schema["paths"].keys()
