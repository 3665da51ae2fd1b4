"""Answers through their actions: two people, one text, nothing unconfirmed, refusals in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from scicomm.organisation.permissions import Role
from scicomm.responses import actions
from scicomm.responses.models import Answer, CaseState
from tests.factories.organisation import PersonFactory, UserFactory
from tests.factories.responses import ANSWER, make_case, reread
from tests.responses.response_facts import facts

pytestmark = pytest.mark.django_db


def test_whoever_wrote_an_answer_does_not_publish_or_return_it(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="review")
    writer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    with pytest.raises(actions.TwoPeople):
        actions.publish_answer(case, acting_user=writer)
    with pytest.raises(actions.TwoPeople):
        actions.return_answer(case, note="再改", acting_user=writer)
    assert reread(case).state == CaseState.REVIEW


def test_even_a_superuser_does_not_publish_their_own_answer(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="returned")
    actions.draft_answer(case, acting_user=academy.superuser, summary_zh="换一句")
    actions.submit_answer(case, acting_user=academy.superuser)
    with pytest.raises(actions.TwoPeople):
        actions.publish_answer(case, acting_user=academy.superuser)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        ("final_reviewer", "south_star"),
        ("response_officer", "north_hill"),
        ("communication_officer", "north_lake"),
        ("first_reviewer", "north_lake"),
    ],
)
def test_people_of_another_unit_or_another_duty_do_not_review(academy: Any, role: str, unit: str) -> None:
    case = make_case(academy, academy.north_lake, state="review")
    with pytest.raises(PermissionDenied):
        actions.publish_answer(case, acting_user=academy.user(role, getattr(academy, unit)))
    assert not facts("answer_published")


def test_the_second_of_two_reviewers_is_told_who_was_faster(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="review")
    first, second = academy.user(Role.FINAL_REVIEWER, academy.top), academy.user(Role.FINAL_REVIEWER, academy.north)
    actions.publish_answer(case, acting_user=first)
    with pytest.raises(actions.AlreadyDecided, match=first.get_full_name()):
        actions.publish_answer(case, acting_user=second)
    with pytest.raises(actions.AlreadyDecided):
        actions.return_answer(case, note="不行", acting_user=second)
    assert len(facts("answer_published")) == 1
    assert not facts("answer_returned")


def test_a_reviewer_publishes_only_the_text_that_was_on_their_screen(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="review")
    seen = Answer.objects.get(case=case).changed_at.isoformat()
    officer, reviewer = academy.user(Role.RESPONSE_OFFICER, case.unit), academy.user(Role.FINAL_REVIEWER, academy.top)
    actions.return_answer(case, note="改", acting_user=academy.user(Role.FINAL_REVIEWER, academy.north))
    actions.draft_answer(case, acting_user=officer, summary_zh="另一句话")
    actions.submit_answer(case, acting_user=officer)
    with pytest.raises(actions.AlreadyDecided):
        actions.publish_answer(case, acting_user=reviewer, seen=seen)


def test_two_writers_do_not_overwrite_each_other_and_a_double_post_is_harmless(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="drafting")
    one = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    other = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    seen = Answer.objects.get(case=case).changed_at.isoformat()
    actions.draft_answer(case, acting_user=one, seen=seen, summary_zh="甲写的")
    actions.draft_answer(case, acting_user=one, seen=seen, summary_zh="甲写的")
    with pytest.raises(actions.AlreadyDecided):
        actions.draft_answer(case, acting_user=other, seen=seen, summary_zh="乙写的")
    assert Answer.objects.get(case=case).summary_zh == "甲写的"


def test_a_returned_answer_goes_round_again_and_the_comment_never_becomes_public(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="returned")
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    assert Answer.objects.get(case=case).note == "请写明数字的来源"
    actions.submit_answer(case, acting_user=officer)
    actions.publish_answer(case, acting_user=academy.user(Role.FINAL_REVIEWER, academy.top))
    assert Answer.objects.get(case=case).note == ""


def test_an_incomplete_answer_is_refused_with_all_that_is_missing(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="assigned")
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    actions.draft_answer(case, acting_user=officer, question_zh="问？")
    with pytest.raises(ValidationError) as refused:
        actions.submit_answer(case, acting_user=officer)
    assert len(refused.value.messages) == 3  # the answer, what we do not know, the statement


def test_an_unconfirmed_statement_keeps_an_answer_from_review(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="assigned")
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    statement = actions.give_statement(case, text="口述。", acting_user=officer)
    actions.draft_answer(case, acting_user=officer, **ANSWER)
    with pytest.raises(ValidationError):
        actions.submit_answer(case, acting_user=officer)
    actions.confirm_statement(statement, acting_user=officer)
    assert actions.submit_answer(case, acting_user=officer)


def test_an_expert_gives_their_own_words_once_confirmed_by_doing_so(academy: Any) -> None:
    expert = PersonFactory(unit=academy.north_lake, user=UserFactory())
    case = make_case(academy, academy.north_lake, state="assigned", expert=expert)
    first = actions.give_statement(case, text="我说。", acting_user=expert.user)
    again = actions.give_statement(case, text="我说。", acting_user=expert.user)
    assert first == again
    assert first.confirmed_at is not None
    assert len(facts("statement_given")) == 1
    assert reread(case).state == CaseState.DRAFTING
    with pytest.raises(PermissionDenied):
        actions.draft_answer(case, acting_user=expert.user, summary_zh="我来写")


def test_words_the_reader_keeps_to_themselves_are_not_published(academy: Any) -> None:
    case = make_case(academy, academy.north_lake, state="drafting", is_public_ok=False, text=ANSWER["question_zh"])
    with pytest.raises(ValidationError):
        actions.submit_answer(case, acting_user=academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
