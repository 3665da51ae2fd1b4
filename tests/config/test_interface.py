"""/api/v1/ answers what its description says, in both languages, within limits, and shows only what is public."""

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
from scicomm.core.api.frame import LIMITER, Limiter
from scicomm.core.worker import Worker
from scicomm.journals import actions
from scicomm.journals.api import intake, packages
from scicomm.journals.models import Article, IntakeRun, QuarantinedFile
from scicomm.organisation.actions import appoint, make_token, revoke_token
from scicomm.organisation.enums import Role, TokenScope
from scicomm.search.actions import drain_pending
from tests.factories.disclosure import make_item, make_request
from tests.factories.journals import jats, related, take
from tests.factories.newsroom import make_story
from tests.factories.packages import PDF, zipped
from tests.factories.responses import make_case
from tests.interface import Program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path
    LIMITER.forget()


def program_of(user: Any, unit: Any, *scopes: str) -> Program:
    _token, secret = make_token(acting_user=user, unit=unit, name="press", scopes=scopes or TokenScope.values, days=30)
    return Program(secret)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_description_is_valid_openapi_3_1_in_both_languages(language: str) -> None:
    with override(language):
        schema = description()
    assert schema["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(schema).iter_errors()) == []
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation["summary"] and operation["tags"]


def read_everything(reader: Program, story: Any, answer: Any, item: Any) -> None:
    """Every address that needs no token, found, not found, and asked in wrong ways."""
    slug = Article.objects.get(doi="10.5555/one.1").journal.slug
    asked = {
        200: (
            "/journals", "/journals?unit=north-lake&issn=2050-084X", f"/journals/{slug}", f"/journals/{slug}/issues?year=2026",
            "/subjects", "/articles", "/articles/10.5555/ONE.1", "/articles/10.5555/one.2",
            *(f"/article-bodies/10.5555/one.1?format={form}" for form in ("html", "text", "jats")),
            "/authors?q=Zhang", "/authors/0000-0002-1825-0097", "/search?q=条带&kind=article&year=2026&sort=newest",
            "/search", "/stories?language=zh-hans", f"/stories/{story.pk}", "/answers", f"/answers/{answer.slug}",
            "/units", "/units/north-lake", f"/answers/{answer.slug}/claim-review", "/answers?sort=changed",
            "/disclosure/items?kind=rules", f"/disclosure/items/{item.pk}", "/disclosure/log",
        ),
        404: (
            "/journals/none", "/journals/none/issues", "/articles/10.5555/none", "/units/none", "/answers/none",
            "/article-bodies/10.5555/one.3?format=text", "/authors/0000-0000-0000-0000", "/stories/999999",
            "/answers/none/claim-review", "/disclosure/items/999999",
        ),
        400: (
            "/search?q=x&page=500&limit=50",
            *(f"/{name}?cursor={cursor}"
              for name in ("journals", "articles", "stories", "answers", "disclosure/items", "disclosure/log")
              for cursor in ("x", "W10", "WyJhIiwiYiJd", "%00")),
        ),
        422: (
            "/journals?limit=0", f"/journals/{slug}/issues?year=1", "/articles?limit=101", "/authors?limit=x",
            "/articles?changed_since=yesterday", "/article-bodies/10.5555/one.1?format=pdf", "/search?page=0",
            "/stories?language=fr", "/answers?limit=-1", "/disclosure/items?changed_since=x", "/disclosure/log?limit=0",
        ),
    }  # fmt: skip
    for status, paths in asked.items():
        for path in paths:
            assert reader.get(path).status_code == status, path


def send_everything(sender: Program, monkeypatch: Any) -> int:
    """Taking in, the quarantine and the mended form, in right and wrong ways; returns the number of the refused file."""
    new = jats("10.5555/sent.1")
    for data, kind, status in (
        (new, "application/xml", 201), (new, "application/xml", 200), (b"", "application/xml", 400),
        (b"PK", "application/zip", 415),
    ):  # fmt: skip
        assert sender.post("/intake?name=sent.xml", data, kind).status_code == status
    broken = sender.post("/intake?name=broken.xml", b"<article><front>\n\n</article>")
    number = json.loads(broken.content)["quarantine"]
    assert broken.status_code == 422 and json.loads(broken.content)["line"]
    for path, status in (
        ("", 200), ("?state=all", 200), (f"/{number}", 200), ("?cursor=x", 400), ("?state=none", 422), ("/999999", 404),
    ):  # fmt: skip
        assert sender.get(f"/quarantine{path}").status_code == status, path
    replay = f"/quarantine/{number}/replay"
    assert sender.post("/quarantine/999999/replay", new).status_code == 404
    with monkeypatch.context() as small:
        small.setattr(intake, "MAX_BYTES", 10)
        assert {sender.post(path, new).status_code for path in ("/intake", replay)} == {413}
    mended = jats("10.5555/mended.1")
    for data, kind, status in (
        (b"", "text/xml", 400), (b"x", "text/plain", 415), (b"<nothing/>", "text/xml", 422), (mended, "text/xml", 201),
        (mended, "text/xml", 200),
    ):  # fmt: skip
        assert sender.post(replay, data, kind).status_code == status
    return int(number)


def send_packages(sender: Program, monkeypatch: Any) -> int:
    """A package small and large, its run while it waits and when it is over, in right and wrong ways; returns its number."""
    small = zipped({"a.xml": jats("10.5555/packed.1"), "a.pdf": PDF, "b.xml": b"<article>\n<front></article>"})
    for data, kind, path, status in (
        (b"", "application/zip", "/packages", 400), (small, "text/plain", "/packages", 415),
        (small, "application/zip", f"/packages?name={'x' * 301}", 422), ({"other": "x"}, "", "/packages", 400),
    ):  # fmt: skip
        assert sender.post(path, data, kind).status_code == status, path
    with monkeypatch.context() as limited:
        limited.setattr(packages, "MAX_PACKAGE_BYTES", 10)
        assert sender.post("/packages", small, "application/zip").status_code == 413
    answer = sender.post("/packages?name=p.zip", small, "application/zip")
    run = json.loads(answer.content)
    assert (answer.status_code, run["state"], run["done"], answer["Location"]) == (200, "done", 1, run["url"])
    told = {one["file"].rpartition("/")[2]: one for one in run["outcomes"]}
    assert (told["a.xml"]["state"], told["a.xml"]["doi"], told["a.xml"]["parts"]) == ("accepted", "10.5555/packed.1", 1)
    assert told["b.xml"]["state"] == "quarantined" and told["b.xml"]["line"] == 2 and told["b.xml"]["reason"]
    assert sender.get(f"/quarantine/{told['b.xml']['quarantine']}").status_code == 200
    broken = json.loads(sender.post("/packages", {"file": io.BytesIO(b"no zip")}).content)
    assert [one["state"] for one in broken["outcomes"]] == ["quarantined"] and broken["outcomes"][0]["reason"]
    with monkeypatch.context() as busy:
        busy.setattr(packages, "AT_ONCE_BYTES", 10)
        later = sender.post("/packages", small, "application/zip")
    assert later.status_code == 202 and later["Retry-After"]
    waiting = json.loads(sender.get(later["Location"]).content)
    assert (waiting["state"], waiting["outcomes"], waiting["finished_at"]) == ("waiting", [], None)
    assert actions.carry_out(IntakeRun.objects.get(pk=waiting["id"]))
    over = json.loads(sender.get(later["Location"]).content)
    assert over["state"] == "done" and {one["state"] for one in over["outcomes"]} == {"unchanged", "quarantined"}
    assert sender.get("/runs/999999").status_code == 404
    return int(over["id"])


def be_refused(academy: Any, editor: Any, number: int, run: int) -> list[Program]:
    """Without a token, with one for something else, and with one of another unit."""
    lake, sea, new = academy.north_lake, academy.south_sea, jats("10.5555/refused.1")
    wrong, nothing = Program("sct_00000000_wrong"), program_of(editor, lake, TokenScope.QUARANTINE_READ)
    limited, other = (
        program_of(editor, lake, TokenScope.ARTICLES_WRITE),
        program_of(academy.user(Role.OBSERVER, sea), sea),
    )
    for path in ("/quarantine", f"/quarantine/{number}"):
        assert (wrong.get(path).status_code, limited.get(path).status_code) == (401, 403)
    assert (wrong.get(f"/runs/{run}").status_code, nothing.get(f"/runs/{run}").status_code) == (401, 403)
    assert (
        other.get(f"/runs/{run}").status_code == 404
        and other.post("/packages", b"x", "application/zip").status_code == 403
    )
    for path in ("/intake", "/packages", f"/quarantine/{number}/replay"):
        assert (wrong.post(path, new).status_code, nothing.post(path, new).status_code) == (401, 403)
    assert other.post("/intake", new).status_code == 403 and other.get(f"/quarantine/{number}").status_code == 404
    return [wrong, nothing, limited, other]


def hand_in_leads(sender: Program, others: list[Program]) -> None:
    """Leads in right and wrong ways: by the sender, without a token, and with one for something else."""
    kind = "application/json"
    lead = json.dumps({"title": "湖水变暖了", "nothing_secret": True})
    once = {"Idempotency-Key": "k-1"}
    first, again = (sender.post("/leads", lead, kind, **once) for _twice in range(2))
    assert (first.status_code, again.status_code) == (201, 200) and first.content == again.content
    for data, status in ((b"{", 400), (b"{}", 422), (lead.replace("true", "false").encode(), 422)):
        assert sender.post("/leads", data, kind).status_code == status
    own = f"/leads/{json.loads(first.content)['id']}"
    for path, status in (
        ("/leads", 200),
        (own, 200),
        ("/leads/999999", 404),
        ("/leads?cursor=x", 400),
        ("/leads?limit=0", 422),
    ):
        assert sender.get(path).status_code == status
    wrong, nothing = others[:2]
    for path in ("/leads", own):
        assert (wrong.get(path).status_code, nothing.get(path).status_code) == (401, 403)
    assert (wrong.post("/leads", lead, kind).status_code, nothing.post("/leads", lead, kind).status_code) == (401, 403)


def work_on_cases(academy: Any, others: list[Program]) -> Program:
    """Cases and requests for information in right and wrong ways."""
    lake, kind = academy.north_lake, "application/json"
    desk, request = program_of(academy.user(Role.RESPONSE_OFFICER, lake), lake), make_request(academy, lake)
    call, remark = json.dumps({"text": "湖水为什么发绿？"}), json.dumps({"text": "已联系"})
    made = [desk.post("/cases", call, kind, **{"Idempotency-Key": "c"}) for _twice in range(2)]
    assert [answer.status_code for answer in made] == [201, 200]
    own, there = f"/cases/{json.loads(made[0].content)['id']}", f"/disclosure/requests/{request.pk}"
    for path, data, status in (
        ("/cases", b"{", 400), ("/cases", b"{}", 422), (f"{own}/remarks", remark, 201), (f"{own}/remarks", remark, 200),
        (f"{own}/remarks", b"{", 400), (f"{own}/remarks", b"{}", 422), ("/cases/999999/remarks", remark, 404),
    ):  # fmt: skip
        assert desk.post(path, data, kind).status_code == status, path
    for path in ("/cases", "/disclosure/requests"):
        for more, status in (("", 200), ("?cursor=x", 400), ("?limit=0", 422), ("?state=none", 422), ("/999999", 404)):
            assert desk.get(f"{path}{more}").status_code == status, (path, more)
    assert desk.get(own).status_code == desk.get(there).status_code == 200
    wrong, nothing = others[:2]
    for path in ("/cases", own, "/disclosure/requests", there):
        assert (wrong.get(path).status_code, nothing.get(path).status_code) == (401, 403)
    for path in ("/cases", f"{own}/remarks"):
        data = call if path == "/cases" else remark
        assert (wrong.post(path, data, kind).status_code, nothing.post(path, data, kind).status_code) == (401, 403)
    return desk


def ask_too_often(reader: Program, settings: Any) -> None:
    """Every address once more than a minute allows."""
    LIMITER.forget()
    settings.SCICOMM_API_RATE = 1
    reader.client.get("/api/v1/subjects")
    for route, methods in reader.schema["paths"].items():
        path = route.replace("{doi}", "10.5555/x").replace("{orcid}", "x").replace("{slug}", "x").replace("{pk}", "1")
        for method in methods:
            refused = reader.get(path) if method == "get" else reader.post(path, b"")
            assert refused.status_code == 429


def test_every_documented_answer_is_given_and_is_as_documented(academy: Any, monkeypatch: Any, settings: Any) -> None:
    lake, reader = academy.north_lake, Program()
    editor = academy.user(Role.JOURNAL_EDITOR, lake)
    assert reader.get("/search?q=x").status_code == 503, "no index has been built"
    take(lake, jats("10.5555/one.1"), "1.xml")
    notice = jats("10.5555/one.2", article_type="correction", related=related("corrected-article", "10.5555/one.1"))
    take(lake, notice, "2.xml")
    take(lake, jats("10.5555/one.3", body=""), "3.xml")
    story, answer, item = (
        make_story(academy, state="published", title="湖水变暖了"),
        make_case(academy, state="published").answer,
        make_item(academy, lake, state="public"),
    )
    Worker().drain()
    while drain_pending():
        pass
    read_everything(reader, story, answer, item)
    sender = program_of(editor, lake)
    refused = be_refused(academy, editor, send_everything(sender, monkeypatch), send_packages(sender, monkeypatch))
    hand_in_leads(sender, refused)
    desk = work_on_cases(academy, refused)
    ask_too_often(reader, settings)
    seen = set().union(*(program.seen for program in (reader, sender, desk, *refused)))
    assert reader.documented() - seen == set()


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
