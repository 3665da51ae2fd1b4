"""What is public, what waits for whom, who is suggested; and how many queries that takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from scicomm.core.models import Subject
from scicomm.journals.models import Authorship
from scicomm.newsroom.actions import withdraw_story
from scicomm.organisation.permissions import Role
from scicomm.responses import permissions, queries
from scicomm.responses.models import Answer
from tests.factories.newsroom import dossier, make_article, make_story
from tests.factories.organisation import PersonFactory, UserFactory
from tests.factories.responses import make_answer, make_case, reread

pytestmark = pytest.mark.django_db


def test_only_published_answers_are_public(academy: Any) -> None:
    answer = make_answer(academy, academy.north_lake)
    for state in ("drafting", "review", "returned"):
        make_case(academy, academy.north_lake, state=state)
    assert list(queries.public_answers()) == [answer]
    assert queries.get_public_answer(answer.slug) == answer
    hidden = Answer.objects.exclude(pk=answer.pk).first()
    assert hidden is not None
    assert queries.get_public_answer(hidden.slug) is None
    assert queries.get_public_answer("no-such") is None


def test_public_answers_of_a_unit_are_those_of_all_below_it(academy: Any) -> None:
    lake, star = make_answer(academy, academy.north_lake), make_answer(academy, academy.south_star)
    assert list(queries.public_answers(academy.north)) == [lake]
    assert set(queries.public_answers(academy.top)) == {lake, star}
    assert list(queries.public_answers(verdict="true")) == []


def test_an_answer_page_reads_with_two_queries(academy: Any, django_assert_num_queries: Any) -> None:
    slug = make_answer(academy, academy.north_lake).slug
    make_answer(academy, academy.north_lake)
    with django_assert_num_queries(2):
        found = queries.get_public_answer(slug)
        assert found is not None
        told = [(one.person.name, one.person.unit.name, one.conflict_of_interest) for one in found.case.spoken]
        assert found.case.unit.name and found.case.article.title and found.summary
    assert told[0][2] == "本文作者"


def test_the_list_of_answers_takes_two_queries_whatever_its_length(
    academy: Any, django_assert_num_queries: Any
) -> None:
    for _number in range(4):
        make_answer(academy, academy.north_lake)
    with django_assert_num_queries(2):
        for answer in queries.public_answers()[:10]:
            assert answer.case.unit.name and answer.case.spoken[0].person.name


def test_a_subject_that_is_not_public_is_like_one_that_never_was(academy: Any) -> None:
    public = make_story(academy, state="published")
    held = make_story(academy, academy.south_star, state="held", title="禁发的稿件")
    assert queries.public_subject(f"newsroom.story:{public.pk}") is not None
    for reference in (f"newsroom.story:{held.pk}", "newsroom.story:999999", "newsroom.story:x", "x", "", "journals.article:-1",
                      "newsroom.story:" + "9" * 40, "newsroom.story:²"):  # fmt: skip
        assert queries.public_subject(reference) is None


def test_an_answer_does_not_name_a_story_withdrawn_since(academy: Any) -> None:
    story = make_story(academy, state="published")
    answer = make_answer(academy, about=dossier(story))
    assert queries.public_subject_of(answer.case) is not None
    withdraw_story(story, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake), reason="有误")
    assert queries.public_subject_of(reread(answer.case)) is None


def test_each_one_waits_for_what_is_theirs(academy: Any) -> None:
    expert = PersonFactory(unit=academy.north_lake, user=UserFactory())
    new = make_case(academy, academy.north_lake)
    with_expert = make_case(academy, academy.north_lake, state="assigned", expert=expert)
    review = make_case(academy, academy.north_lake, state="review")
    make_case(academy, academy.north_lake, state="published")

    def waiting(user: Any) -> set[int]:
        return {case.pk for case in queries.cases_waiting_for(user)}

    assert waiting(academy.user(Role.RESPONSE_OFFICER, academy.north_lake)) == {new.pk, with_expert.pk}
    assert waiting(academy.user(Role.RESPONSE_OFFICER, academy.north)) == {new.pk, with_expert.pk, review.pk}
    assert waiting(academy.user(Role.FINAL_REVIEWER, academy.top)) == {review.pk}
    assert waiting(expert.user) == {with_expert.pk}
    assert waiting(academy.user(Role.RESPONSE_OFFICER, academy.south_star)) == set()
    assert waiting(AnonymousUser()) == set()


def test_what_waits_is_read_with_two_queries_and_the_duties(academy: Any, django_assert_max_num_queries: Any) -> None:
    user = academy.user(Role.RESPONSE_OFFICER, academy.top)
    for unit in (academy.north_lake, academy.south_star):
        make_case(academy, unit, state="assigned")
    user = type(user).objects.get(pk=user.pk)
    with django_assert_max_num_queries(4):  # duties, plans, cases, calendar
        for row in queries.rows_of(queries.cases_waiting_for(user)):
            assert row.case.unit.name and row.case.expert.name and not row.deadline.is_late


def test_walls_stand_around_cases_and_answers(academy: Any) -> None:
    answer = make_answer(academy, academy.north_lake)
    mine, stranger = academy.user(Role.OBSERVER, academy.north), academy.user(Role.RESPONSE_OFFICER, academy.south_star)
    assert permissions.get_case_for(mine, answer.case_id) == answer.case
    assert permissions.get_answer_for(mine, answer.pk) == answer
    for user in (stranger, AnonymousUser(), academy.user(Role.CONTRIBUTOR, academy.north_lake)):
        with pytest.raises(Http404):
            permissions.get_case_for(user, answer.case_id)
        with pytest.raises(Http404):
            permissions.get_answer_for(user, answer.pk)


def test_experts_are_suggested_with_the_reasons(academy: Any, django_assert_max_num_queries: Any) -> None:
    subject = Subject.objects.get_or_create(code="180", defaults={"name_zh": "生物学", "name_en": "Biology"})[0]
    article, older = make_article(academy.north_lake), make_article(academy.north_lake)
    article.subjects.add(subject)
    older.subjects.add(subject)
    lead, second, other, idle = (PersonFactory(unit=academy.north_lake, is_expert=True) for _ in range(4))
    for place, (person, paper) in enumerate([(lead, article), (second, article), (other, older)]):
        Authorship.objects.create(article=paper, position=place, person=person, is_corresponding=person == lead)
    other.expertise.add(subject)
    busy = make_case(academy, state="assigned", expert=second)
    case = make_case(academy, about=article)
    queries.suggest_experts(case)  # brings the index of papers up to date
    with django_assert_max_num_queries(14):
        found = queries.suggest_experts(reread(case))
    assert [one.person for one in found] == [lead, second, other], [
        (one.person.pk, one.score, one.reasons) for one in found
    ]
    assert idle not in [one.person for one in found]
    assert article.title in found[0].reasons[0]
    assert found[1].load == 1 and busy.expert == second
    assert any(subject.name in reason for reason in found[2].reasons)
    assert any(older.title in reason for reason in found[2].reasons)


def test_a_question_about_no_paper_finds_experts_by_the_subjects_it_names(academy: Any) -> None:
    subject = Subject.objects.get_or_create(code="160", defaults={"name_zh": "天文学", "name_en": "Astronomy"})[0]
    star = PersonFactory(unit=academy.south_star, is_expert=True)
    star.expertise.add(subject)
    found = queries.suggest_experts(reread(make_case(academy, text=f"学{subject.name_zh}要会什么？")))
    assert [one.person for one in found] == [star]
