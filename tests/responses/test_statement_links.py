"""Experts asked by a link: the letter, the page without account or script, words bound to their text, no, and taken back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Answer, Case, Statement, StatementLink
from tests.factories.answers import ask, claim_case, make_expert, publish
from tests.factories.responses import ANSWER, make_case, reread

pytestmark = pytest.mark.django_db
WORDS = {"text": "碘盐里的碘太少，挡不住辐射。", "no_conflict": "on", "do": "speak"}


def page_of(link: StatementLink) -> str:
    return f"/statement/{actions.token_of_statement_link(link)}/"


def roundup(academy: Any) -> tuple[Case, list[StatementLink]]:
    case = claim_case(academy, academy.north_lake)
    return case, [ask(academy, case), ask(academy, case)]


def test_the_letter_leads_to_a_page_that_asks_and_only_the_approved_words_become_public(
    academy: Any, client: Client
) -> None:
    case = claim_case(academy, academy.north_lake)
    link = ask(academy, case, text="记下的话。", message="请看一眼。")
    Worker().drain()
    letter = next(one for one in mail.outbox if one.to == [link.email])
    token = actions.token_of_statement_link(link)
    path = re.search(r"https?://[^/]+(/statement/\S+/)", letter.body)
    assert path and path[1] == page_of(link) and "请看一眼。" in letter.body and case.title not in letter.subject
    stored = f"{StatementLink.objects.values().get()} {list(FactRecord.objects.values_list('payload', flat=True))}"
    assert token not in stored and token.split("-", 1)[1] not in stored

    shown = client.get(path[1])
    assert shown["Cache-Control"] == "private, no-store" and shown["Referrer-Policy"] == "no-referrer"
    text = shown.content.decode()
    assert case.claim and case.claim.text in text and "记下的话。" in text and "<script" not in text.split("<main")[1]
    assert client.get(f"/en{path[1]}").status_code == 200
    for wrong in ({**WORDS, "no_conflict": ""}, {**WORDS, "conflict_of_interest": "顾问"}, {**WORDS, "text": " "}):
        assert client.post(path[1], wrong).status_code == 400
    assert not Statement.objects.get().is_approved
    done = client.post(path[1], WORDS)
    assert done.status_code == 200
    said = Statement.objects.get()
    assert (said.text, said.is_own, said.approved_by) == (WORDS["text"], True, "link")
    assert WORDS["text"] in client.get(path[1]).content.decode(), "the link still shows what was approved"
    assert client.post(path[1], {**WORDS, "text": "别的话"}).status_code == 400
    assert Statement.objects.get().text == WORDS["text"]
    Worker().drain()
    assert any("已" in one.subject or "approved" in one.subject for one in mail.outbox if one.to != [link.email])


def test_forged_used_up_and_taken_back_links_open_nothing_and_say_nothing_of_the_matter(
    academy: Any, client: Client
) -> None:
    case, (first, second) = roundup(academy)
    officer = academy.user(Role.RESPONSE_OFFICER, case.unit)
    good = page_of(first)
    forged = good[:-3] + ("A" if good[-3] != "A" else "B") + good[-2:]
    for path, status in ((forged, 404), ("/statement/scl_99999-" + "A" * 43 + "/", 404), ("/statement/x/", 404)):
        answer = client.get(path)
        assert answer.status_code == status and case.title not in answer.content.decode()
    actions.revoke_statement_link(second, acting_user=officer)
    StatementLink.objects.filter(pk=first.pk).update(expires_at=first.expires_at + dt.timedelta(days=90))
    assert client.get(good).status_code == 200, "the digest of the token still holds"
    StatementLink.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    for link in (first, second):
        answer = client.post(page_of(second) if link == second else good, WORDS)
        assert answer.status_code == 410 and case.title not in answer.content.decode()
    again = ask(academy, case, first.person)
    newest = ask(academy, case, first.person)
    again.refresh_from_db()
    assert again.revoked_at and not newest.revoked_at, "asking again replaces the link"
    stranger = academy.user(Role.RESPONSE_OFFICER, academy.south_star)
    with pytest.raises(PermissionDenied):
        actions.ask_statement(case, person=first.person, acting_user=stranger)
    with pytest.raises(PermissionDenied):
        actions.revoke_statement_link(newest, acting_user=stranger)


def test_a_roundup_waits_for_the_experts_own_approval_of_exactly_these_words(academy: Any) -> None:
    case, (first, second) = roundup(academy)
    officer = academy.user(Role.RESPONSE_OFFICER, case.unit)
    values = {**ANSWER, "form": "roundup", "verdict": "explained"}
    actions.speak_by_link(first, text="甲说。")
    actions.draft_answer(case, acting_user=officer, **values)
    with pytest.raises(ValidationError) as lonely:
        actions.submit_answer(case, acting_user=officer)
    assert len(lonely.value.messages) == 1
    told = actions.give_statement(case, text="乙说。", person=second.person, confirmed=True, acting_user=officer)
    with pytest.raises(ValidationError):
        actions.submit_answer(case, acting_user=officer)
    actions.speak_by_link(second, text="乙说。", conflict_of_interest="写过这篇论文")
    with pytest.raises(actions.AlreadyDecided):
        actions.give_statement(case, text="乙说了别的。", person=second.person, acting_user=officer)
    actions.submit_answer(case, acting_user=officer)
    Statement.objects.filter(pk=told.pk).update(text="乙没有说过的话。")
    with pytest.raises(ValidationError):
        actions.publish_answer(case, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    Statement.objects.filter(pk=told.pk).update(text="乙说。")
    answer = actions.publish_answer(case, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    assert [one["text"] for one in answer.words or []] == ["甲说。", "乙说。"]


def test_words_approved_while_the_text_is_under_review_are_read_again(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="review")
    link = ask(academy, case)
    seen = Answer.objects.get(case=case).changed_at.isoformat()
    actions.speak_by_link(link, text="还有一句。")
    reviewer = academy.user(Role.FINAL_REVIEWER, academy.top)
    with pytest.raises(actions.AlreadyDecided):
        actions.publish_answer(case, acting_user=reviewer, seen=seen)
    assert len(actions.publish_answer(case, acting_user=reviewer).words or []) == 2


def test_an_expert_declines_with_a_reason_and_the_answer_does_not_wait(academy: Any, client: Client) -> None:
    case = make_case(academy, academy.north_lake, state="assigned", expert=make_expert(academy, academy.north_lake))
    assert case.expert
    link = ask(academy, case, case.expert, text="记下的话。")
    assert client.post(page_of(link), {"do": "decline"}).status_code == 400
    assert client.post(page_of(link), {"do": "decline", "reason": "不是我的领域"}).status_code == 200
    assert client.post(page_of(link), WORDS).status_code == 410
    (fact,) = FactRecord.objects.filter(name="responses.statement_declined")
    assert fact.payload["reason"] == "不是我的领域"
    assert Statement.objects.get().left_out_at
    assert publish(academy, case, **ANSWER).words == []


def test_words_taken_back_vanish_at_once_and_the_answer_is_flagged(academy: Any, client: Client) -> None:
    case, links = roundup(academy)
    for number, link in enumerate(links):
        actions.speak_by_link(link, text=f"第{number + 1}位说。")
    answer = publish(academy, case, **{**ANSWER, "form": "roundup", "verdict": "explained"})
    public = client.get(answer.get_absolute_url()).content.decode()
    assert "第1位说。" in public and "第2位说。" in public
    path = page_of(links[0])
    assert client.post(path, {"do": "take_back"}).status_code == 400
    assert client.post(path, {"do": "take_back", "reason": "数据有误"}).status_code == 200
    public = client.get(answer.get_absolute_url()).content.decode()
    assert "第1位说。" not in public and "第2位说。" in public
    answer.refresh_from_db()
    assert answer.flagged_at and "数据有误" in answer.flag_note
    # New words by a new link do not slip under the reviewed text, nor do the old ones come back.
    actions.speak_by_link(ask(academy, reread(case), links[0].person), text="新的话。")
    public = client.get(answer.get_absolute_url()).content.decode()
    assert "新的话。" not in public and "第1位说。" not in public


def test_an_expert_is_reminded_once_and_not_when_it_is_over(academy: Any) -> None:
    _case, (first, second) = roundup(academy)
    Worker().drain()
    assert actions.remind_experts() == 0
    StatementLink.objects.update(sent_at=timezone.now() - dt.timedelta(days=3))
    actions.speak_by_link(second, text="我说。")
    assert (actions.remind_experts(), actions.remind_experts()) == (1, 0)
    mail.outbox.clear()
    Worker().drain()
    reminders = [one for one in mail.outbox if one.to == [first.email]]
    assert len(reminders) == 1 and page_of(first) in reminders[0].body


def test_the_desk_asks_takes_back_and_leaves_out(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="drafting")
    desk, stranger = Client(), Client()
    desk.force_login(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    stranger.force_login(academy.user(Role.RESPONSE_OFFICER, academy.south_star))
    expert = make_expert(academy, academy.north_lake)
    path = f"/admin/questions/{case.pk}/ask-expert/"
    asked = {"person": expert.pk, "email": "", "language": "en", "text": "", "message": "", "days": 5}
    assert stranger.get(path).status_code == 404 and desk.get(path).status_code == 200
    assert desk.post(path, {**asked, "email": "nonsense"}).status_code == 400
    assert desk.post(path, asked).status_code == 302
    link = StatementLink.objects.get()
    page = desk.get(f"/admin/questions/{case.pk}/").content.decode()
    assert expert.name in page and link.email in page
    for one in (stranger, desk):
        one.post(f"/admin/questions/links/{link.pk}/revoke/")
        link.refresh_from_db()
        assert bool(link.revoked_at) == (one is desk)
    said = Statement.objects.get(case=case)
    for value in ("1", "0"):
        desk.post(f"/admin/questions/statements/{said.pk}/leave-out/", {"leave_out": value})
        said.refresh_from_db()
        assert bool(said.left_out_at) == (value == "1")
