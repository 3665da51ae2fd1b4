"""The interface of cases, answers and information disclosure: whose they are, what changed, what is never told."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.organisation.actions import appoint, make_token
from scicomm.organisation.permissions import Role, TokenScope
from scicomm.responses import actions
from scicomm.responses.actions import disclosure
from scicomm.responses.models import Answer, Asker, Case, CaseRemark, DisclosureItem
from tests.factories.answers import make_factcheck
from tests.factories.disclosure import APPLICANT, WANTED, make_item, make_request, officers, send
from tests.factories.responses import make_answer, make_case
from tests.interface import Program

pytestmark = pytest.mark.django_db
JSON = "application/json"
READ, WRITE, REQUESTS = TokenScope.CASES_READ, TokenScope.CASES_WRITE, TokenScope.DISCLOSURE_READ
CALL = {"text": "湖水为什么发绿？", "detail": "电话 13900001111", "kind": "media", "urgency": "high",
        "asker_name": "王记者", "asker_email": "wang@press.example"}  # fmt: skip


def program(user: Any, unit: Any, *scopes: str) -> Program:
    _token, secret = make_token(acting_user=user, unit=unit, name="x", scopes=scopes or (READ, WRITE, REQUESTS), days=9)
    return Program(secret)


def body(answer: Any) -> Any:
    return json.loads(answer.content)


def now() -> str:
    return timezone.now().isoformat().replace("+00:00", "Z")


def test_a_case_is_opened_once_read_with_its_clocks_and_remarked_and_who_asked_is_never_told(academy: Any) -> None:
    lake = academy.north_lake
    officer = academy.user(Role.RESPONSE_OFFICER, lake)
    desk = program(officer, lake)
    once = {"Idempotency-Key": "call-1"}
    first, again = (desk.post("/cases", json.dumps(CALL), JSON, **once) for _twice in range(2))
    assert (first.status_code, again.status_code, Case.objects.count()) == (201, 200, 1)
    made = body(first)
    assert made == body(again) and first["Location"] == f"/api/v1/cases/{made['id']}"
    assert (made["unit"], made["kind"], made["urgency"], made["state"]) == (lake.slug, "media", "high", "new")
    assert made["clocks"]["answer"] and made["log"][0]["what"] == "Opened" and made["due_on"]
    other = desk.post("/cases", json.dumps({**CALL, "text": "别的"}), JSON, **once)
    assert other.status_code == 422 and "Idempotency-Key" in body(other)["detail"]
    asker = Asker.objects.get()
    assert (asker.email, asker.question.is_public_ok) == ("wang@press.example", False)
    late = (timezone.now() + dt.timedelta(days=2)).isoformat()
    for wrong in (
        {"kind": "joke"}, {"urgency": "soon"}, {"asker_email": "x"}, {"text": "  "}, {"received_at": late},
        {"wanted_by": "2026-05-01T00:00:00"},
    ):  # fmt: skip
        assert desk.post("/cases", json.dumps({**CALL, **wrong}), JSON).status_code == 422, wrong
    assert Case.objects.count() == 1 and Asker.objects.count() == 1

    there = f"/cases/{made['id']}"
    remark = json.dumps({"text": "已与值班编辑联系"})
    assert [desk.post(f"{there}/remarks", remark, JSON).status_code for _twice in range(2)] == [201, 200]
    assert CaseRemark.objects.get().author == officer
    read = body(desk.get(there))
    assert read["remarks"][0]["text"] == "已与值班编辑联系" and read["changed_at"] > read["received_at"]
    told = desk.get(there).content.decode() + desk.get("/cases").content.decode()
    for secret in ("wang@press", "王记者", "13900001111"):
        assert secret not in told
    through = [entry.data.get("through") for entry in ModelLogEntry.objects.filter(action="responses.case.open")]
    assert through == [f"token {desk.token[:12]}"]


def test_lists_are_filtered_paged_and_tell_what_changed_in_a_bounded_number_of_queries(academy: Any) -> None:
    lake = academy.north_lake
    officer = academy.user(Role.RESPONSE_OFFICER, lake)
    desk = program(officer, lake, READ)
    cases = [make_case(academy, lake, text=f"问题 {number}？") for number in range(3)]
    counts = []
    for _round in range(2):
        desk.get("/cases")
        with CaptureQueriesContext(connection) as seen:
            desk.get("/cases")
        counts.append(len(seen))
        cases += [make_case(academy, lake, text=f"又一个 {number}？") for number in range(2)]
    assert counts[0] == counts[1] <= 12, counts
    page = body(desk.get("/cases?limit=3"))
    ids = [one["id"] for one in page["items"]]
    while page["next"]:
        page = body(desk.get(page["next"]))
        ids += [one["id"] for one in page["items"]]
    assert sorted(ids) == sorted(case.pk for case in cases) and len(ids) == len(set(ids)) == 7
    since = now()
    assert body(desk.get(f"/cases?changed_since={since}"))["items"] == []
    actions.write_remark(cases[0], text="一句", acting_user=officer)
    actions.triage_case(cases[1], kind="claim", urgency="now", reason="急", acting_user=officer)
    actions.close_case(cases[2], reason="重复", acting_user=officer)
    changed = {one["id"] for one in body(desk.get(f"/cases?changed_since={since}&state=all"))["items"]}
    assert changed == {case.pk for case in cases[:3]}
    asked = {"kind=claim": 1, "urgency=now": 1, "state=closed": 1, "state=open": 6, f"unit={lake.slug}": 6, "unit=none": 0,
             "due_before=2020-01-01": 0, "due_before=2999-01-01": 6, "late=true": 0, "late=false": 6}  # fmt: skip
    for query, count in asked.items():
        assert len(body(desk.get(f"/cases?{query}"))["items"]) == count, query
    Case.objects.filter(pk=cases[0].pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    assert [one["is_late"] for one in body(desk.get("/cases?late=true"))["items"]] == [True]


def test_a_token_opens_its_unit_only_and_only_what_it_is_for(academy: Any) -> None:
    lake, sea = academy.north_lake, academy.south_sea
    officer, top = officers(academy, lake)
    appoint(officer.person, Role.RESPONSE_OFFICER, sea, starts_on=dt.date(2020, 1, 1))
    own, foreign = make_case(academy, lake), make_case(academy, sea)
    request = make_request(academy, lake)
    call, remark = json.dumps(CALL), json.dumps({"text": "x"})
    asked = "/disclosure/requests"
    reader, wide = program(officer, lake, READ), program(officer, lake)
    assert reader.post("/cases", call, JSON).status_code == 403
    assert reader.post(f"/cases/{own.pk}/remarks", remark, JSON).status_code == 403
    assert {reader.get(path).status_code for path in (asked, f"{asked}/{request.pk}")} == {403}
    narrow = program(officer, lake, REQUESTS)
    assert {narrow.get(path).status_code for path in ("/cases", f"/cases/{own.pk}")} == {403}
    # Whoever may do more than the token's unit does not do it with this token.
    assert [one["id"] for one in body(wide.get("/cases"))["items"]] == [own.pk]
    assert len(body(program(top, academy.top).get("/cases"))["items"]) == 2
    assert wide.get(f"/cases/{foreign.pk}").status_code == 404
    assert wide.post(f"/cases/{foreign.pk}/remarks", remark, JSON).status_code == 404
    outsider = program(academy.user(Role.RESPONSE_OFFICER, sea), sea)
    assert {outsider.get(path).status_code for path in (f"/cases/{own.pk}", f"{asked}/{request.pk}")} == {404}
    looker = program(academy.user(Role.COORDINATOR, lake), lake)
    assert looker.get(f"/cases/{own.pk}").status_code == 200 and looker.post("/cases", call, JSON).status_code == 403
    assert body(looker.get(asked))["items"] == [], "who only oversees handles no requests"
    actions.shut_as_spam(own, acting_user=officer)
    assert wide.get(f"/cases/{own.pk}").status_code == 404
    nobody = Program()
    for path in ("/cases", f"/cases/{foreign.pk}", asked, f"{asked}/{request.pk}"):
        assert nobody.get(path).status_code == 401, path
    assert nobody.post("/cases", call, JSON).status_code == 401
    assert nobody.post(f"/cases/{foreign.pk}/remarks", remark, JSON).status_code == 401
    assert Case.objects.count() == 2 and not CaseRemark.objects.exists()


def test_requests_come_with_their_clocks_and_never_with_who_asked(academy: Any) -> None:
    lake = academy.north_lake
    officer, _top = officers(academy, lake)
    desk = program(officer, lake, REQUESTS)
    open_ = make_request(academy, lake, wanted=f"{WANTED}，联系 13900001111 或 a@b.example")
    fresh = make_request(academy, lake, received=False)
    ended = send(academy, make_request(academy, lake), "decision", outcome="granted", reason="事由一句")
    rows = {one["id"]: one for one in body(desk.get("/disclosure/requests"))["items"]}
    assert set(rows) == {open_.pk, fresh.pk}
    assert rows[open_.pk]["clock"]["days_left"] == 20 and rows[fresh.pk]["clock"] is None
    whole = body(desk.get(f"/disclosure/requests/{ended.pk}"))
    assert (whole["outcome"], whole["in_time"], whole["letters"][0]["kind"]) == ("granted", True, "decision")
    assert [one["kind"] for one in whole["log"]][:2] == ["received", "confirmed"]
    told = str(whole)
    for path in ("?state=all", f"/{open_.pk}", f"/{ended.pk}"):
        told += desk.get(f"/disclosure/requests{path}").content.decode()
    for secret in (APPLICANT["name"], APPLICANT["email"], "13900001111", "a@b.example", "事由一句", "证件"):
        assert secret not in told
    since = now()
    disclosure.withdraw_request(fresh, acting_user=officer)
    changed = body(desk.get(f"/disclosure/requests?state=all&changed_since={since}"))["items"]
    assert [one["id"] for one in changed] == [fresh.pk]
    for query, count in {"state=late": 0, "state=ended": 1, "due_before=2999-01-01": 1, "unit=none": 0}.items():
        assert len(body(desk.get(f"/disclosure/requests?{query}"))["items"]) == count, query


def test_the_public_reads_answers_and_hears_of_what_was_withdrawn(academy: Any) -> None:
    lake, reader = academy.north_lake, Program()
    checked = make_factcheck(academy, lake)
    plain = make_answer(academy, academy.south_star, answer={"verdict": "explained"})
    since = now()
    listed = body(reader.get("/answers"))["items"]
    assert [one["slug"] for one in listed] == [plain.slug, checked.slug]
    assert listed[0]["claim_review"] is None
    assert [one["slug"] for one in body(reader.get("/answers?unit=north"))["items"]] == [checked.slug]
    assert [one["slug"] for one in body(reader.get("/answers?form=factcheck"))["items"]] == [checked.slug]
    assert body(reader.get(f"/answers?changed_since={since}"))["items"] == []
    review = reader.get(re.sub(r"^https?://[^/]+", "", listed[1]["claim_review"]))
    assert (review["Content-Type"], body(review)["@type"]) == ("application/ld+json", "ClaimReview")
    assert reader.get(f"/answers/{plain.slug}/claim-review").status_code == 404
    actions.withdraw_answer(checked.case, reason="数据有误", acting_user=academy.user(Role.RESPONSE_OFFICER, lake))
    (gone,) = body(reader.get(f"/answers?changed_since={since}&sort=changed"))["items"]
    assert (gone["slug"], gone["withdrawn_reason"], gone["body"]["zh"], gone["claim"]["zh"], gone["claim_review"]) == (
        checked.slug, "数据有误", "", "", None,
    )  # fmt: skip
    assert reader.get(f"/answers/{checked.slug}").status_code == 404
    assert reader.get(f"/answers/{checked.slug}/claim-review").status_code == 404
    assert Answer.objects.get(pk=checked.pk).changed_at > checked.changed_at


def test_the_public_reads_the_catalogue_in_released_words_and_the_log(academy: Any) -> None:
    lake, today, reader = academy.north_lake, timezone.localdate(), Program()
    writer, reviewer = officers(academy, lake)
    item = make_item(academy, lake, state="public", title_en="Rules")
    make_item(academy, lake, code="about", title_zh="没有公开")
    disclosure.save_item(item, unit=lake, acting_user=writer, text_zh="未公开的新稿")
    (shown,) = body(reader.get("/disclosure/items?unit=north&kind=rules"))["items"]
    assert (shown["title"], shown["unit"], shown["files"]) == ({"zh": "信息公开办法", "en": "Rules"}, lake.slug, [])
    assert "未公开" not in reader.get(f"/disclosure/items/{item.pk}").content.decode()
    hidden = DisclosureItem.objects.get(title_zh="没有公开")
    assert reader.get(f"/disclosure/items/{hidden.pk}").status_code == 404
    disclosure.withdraw_item(item, reason="已废止", acting_user=reviewer)
    assert body(reader.get("/disclosure/items"))["items"] == []
    (old,) = body(reader.get(f"/disclosure/items?changed_since={today}"))["items"]
    assert (old["withdrawn_reason"], old["text"]["zh"], old["withdrawn_on"]) == ("已废止", "", str(today))

    logged = send(academy, make_request(academy, lake), "decision", outcome="partly")
    assert body(reader.get("/disclosure/log"))["items"] == []
    disclosure.show_in_log(logged, title="设备采购合同", acting_user=writer)
    (line,) = body(reader.get(f"/disclosure/log?unit=north&outcome=partly&ended_since={today}"))["items"]
    assert (line["number"], line["title"], line["in_time"]) == (logged.number, "设备采购合同", True)
    assert WANTED not in str(line) and APPLICANT["name"] not in str(line)
    assert body(reader.get("/disclosure/log?ended_since=2999-01-01"))["items"] == []
