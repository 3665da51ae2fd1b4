"""/api/v1/ gives every answer that its description names, and each is as described."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from scicomm.core.api.frame import LIMITER
from scicomm.core.worker import Worker
from scicomm.journals import actions
from scicomm.journals.api import intake, packages
from scicomm.journals.models import Article, IntakeRun
from scicomm.organisation.enums import Role, TokenScope
from scicomm.search.actions import drain_pending
from tests.config.programs import program_of
from tests.factories.disclosure import make_item, make_request
from tests.factories.journals import jats, related, take
from tests.factories.newsroom import make_story
from tests.factories.packages import PDF, zipped
from tests.factories.responses import make_case
from tests.interface import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_limits")]


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
