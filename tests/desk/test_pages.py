"""Promises: every role has a home that says what waits; pages stand with no data; nothing of another unit is found."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from scicomm.core.actions import set_working_year
from scicomm.core.models import Delivery, FactRecord, WorkingYear
from scicomm.core.progress import RowProgress
from scicomm.core.worker import Worker
from scicomm.desk.queries.calendar import monday_of, two_weeks
from scicomm.desk.queries.today import going_out, said_outside, week_of
from scicomm.desk.queries.waiting import tasks_for
from scicomm.newsroom.models import PlanStep, ReviewPlan, Topic
from scicomm.organisation.actions import end_appointment
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Appointment
from scicomm.responses import actions as responses
from scicomm.responses.models import Answer, AnswerReuse, CaseInterest
from scicomm.search.actions import drain_pending
from tests.factories.channels import released_story
from tests.factories.listening import make_mention
from tests.factories.newsroom import make_story, make_topic
from tests.factories.responses import make_case

pytestmark = pytest.mark.django_db

HOME = "/admin/"


def speaks(user: Any, language: str) -> Any:
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    return user


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home_even_with_nothing_in_it(
    academy: Any, client_for: Any, role: Role, language: str
) -> None:
    user = speaks(academy.user(role, academy.north_lake), language)
    page = client_for(user).get(HOME)
    assert page.status_code == 200
    assert "今天" in page.content.decode() or "Today" in page.content.decode()


def test_what_waits_is_the_persons_own(academy: Any, client_for: Any) -> None:
    make_story(academy, state="first_review", title="等初审的稿子")
    make_story(academy, state="returned", title="退回的稿子")
    make_case(academy, academy.north_lake, state="drafting", text="牧民今年怎么办？")

    def waits(role: Role) -> str:
        return "".join(task.title for task in tasks_for(academy.user(role, academy.north_lake)))

    assert waits(Role.FIRST_REVIEWER) == "等初审的稿子"
    assert "退回的稿子" in waits(Role.COMMUNICATION_OFFICER)
    assert "牧民今年怎么办？" in waits(Role.RESPONSE_OFFICER)
    assert waits(Role.CONTRIBUTOR) == ""
    assert tasks_for(academy.user(Role.FIRST_REVIEWER, academy.south_sea)) == []
    page = client_for(academy.user(Role.FIRST_REVIEWER, academy.north_lake)).get(HOME).content.decode()
    assert "等初审的稿子" in page


def test_what_waits_of_answers_is_parts_signatures_by_plan_corrections_and_copies(academy: Any) -> None:
    plan = ReviewPlan.objects.create(unit=academy.north, profile="questions")
    PlanStep.objects.create(plan=plan, kind="first", position=0)
    PlanStep.objects.create(plan=plan, kind="final", position=1)
    first, final = academy.user(Role.FIRST_REVIEWER, academy.north_lake), academy.user(Role.FINAL_REVIEWER, academy.top)
    officer, south = (academy.user(Role.RESPONSE_OFFICER, one) for one in (academy.north_lake, academy.south))

    def waits(user: Any) -> list[str]:
        return [f"{task.kind}: {task.title}" for task in tasks_for(user)]

    with translation.override("en"):
        case = make_case(academy, academy.north_lake, state="review", text="先初审的答复")
        assert waits(first) == ["Q&A: 先初审的答复"] and waits(final) == []  # each in their turn
        responses.publish_answer(case, acting_user=first)
        assert waits(first) == [] and waits(final) == ["Q&A: 先初审的答复"]
        responses.publish_answer(case, acting_user=final)
        assert waits(final) == []
        case.refresh_from_db()
        responses.begin_rework(case, kind="correction", acting_user=officer)
        responses.draft_rework(case, acting_user=officer, body_zh="更正。", why_zh="数错了。", why_en="Miscounted.")
        responses.submit_rework(case, acting_user=officer)
        assert waits(first) == ["Q&A: 先初审的答复"]
        CaseInterest.objects.create(case=case, person=first.person, reason="本文作者")
        assert waits(first) == []  # an interest keeps out
        other = make_case(academy, academy.north_lake, text="别所的问题")
        due = timezone.localdate() + dt.timedelta(days=2)
        responses.ask_part(other, unit=academy.south, question="有没有同期数据？", due_on=due, acting_user=officer)
        assert waits(south) == ["Part: 有没有同期数据？"]
        answer = Answer.objects.get(case=case)
        for _copy in range(2):
            AnswerReuse.objects.create(answer=answer, unit=academy.south, mention=make_mention(academy))
        assert [task.note for task in tasks_for(south)][1:] == ["2 new copies of the claim"]
        with CaptureQueriesContext(connection) as asked:
            tasks_for(first)
        make_case(academy, academy.north_lake, state="review", text="又一个")
        with CaptureQueriesContext(connection) as more:
            tasks_for(first)
        assert len(more) <= len(asked) + 6, "texts under a plan are read together"


def test_the_home_asks_a_bounded_number_of_questions(academy: Any, client_for: Any) -> None:
    user = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    released_story(academy, academy.north_lake)
    client = client_for(user)
    client.get(HOME)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    for _number in range(3):
        released_story(academy, academy.north_lake)
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)
    assert len(many) <= len(few) + 6
    assert len(many) <= 110


def test_today_shows_what_went_out_and_what_is_held(academy: Any) -> None:
    released_story(academy, academy.north_lake, title="今天发的")
    noon = timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=1), dt.time(12)))
    make_story(academy, academy.north_lake, state="held", embargo_until=noon, title="明天中午解禁")
    user = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    today = timezone.localdate()
    assert {(line.title, line.state) for line in going_out(user, today)} == {("今天发的", "done")}
    assert [(line.title, line.state) for line in going_out(user, today + dt.timedelta(days=1))] == [
        ("明天中午解禁", "held")
    ]
    assert going_out(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea), today) == []
    assert said_outside(user, today) == ([], 0)
    stories = week_of(user, today)[1]
    assert stories["value"] == "1"


def test_the_calendar_has_two_weeks_with_free_and_worked_days(academy: Any, client_for: Any) -> None:
    user = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    topic = make_topic(academy, academy.north_lake, title="水塔有多高")
    Topic.objects.filter(pk=topic.pk).update(planned_on=dt.date(2026, 10, 9))
    set_working_year(
        2026, holidays=["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"], working_weekends=["2026-10-10"],
        source="通知", is_provisional=False, acting_user=academy.superuser,
    )  # fmt: skip
    days = {day.date.day: day for day in two_weeks(user, monday_of(dt.date(2026, 10, 1)), timezone.localdate())}
    assert len(days) == 14
    assert not days[1].is_worked
    assert days[1].mark
    assert days[10].is_worked
    assert days[10].mark
    assert [item.title for item in days[9].items] == ["水塔有多高"]
    other = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    assert not any(day.items for day in two_weeks(other, dt.date(2026, 10, 5), timezone.localdate()))
    page = client_for(user).get(reverse("desk_calendar") + "?from=2026-10-08").content.decode()
    assert "水塔有多高" in page
    for odd in ("?from=x", "?from=9999-12-31", "?from=2026-02-31"):
        assert client_for(user).get(reverse("desk_calendar") + odd).status_code == 200


def test_the_thread_page_and_its_file(academy: Any, client_for: Any) -> None:
    story = make_story(academy, state="first_review", title="还在审的稿子")
    path = reverse("desk_thread", args=[f"newsroom.story:{story.pk}"])
    mine = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    assert "还在审的稿子" in mine.get(path).content.decode()
    assert "还在审的稿子" in mine.get(f"{path}csv/").content.decode()
    other = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert other.get(path).status_code == 404
    assert other.get(f"{path}csv/").status_code == 404
    assert mine.get(reverse("desk_thread", args=["x"])).status_code == 404


def test_search_finds_the_work_of_ones_units_only(academy: Any, client_for: Any) -> None:
    make_story(academy, state="first_review", title="光纤听见冻土融化")
    Worker().drain()
    while drain_pending():
        pass

    def finds(user: Any, query: str = "?q=光纤") -> bool:
        page = client_for(user).get(reverse("desk_search") + query)
        assert page.status_code == 200
        return bool(page.context["results"].total)

    assert finds(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    assert finds(academy.user(Role.OBSERVER, academy.north))
    assert finds(academy.superuser)
    assert finds(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake), "?q=光纤&kind=story")
    assert not finds(academy.user(Role.COMMUNICATION_OFFICER, academy.north_hill))
    assert not finds(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea), "?q=")
    assert not finds(academy.user(Role.CONTRIBUTOR, academy.north_lake))


def test_those_who_run_the_house_retry_what_failed(academy: Any, client_for: Any) -> None:
    make_topic(academy, academy.north_lake)
    fact = FactRecord.objects.latest("pk")
    failed = Delivery.objects.create(
        fact=fact,
        handler="x.y",
        state="failed",
        attempts=8,
        next_try_at=timezone.now(),
        last_error="Traceback\nbroken pipe",
    )
    runs = client_for(academy.user(Role.ADMINISTRATOR, academy.top))
    page = runs.get(reverse("desk_deliveries"))
    assert "broken pipe" in page.content.decode() and page.context["backup"] is None
    with RowProgress("backup").task("Backup"):
        pass
    assert runs.get(reverse("desk_deliveries")).context["backup"].state == "done"
    assert reverse("desk_deliveries") in runs.get(HOME).content.decode()
    assert runs.post(reverse("desk_delivery_retry", args=[failed.pk])).status_code == 302
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMMUNICATION_OFFICER])
def test_nobody_else_runs_the_house(academy: Any, client_for: Any, role: Role) -> None:
    client = client_for(academy.user(role, academy.north_lake))
    for path in (reverse("desk_deliveries"), reverse("desk_working_days"), reverse("desk_working_year", args=[2027])):
        assert client.get(path).status_code in {302, 403}, path


def test_a_years_notice_is_entered_and_checked(academy: Any, client_for: Any) -> None:
    user = academy.user(Role.ADMINISTRATOR, academy.top)
    client, path = client_for(user), reverse("desk_working_year", args=[2031])
    assert client.get(path).status_code == 200
    wrong = client.post(path, {"holidays": "2031-01-04", "working_weekends": "", "source": ""})  # a Saturday
    assert wrong.status_code == 400
    assert not WorkingYear.objects.filter(year=2031).exists()
    done = client.post(path, {"holidays": "2031-01-01\n2031-01-02", "working_weekends": "2031-01-05", "source": "通知"})
    assert done.status_code == 302
    row = WorkingYear.objects.get(year=2031)
    assert (row.holidays, row.is_provisional) == (["2031-01-01", "2031-01-02"], False)
    assert "2031" in client.get(reverse("desk_working_days")).content.decode()


def test_the_right_goes_with_the_appointment(academy: Any) -> None:
    user = academy.user(Role.ADMINISTRATOR, academy.top)
    end_appointment(Appointment.objects.get(person__user=user, role=Role.ADMINISTRATOR))
    with pytest.raises(PermissionDenied):
        set_working_year(
            2031, holidays=[], working_weekends=[], source="", is_provisional=True,
            acting_user=type(user).objects.get(pk=user.pk),
        )  # fmt: skip


def test_staff_see_our_search_and_no_help_or_reports(academy: Any, client_for: Any) -> None:
    page = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)).get(HOME).content.decode()
    assert reverse("desk_search") in page
    assert "/admin/reports/" not in page
    assert "wagtail.org" not in page
