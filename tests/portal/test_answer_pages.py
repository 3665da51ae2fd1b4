"""Public answers: filters, search, what programs read, feeds, votes without cookies, and proposals for what comes back."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from lxml import etree

from scicomm.core.worker import Worker
from scicomm.listening.models import Mention
from scicomm.organisation.permissions import Role
from scicomm.portal.queries import generation
from scicomm.responses import actions, queries
from scicomm.responses.models import Answer, AnswerReuse, AnswerVote, Case
from scicomm.search.actions import drain_pending
from tests.factories.answers import CLAIM, FACTCHECK, claim_case, make_copy, make_factcheck, publish
from tests.factories.responses import ANSWER, make_answer, make_case
from tests.portal.schema_org import problems_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept pages are looked at anew with each request, not every 0.4 seconds."""
    monkeypatch.setattr(generation, "ASK_EVERY", 0)


def get(path: str) -> Any:
    return Client().get(path)


def ld(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found
    return dict(json.loads(found[1]))


def test_programs_read_each_form_as_schema_org_knows_it(academy: Any) -> None:
    checked = make_factcheck(academy, academy.north_lake)
    data = ld(get(f"/en{checked.get_absolute_url()}").content.decode())
    assert problems_in(data) == []
    assert (data["@type"], data["claimReviewed"]) == ("ClaimReview", FACTCHECK["claim_en"])
    rating = data["reviewRating"]
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (1, 1, 5) and rating["alternateName"]
    assert data["itemReviewed"]["appearance"] == [{"@type": "CreativeWork", "url": "https://forum.example/1"}]
    plain = {"verdict": "explained", "question_zh": "湖为什么是蓝的？", "question_en": "Why is the lake blue?"}
    forms: list[tuple[dict[str, Any], str]] = [
        ({}, "QAPage"),
        ({"pairs": [{"question_zh": "<b>雪呢？</b></script>", "answer_zh": "<p>雪是白的。</p>"}]}, "FAQPage"),
        ({"form": "factsheet", "sure_zh": "很。", "as_of": dt.date(2026, 5, 3)}, "Article"),
    ]  # fmt: skip
    for values, kind in forms:
        answer = make_answer(academy, academy.north_lake, answer={**plain, **values})
        data = ld(get(answer.get_absolute_url()).content.decode())
        assert (data["@type"], problems_in(data)) == (kind, [])


def test_the_list_is_narrowed_and_searched_and_feeds_follow_it(
    academy: Any, django_assert_max_num_queries: Any
) -> None:
    checked = make_factcheck(academy, academy.north_lake, subject="180", knowledge="contested")
    other = make_answer(academy, academy.south_star, answer={"question_zh": "星系为什么转？", "verdict": "explained"})
    Worker().drain()
    while drain_pending():
        pass
    for query in ("form=factcheck", "verdict=false", "knowledge=contested", "subject=180", "q=碘盐"):
        page = get(f"/answers/?{query}").content.decode()
        assert checked.slug in page and other.slug not in page, query
        for feed in ("atom.xml", "rss.xml", "feed.json"):
            text = get(f"/answers/{feed}?{query}").content.decode()
            assert checked.slug in text and other.slug not in text, (query, feed)
    for wrong in ("form=poem", "verdict=x", "knowledge=x", "subject=999x"):
        assert get(f"/answers/?{wrong}").status_code == 404
    assert get("/answers/?q=无人问过的事").status_code == 200
    atom = etree.fromstring(get("/en/answers/atom.xml").content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert len(atom.findall("a:entry", space)) == 2 and atom.findtext("a:entry/a:id", namespaces=space).startswith(
        "tag:"
    )
    rss = etree.fromstring(get("/answers/rss.xml").content)
    assert rss.find("channel/item/guid").get("isPermaLink") == "false"
    assert get("/answers/feed.json").json()["version"].endswith("1.1")
    Client().get("/answers/")
    with django_assert_max_num_queries(14):
        get("/answers/?page=1&form=")


def test_helped_or_not_one_a_visitor_and_day_without_cookies_and_forgotten(academy: Any) -> None:
    answer = make_answer(academy, academy.north_lake)
    path = f"{answer.get_absolute_url()}helpful/"
    reader = Client(enforce_csrf_checks=True)
    first = reader.post(path, {"helped": "yes"})
    assert first.status_code == 200 and not first.cookies and not reader.session.keys()
    reader.post(path, {"helped": "yes"})
    second = reader.post(path, {"helped": "no"}, headers={"user-agent": "another"})
    assert sorted(AnswerVote.objects.values_list("helped", flat=True)) == [False, True]
    ticket = html.unescape(re.search(r'name="ticket" value="([^"]+)"', second.content.decode())[1])  # type: ignore[index]
    for forged in ("x", f"{ticket}x"):
        reader.post(path, {"ticket": forged, "comment": "骗子"})
    reader.post(path, {"ticket": ticket, "comment": "请写信到 li@demo.example <b>谢谢</b>"})
    vote = AnswerVote.objects.get(helped=False)
    assert vote.comment == "请写信到 …@… <b>谢谢</b>"
    page = get(answer.get_absolute_url()).content.decode()
    assert "谢谢" not in page
    desk = Client()
    desk.force_login(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    shown = desk.get(f"/admin/questions/{answer.case_id}/").content.decode()
    assert "&lt;b&gt;谢谢" in shown
    desk.post(f"/admin/questions/{answer.case_id}/comments/read/")
    assert "&lt;b&gt;谢谢" not in desk.get(f"/admin/questions/{answer.case_id}/").content.decode()
    AnswerVote.objects.update(day=timezone.localdate() - dt.timedelta(days=1))
    assert (actions.forget_voters(), AnswerVote.objects.exclude(digest="").count()) == (2, 0)
    assert reader.get(path).status_code == 302 and reader.post("/answers/none/helpful/", {}).status_code == 404
    assert [reader.post(path, {"helped": "yes"}).status_code for _number in range(31)][-1] == 429


def test_a_new_copy_of_an_answered_claim_gets_the_answer(academy: Any) -> None:
    answer = make_factcheck(academy, academy.north_lake)
    claim = answer.case.claim
    assert claim and actions.propose_answers() == 0, "what was there before the answer is no new copy"
    mention, other = make_copy(academy, claim, academy.north_lake), make_copy(academy, claim, academy.south_star)
    copied = make_copy(academy, claim, academy.north_lake)
    Mention.objects.filter(pk=copied.pk).update(original=mention)
    assert (actions.propose_answers(), actions.propose_answers()) == (2, 0)
    desk, stranger = Client(), Client()
    desk.force_login(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    stranger.force_login(academy.user(Role.RESPONSE_OFFICER, academy.south_star))
    reuse = AnswerReuse.objects.get(mention=mention)
    page = desk.get("/admin/questions/proposed/").content.decode()
    assert mention.get_absolute_url() in page and other.get_absolute_url() not in page
    assert stranger.post(f"/admin/questions/proposed/{reuse.pk}/accept/").status_code == 404
    done = desk.post(f"/admin/questions/proposed/{reuse.pk}/accept/", follow=True).content.decode()
    case = Case.objects.get(mention=mention)
    assert case.state == "closed" and answer.get_absolute_url() in done and CLAIM in done and "readonly" in done
    assert f"/en{answer.get_absolute_url()}" in done and queries.times_used(answer) == 1
    again = desk.post(f"/admin/questions/proposed/{reuse.pk}/refuse/", follow=True)
    assert Case.objects.get(mention=mention).state == "closed" and again.status_code == 200
    refused = AnswerReuse.objects.get(mention=other)
    stranger.post(f"/admin/questions/proposed/{refused.pk}/refuse/")
    assert Case.objects.get(mention=other).state == "new" and queries.times_used(answer) == 1


def test_who_asks_what_was_answered_is_shown_the_answer_first_and_a_case_can_be_closed_with_it(academy: Any) -> None:
    answer = make_factcheck(academy, academy.north_lake)
    Worker().drain()
    while drain_pending():
        pass
    asked = {"text": "吃碘盐真的能防核辐射吗？", "is_public_ok": "on", "email": "li@demo.example", "consent": "on"}
    before = Case.objects.count()
    offered = Client().post("/ask/", asked)
    assert offered.status_code == 200 and answer.get_absolute_url() in offered.content.decode()
    assert 'name="anyway"' in offered.content.decode() and Case.objects.count() == before
    assert Client().post("/ask/", {**asked, "text": "月亮为什么跟着人走？"}).status_code == 302
    assert Client().post("/ask/", {**asked, "anyway": "1"}).status_code == 302
    case = Case.objects.get(title=asked["text"])
    desk = Client()
    desk.force_login(academy.superuser)
    assert f"/reuse/{answer.pk}/" in desk.get(f"/admin/questions/{case.pk}/").content.decode()
    mail.outbox.clear()
    assert desk.post(f"/admin/questions/{case.pk}/reuse/{answer.pk}/").status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"
    Worker().drain()
    (told,) = [one for one in mail.outbox if one.to == ["li@demo.example"]]
    assert answer.get_absolute_url() in told.body


def test_before_and_after_are_counted_by_day_and_said_without_a_cause(academy: Any) -> None:
    case = claim_case(academy, academy.north_lake)
    answer = publish(academy, case, **FACTCHECK)
    assert case.claim
    noon = timezone.localtime().replace(hour=12, minute=0)
    Mention.objects.update(found_at=noon - dt.timedelta(days=60))
    Answer.objects.filter(pk=answer.pk).update(published_at=noon - dt.timedelta(days=9))
    for days in (-10, -10, -12, -9, -8, -3, -1, -40):
        Mention.objects.filter(pk=make_copy(academy, case.claim, academy.north_lake).pk).update(
            published_at=noon + dt.timedelta(days=days)
        )
    own = make_copy(academy, case.claim, academy.north_lake)
    Mention.objects.filter(pk=own.pk).update(published_at=noon - dt.timedelta(days=5), source_class="own")
    answer.refresh_from_db()
    effect = queries.effect_on(answer)
    assert effect and (effect.before, effect.after, effect.is_complete) == (3, 2, True)
    assert sum(day.total for day in effect.days) == 8 and len([day for day in effect.days if day.is_answer]) == 1
    desk = Client()
    desk.force_login(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    page = desk.get(f"/admin/questions/{case.pk}/").content.decode()
    assert 'class="chart' in page and "<table" in page
    none = make_case(academy, academy.north_lake, state="published")
    assert queries.effect_on(Answer.objects.get(case=none)) is None and ANSWER
