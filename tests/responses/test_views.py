"""The public form and the staff pages, as a browser sees them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from scicomm.listening.queries import mention_actions
from scicomm.organisation.actions import appoint
from scicomm.organisation.permissions import Role
from scicomm.responses.models import Answer, Asker, Case, CaseState, Question, Statement
from tests.factories.listening import make_mention
from tests.factories.newsroom import make_article, make_story
from tests.factories.organisation import PersonFactory, UserFactory
from tests.factories.responses import ANSWER, make_case, reread

pytestmark = pytest.mark.django_db
EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def asked(**values: Any) -> dict[str, Any]:
    return {"text": "这是真的吗？", "detail": "", "is_public_ok": "on", "post_key": str(uuid.uuid4()), **values}


def answered(**values: Any) -> dict[str, Any]:
    sources = "\n".join(f"{source['label']} {source['url']}" for source in ANSWER["sources"])
    return {f"answer-{name}": value for name, value in {**ANSWER, "sources": sources, **values}.items()}


@pytest.mark.parametrize(("path", "language"), [("/ask/", "zh-hans"), ("/en/ask/", "en")])
def test_anyone_asks_in_either_language_and_reads_what_happens_next(
    academy: Any, client: Client, path: str, language: str
) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert b'name="post_key"' in page.content
    result = client.post(path, asked(), follow=True)
    assert result.status_code == 200
    case = Case.objects.get()
    assert case.question.language == language
    with translation.override(language):
        assert date_format(case.due_on, "DATE_FORMAT") in result.content.decode()
    if language == "en":
        assert "Your question is with us" in result.content.decode()


def test_the_form_names_a_public_story_and_the_case_goes_to_its_unit(academy: Any, client: Client) -> None:
    story = make_story(academy, academy.south_star, state="published", title="星系的条带")
    page = client.get("/ask/", {"about": f"newsroom.story:{story.pk}"})
    assert "星系的条带" in page.content.decode()
    client.post("/ask/", asked(about=f"newsroom.story:{story.pk}"))
    assert Case.objects.get().unit == academy.south_star


def test_an_article_can_be_asked_about(academy: Any, client: Client) -> None:
    article = make_article(academy.north_lake)
    assert article.title_zh in client.get("/ask/", {"about": f"journals.article:{article.pk}"}).content.decode()
    client.post("/ask/", asked(about=f"journals.article:{article.pk}"))
    assert Case.objects.get().article == article


@pytest.mark.parametrize("state", ["held", "draft", "withdrawn"])
def test_a_story_that_is_not_public_leaks_nothing(academy: Any, client: Client, state: str) -> None:
    story = make_story(academy, state=state, title="绝密的条带")
    page = client.get("/ask/", {"about": f"newsroom.story:{story.pk}"}).content.decode()
    assert "绝密的条带" not in page
    result = client.post("/ask/", asked(about=f"newsroom.story:{story.pk}"), follow=True)
    assert "绝密的条带" not in result.content.decode()
    assert (Case.objects.get().dossier, Case.objects.get().unit) == (None, academy.top)


def test_an_error_keeps_what_was_written(academy: Any, client: Client) -> None:
    page = client.post("/en/ask/", asked(text="", detail="saw it in a video", email="not-an-address"))
    text = page.content.decode()
    assert "Write your question; one sentence is enough." in text
    assert "An address looks like name@example.org." in text
    assert "saw it in a video" in text
    assert not Question.objects.exists()


def test_an_address_needs_the_readers_yes(academy: Any, client: Client) -> None:
    client.post("/ask/", asked(email="li@demo.example"))
    assert not Question.objects.exists()
    result = client.post("/ask/", asked(email="li@demo.example", name="小周", consent="on"))
    assert result.status_code == 302
    assert Asker.objects.get().email == "li@demo.example"
    assert "li" not in result["Location"].split("?")[0]
    assert "demo.example" not in result["Location"]


def test_the_same_form_twice_is_one_question(academy: Any, client: Client) -> None:
    form = asked()
    assert client.post("/ask/", form)["Location"].split("?")[0] == client.post("/ask/", form)["Location"].split("?")[0]
    assert Question.objects.count() == 1


def test_a_program_that_fills_every_field_gets_the_same_page_and_leaves_nothing(academy: Any, client: Client) -> None:
    result = client.post("/ask/", asked(website="https://spam.example"), follow=True)
    assert result.status_code == 200
    assert not Question.objects.exists()


def test_the_eleventh_question_of_an_hour_is_refused(academy: Any, client: Client) -> None:
    codes = [client.post("/ask/", asked(text="")).status_code for _number in range(11)]
    assert codes == [200] * 10 + [429]


def test_nobody_puts_a_day_into_our_mouth(academy: Any, client: Client) -> None:
    assert client.get("/ask/next/", {"next": "forged"}).status_code == 302
    assert client.get("/ask/next/").status_code == 302


def test_the_desk_takes_a_case_from_the_question_to_the_answer(academy: Any, client_for: Any) -> None:
    expert = PersonFactory(unit=academy.north_lake, user=UserFactory(), is_expert=True)
    appoint(expert, Role.CONTRIBUTOR, academy.north_lake, starts_on=dt.date(2020, 1, 1))
    case = make_case(academy, academy.north_lake)
    officer = client_for(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    page = reverse("responses_case", args=[case.pk])
    assert case.title in officer.get(reverse("responses_cases")).content.decode()
    assert officer.post(f"{page}assign/", {"assign-expert": expert.pk}).status_code == 302
    told = {"statement-text": "距离，不是日期。", "statement-conflict_of_interest": "本文作者"}
    assert client_for(expert.user).post(f"{page}statement/", told).status_code == 302
    assert Statement.objects.get().confirmed_at is not None
    sent = officer.post(f"{page}answer/", {**answered(), "submit": "1"})
    assert sent.status_code == 302
    assert officer.post(f"{page}review/", {"publish": "1"}).status_code == 403
    reviewer = client_for(academy.user(Role.FINAL_REVIEWER, academy.top))
    shown = reviewer.get(page)
    assert "review-seen" in shown.content.decode()
    seen = shown.context["review_form"].initial["seen"]
    assert reviewer.post(f"{page}review/", {"publish": "1", "review-seen": seen}).status_code == 302
    assert reread(case).state == CaseState.PUBLISHED
    assert officer.get(page).status_code == 200
    late = client_for(academy.user(Role.FINAL_REVIEWER, academy.north)).post(f"{page}review/", {"publish": "1"})
    assert late.status_code == 409


def test_what_was_typed_stays_when_an_action_refuses(academy: Any, client_for: Any) -> None:
    case = make_case(academy, academy.north_lake, state="assigned")
    officer = client_for(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    page = reverse("responses_case", args=[case.pk])
    result = officer.post(f"{page}answer/", {"answer-verdict": "true", "answer-summary_zh": "只有一句", "submit": "1"})
    assert result.status_code == 409
    assert "只有一句" in result.content.decode()
    assert Answer.objects.get().summary_zh == "只有一句"
    assert officer.post(f"{page}statement/", {"statement-text": "我说"}).status_code == 400
    assert officer.post(f"{page}close/", {"close-reason": ""}).status_code == 400


def test_another_unit_sees_no_page_and_does_no_step(academy: Any, client_for: Any) -> None:
    case = make_case(academy, academy.north_lake, state="drafting")
    stranger = client_for(academy.user(Role.RESPONSE_OFFICER, academy.south_star))
    page = reverse("responses_case", args=[case.pk])
    assert stranger.get(page).status_code == 404
    for step in ("assign", "statement", "answer", "submit", "review", "close", "erase"):
        assert stranger.post(f"{page}{step}/").status_code == 404, step
    assert case.title not in stranger.get(reverse("responses_cases")).content.decode()
    assert stranger.get(reverse("responses_cases"), {"unit": "north-lake"}).status_code == 200


def test_only_those_who_handle_a_case_see_who_asked(academy: Any, client_for: Any) -> None:
    case = make_case(academy, academy.north_lake, asker_email="li@demo.example", asker_name="小周")
    page = reverse("responses_case", args=[case.pk])
    assert (
        "li@demo.example" in client_for(academy.user(Role.RESPONSE_OFFICER, academy.north)).get(page).content.decode()
    )
    for role in (Role.COMMUNICATION_OFFICER, Role.FINAL_REVIEWER, Role.OBSERVER):
        shown = client_for(academy.user(role, academy.north_lake)).get(page)
        assert shown.status_code == 200
        assert "li@demo.example" not in shown.content.decode()
        assert "小周" not in shown.content.decode()


def test_scripts_in_any_field_are_words_and_nothing_more(academy: Any, client_for: Any, client: Client) -> None:
    client.post("/ask/", asked(text=EVIL, detail=EVIL, name=EVIL, email="li@demo.example", consent="on"))
    case = Case.objects.get()
    officer = client_for(academy.user(Role.RESPONSE_OFFICER, academy.top))
    expert = PersonFactory(unit=academy.top, is_expert=True)
    page = reverse("responses_case", args=[case.pk])
    officer.post(f"{page}assign/", {"assign-expert": expert.pk})
    told = {"statement-text": EVIL, "statement-conflict_of_interest": EVIL, "statement-confirmed": "on"}
    assert officer.post(f"{page}statement/", told).status_code == 302
    texts = [name for name in ANSWER if name not in {"verdict", "sources"}]
    evil = answered(**dict.fromkeys(texts, f"{EVIL}字"), sources=f"{EVIL} https://demo.example/")
    assert officer.post(f"{page}answer/", {**evil, "submit": "1"}).status_code == 302
    answer = Answer.objects.get()
    assert "<script" not in answer.body_zh + answer.body_en
    assert "onerror" not in answer.body_zh + answer.body_en
    reviewer = client_for(academy.user(Role.FINAL_REVIEWER, academy.top))
    reviewer.post(f"{page}review/", {"review-note": EVIL, "return": "1"})
    for seen in (officer.get(page), reviewer.get(page), officer.get(reverse("responses_cases"))):
        assert seen.status_code == 200
        assert "<script>alert(" not in seen.content.decode()
        assert "<img src=x" not in seen.content.decode()


def test_lateness_is_said_in_words(academy: Any, client_for: Any) -> None:
    case = make_case(academy, academy.north_lake)
    Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() - dt.timedelta(days=20))
    officer = client_for(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    assert "badge--stop" in officer.get(reverse("responses_cases")).content.decode()


def test_the_list_of_cases_takes_the_same_queries_for_two_and_for_ten(
    academy: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    officer = client_for(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    for _number in range(10):
        make_case(academy, academy.north_lake)
    officer.get(reverse("responses_cases"))
    with django_assert_max_num_queries(30):
        officer.get(reverse("responses_cases"))


def test_a_mention_becomes_a_case_with_a_button_and_once(academy: Any, client_for: Any) -> None:
    mention = make_mention(academy, academy.north_lake)
    officer = client_for(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    page = reverse("responses_open", args=[mention.pk])
    assert mention.title in officer.get(page).content.decode()
    assert not Case.objects.exists()
    assert officer.post(page)["Location"] == officer.post(page)["Location"]
    assert Case.objects.count() == 1
    assert officer.get(page).status_code == 302
    stranger = client_for(academy.user(Role.RESPONSE_OFFICER, academy.south_star))
    assert stranger.get(page).status_code == 404


def test_the_page_of_a_mention_offers_a_case(academy: Any) -> None:
    mention = make_mention(academy, academy.north_lake)
    assert reverse("responses_open", args=[mention.pk]) in [url for _label, url in mention_actions(mention)]


def test_an_expert_without_a_duty_reaches_their_case_only(academy: Any, client_for: Any) -> None:
    expert = PersonFactory(unit=academy.north_lake, user=UserFactory())
    appoint(expert, Role.CONTRIBUTOR, academy.north_lake, starts_on=dt.date(2020, 1, 1))
    mine = make_case(academy, academy.north_lake, state="assigned", expert=expert)
    other = make_case(academy, academy.north_lake)
    browser = client_for(expert.user)
    shown = browser.get(reverse("responses_case", args=[mine.pk]))
    assert shown.status_code == 200
    assert shown.context["may_state"] and not shown.context["may_draft"] and not shown.context["sees_asker"]
    assert browser.get(reverse("responses_case", args=[other.pk])).status_code == 404
