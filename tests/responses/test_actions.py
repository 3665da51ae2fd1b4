"""The journey of a case through its actions: where it opens, its deadline, what is kept of who asked, its end."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from scicomm.core.models import Delivery, FactRecord
from scicomm.core.worker import Worker
from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Answer, Asker, Case, CaseState, Question
from tests.factories.listening import make_mention
from tests.factories.newsroom import dossier, make_article, make_story
from tests.factories.responses import make_answer, make_case, reread
from tests.responses.response_facts import facts

pytestmark = pytest.mark.django_db
BEIJING = ZoneInfo("Asia/Shanghai")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def test_a_question_about_a_paper_opens_a_case_of_its_unit_and_states_it(academy: Any) -> None:
    article = make_article(academy.north_lake)
    case = actions.ask_question(text="这是真的吗？", about=article)
    assert (case.unit, case.state, case.article) == (academy.north_lake, CaseState.NEW, article)
    (fact,) = facts("case_opened")
    assert fact.subject == f"responses.case:{case.pk}"
    assert fact.unit_id == academy.north_lake.pk
    assert [edge.about for edge in fact.edges.all()] == [f"journals.article:{article.pk}"]
    assert fact.payload == {"question": "这是真的吗？", "origin": "question", "due_on": case.due_on.isoformat()}


def test_a_question_about_nothing_goes_to_the_academy(academy: Any) -> None:
    assert actions.ask_question(text="天为什么是蓝的？").unit == academy.top


def test_a_question_about_a_public_story_goes_to_its_unit_with_the_paper(academy: Any) -> None:
    article = make_article(academy.south_star)
    story = make_story(academy, academy.south_star, state="published", article=article)
    case = actions.ask_question(text="这是真的吗？", about=dossier(story))
    assert (case.unit, case.article) == (academy.south_star, article)


@pytest.mark.parametrize("state", ["draft", "held", "withdrawn"])
def test_nobody_asks_about_a_story_that_is_not_public(academy: Any, state: str) -> None:
    story = make_story(academy, state=state)
    with pytest.raises(ValidationError) as refused:
        actions.ask_question(text="这是真的吗？", about=dossier(story))
    assert story.title not in str(refused.value)
    assert not Case.objects.exists()


@pytest.mark.parametrize(("received", "due"), [("2025-09-29T23:30", "2025-10-10"), ("2025-10-09T00:10", "2025-10-13")])
def test_the_deadline_goes_by_the_calendar_in_the_database_and_by_local_days(
    academy: Any, monkeypatch: pytest.MonkeyPatch, received: str, due: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at(received))
    assert actions.ask_question(text="这是真的吗？").due_on.isoformat() == due


def test_a_form_posted_twice_makes_one_question_and_one_fact(academy: Any) -> None:
    key = uuid.uuid4()
    first = actions.ask_question(text="这是真的吗？", asker_email="a@demo.example", post_key=key)
    again = actions.ask_question(text="这是真的吗？", asker_email="a@demo.example", post_key=key)
    assert first == again
    assert (Question.objects.count(), Asker.objects.count(), len(facts("case_opened"))) == (1, 1, 1)


def test_a_name_without_an_address_is_not_kept(academy: Any) -> None:
    actions.ask_question(text="这是真的吗？", asker_name="小周")
    assert not Asker.objects.exists()


def test_titles_facts_and_logs_hold_no_address_and_no_number(academy: Any) -> None:
    case = make_case(
        academy, state="published", text="写到 li@demo.example 或 13800138000，真的吗？", asker_name="李明",
        asker_email="li.ming@demo.example",
    )  # fmt: skip
    told = [str(row.payload) for row in FactRecord.objects.filter(name__startswith="responses.")]
    told += [f"{entry.label}{entry.data}" for entry in ModelLogEntry.objects.filter(action__startswith="responses.")]
    assert case.title == "写到 …@… 或 …，真的吗？"
    assert len(told) > 8
    for secret in ("li@demo", "13800138000", "li.ming", "李明"):
        assert not any(secret in text for text in told)


def test_a_mention_opens_one_case_however_often_it_is_asked(academy: Any) -> None:
    mention = make_mention(academy, academy.north_lake)
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    first = actions.open_case_from_mention(mention, acting_user=officer)
    assert actions.open_case_from_mention(mention, acting_user=officer) == first
    (fact,) = facts("case_opened")
    assert f"listening.mention:{mention.pk}" in [edge.about for edge in fact.edges.all()]


def test_a_mention_is_opened_by_a_response_officer_of_its_unit_or_above_only(academy: Any) -> None:
    mention = make_mention(academy, academy.north_lake)
    for role, unit in [
        (Role.RESPONSE_OFFICER, academy.south_star),
        (Role.COMMUNICATION_OFFICER, academy.north_lake),
        (Role.RESPONSE_OFFICER, academy.north_hill),
    ]:
        with pytest.raises(PermissionDenied):
            actions.open_case_from_mention(mention, acting_user=academy.user(role, unit))
    assert actions.open_case_from_mention(mention, acting_user=academy.user(Role.RESPONSE_OFFICER, academy.north))


def test_the_whole_journey_ends_in_a_public_answer_with_its_facts(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="published")
    answer = Answer.objects.public().get()
    assert (case.state, answer.case) == (CaseState.PUBLISHED, case)
    assert answer.drafted_by != answer.reviewed_by
    assert answer.body_zh.startswith("<p>23 块样地")
    for name in ("case_opened", "case_assigned", "statement_given", "answer_published"):
        assert len(facts(name)) == 1, name
    (fact,) = facts("answer_published")
    assert fact.subject == f"responses.answer:{answer.pk}"
    assert [edge.about for edge in fact.edges.all()] == [f"responses.case:{case.pk}"]
    assert fact.payload == {"url": f"/answers/{answer.slug}/", "working_days": 0, "in_time": True, "form": "qa"}


@pytest.mark.parametrize(
    ("published", "days", "in_time"), [("2025-10-10T18:00", 3, True), ("2025-10-11T09:00", 4, False)]
)
def test_in_time_is_counted_in_working_days_over_national_day(
    academy: Any, monkeypatch: pytest.MonkeyPatch, published: str, days: int, in_time: bool
) -> None:
    case = make_case(academy, academy.north_lake, state="review")
    Case.objects.filter(pk=case.pk).update(received_at=at("2025-09-29T10:00"), due_on=dt.date(2025, 10, 10))
    reviewer = academy.user(Role.FINAL_REVIEWER, academy.top)
    monkeypatch.setattr(timezone, "now", lambda: at(published))
    actions.publish_answer(case, acting_user=reviewer)
    (fact,) = facts("answer_published")
    assert (fact.payload["working_days"], fact.payload["in_time"]) == (days, in_time)


def test_people_of_another_unit_do_not_handle_a_case(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="drafting")
    stranger = academy.user(Role.RESPONSE_OFFICER, academy.south_star)
    for act in (
        lambda: actions.assign_case(case, expert=academy.person(academy.north_lake), acting_user=stranger),
        lambda: actions.give_statement(case, text="我说", acting_user=stranger),
        lambda: actions.draft_answer(case, acting_user=stranger, summary_zh="我写"),
        lambda: actions.submit_answer(case, acting_user=stranger),
        lambda: actions.close_case(case, reason="不想答", acting_user=stranger),
        lambda: actions.erase_asker(case, acting_user=stranger),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_assigning_twice_is_one_fact_and_a_finished_case_takes_no_step(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="assigned")
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    actions.assign_case(case, expert=reread(case).expert, acting_user=officer)
    assert len(facts("case_assigned")) == 1
    actions.close_case(case, reason="不属于我们", acting_user=officer)
    with pytest.raises(actions.AlreadyDecided):
        actions.close_case(case, reason="不属于我们", acting_user=officer)
    with pytest.raises(actions.AlreadyDecided):
        actions.assign_case(case, expert=academy.person(academy.top), acting_user=officer)
    with pytest.raises(actions.AlreadyDecided):
        actions.draft_answer(case, acting_user=officer, summary_zh="写")
    (fact,) = facts("case_closed")
    assert fact.payload == {"reason": "不属于我们"}


def test_erasing_removes_who_asked_and_the_mail_is_not_sent(academy: Any) -> None:
    case = make_case(
        academy, academy.north_lake, state="review", asker_email="li@demo.example", detail="打 13800138000"
    )
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    actions.erase_asker(case, acting_user=officer)
    actions.erase_asker(case, acting_user=officer)
    assert not Asker.objects.exists()
    assert Question.objects.get().detail == "打 …"
    actions.publish_answer(case, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    Worker().drain()
    assert not Delivery.objects.failed().exists()


def test_who_asked_is_forgotten_ninety_days_after_the_case_ended(academy: Any) -> None:
    answered = make_answer(academy, academy.north_lake, asker_email="a@demo.example")
    make_case(academy, academy.north_lake, state="assigned", asker_email="b@demo.example")
    assert actions.forget_askers() == 0
    Answer.objects.filter(pk=answered.pk).update(published_at=timezone.now() - dt.timedelta(days=91))
    assert actions.forget_askers() == 1
    assert list(Asker.objects.values_list("email", flat=True)) == ["b@demo.example"]
