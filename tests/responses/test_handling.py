"""Cases handled by several: notes of calls, parts, handing over, interests, joining; incidents for named people only; figures."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.organisation.permissions import Role
from scicomm.responses import actions, permissions, queries
from scicomm.responses.enums import IncidentState, PartState
from scicomm.responses.models import Case, Incident
from scicomm.search.models import IndexEntry
from tests.factories.responses import make_case, reread

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(days=5)


def test_a_call_of_the_press_is_a_case_with_its_own_clock_and_no_double(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    client = client_for(officer)
    values = {
        "unit": academy.north_lake.pk, "origin": "phone", "kind": "media", "urgency": "now", "text": "蓝藻有毒吗？",
        "detail": "截稿前",
        "received_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "outlet": "示例晚报", "post_key": str(uuid.uuid4()),
        "asker_email": "reporter@paper.example",
    }  # fmt: skip
    first = client.post(reverse("responses_note"), values)
    assert first.status_code == 302, first.context["form"].errors
    assert client.post(reverse("responses_note"), values)["Location"] == first["Location"]
    case = Case.objects.get()
    assert case.due_at == case.received_at + dt.timedelta(hours=2)
    assert case.first_due_at == case.received_at + dt.timedelta(hours=1)
    assert "reporter@paper" not in str(list(FactRecord.objects.values_list("payload", flat=True)))
    page = client.get(first["Location"]).content.decode()
    assert "示例晚报" in page
    refused = client.post(reverse("responses_note"), {**values, "text": ""})
    assert refused.status_code == 400
    assert "截稿前" in refused.content.decode()
    other = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    assert other.get(reverse("responses_note")).status_code == 302  # back to the desk, with the words why


def test_another_unit_gives_its_part_and_sees_no_more(academy: Any, client_for: Any) -> None:
    case = make_case(academy, academy.north_lake)
    handler = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    asked = academy.user(Role.COMMUNICATION_OFFICER, academy.south)
    due = timezone.localdate() + SOON
    with pytest.raises(ValidationError):
        actions.ask_part(case, unit=academy.north_lake, question="？", due_on=due, acting_user=handler)
    part = actions.ask_part(case, unit=academy.south, question="贵所有没有同期数据？", due_on=due, acting_user=handler)
    assert (
        actions.ask_part(case, unit=academy.south, question="贵所有没有同期数据？", due_on=due, acting_user=handler)
        == part
    )
    client = client_for(asked)
    assert client.get(reverse("responses_case", args=[case.pk])).status_code == 404
    assert "贵所有没有同期数据" in client.get(reverse("responses_cases")).content.decode()
    page = reverse("responses_part", args=[part.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"text": " "}).status_code == 400
    assert client.post(page, {"text": "有三年的数据。"}).status_code == 302
    own = client_for(handler)
    decide = reverse("responses_decide_part", args=[part.pk])
    assert own.post(decide, {"return": "1"}).status_code == 409
    assert own.post(decide, {"return": "1", "note": "请给年份"}).status_code == 302
    assert client.post(page, {"text": "2023 至 2025 年。"}).status_code == 302
    assert own.post(decide, {"accept": "1"}).status_code == 302
    part.refresh_from_db()
    assert part.state == PartState.ACCEPTED
    assert client.post(decide, {"accept": "1"}).status_code == 404
    stranger = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_hill))
    assert stranger.get(page).status_code == 404


def test_who_has_an_interest_reads_and_stays_out(academy: Any) -> None:
    case = make_case(academy, state="review")
    reviewer = academy.user(Role.FINAL_REVIEWER, academy.top)
    assert permissions.can_review(reviewer, reread(case))
    with pytest.raises(PermissionDenied):
        actions.note_interest(
            case, person=reviewer.person, reason="合作者", acting_user=academy.user(Role.COORDINATOR, academy.top)
        )
    actions.note_interest(case, person=reviewer.person, reason="论文合作者", acting_user=reviewer)
    assert not permissions.can_review(reviewer, reread(case))
    with pytest.raises(PermissionDenied):
        actions.publish_answer(case, acting_user=reviewer)


def test_a_case_goes_to_another_unit_and_two_that_are_one_are_joined(academy: Any) -> None:
    case, again = (
        make_case(academy, academy.north_lake),
        make_case(academy, academy.north_lake, text="又问一次：会变沙漠吗？"),
    )
    handler = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    actions.merge_cases(again, into=case, acting_user=handler)
    assert actions.merge_cases(again, into=case, acting_user=handler) == case
    closed = reread(again)
    assert (closed.state, closed.merged_into_id) == ("closed", case.pk)
    with pytest.raises(ValidationError):
        actions.merge_cases(case, into=again, acting_user=handler)
    with pytest.raises(ValidationError):
        actions.hand_over(case, unit=academy.south, reason=" ", acting_user=handler)
    actions.hand_over(case, unit=academy.south, reason="属南方所", acting_user=handler)
    assert permissions.cases_for(handler).filter(pk=case.pk).exists()  # until it is taken
    south = academy.user(Role.RESPONSE_OFFICER, academy.south)
    assert permissions.can_take_handed(south, reread(case))
    with pytest.raises(PermissionDenied):
        actions.take_handed_case(case, acting_user=handler)
    actions.send_back_case(case, reason="湖泊所的事", acting_user=south)
    assert reread(case).unit == academy.north_lake
    actions.hand_over(case, unit=academy.south, reason="两所商定", acting_user=handler)
    taken = actions.take_handed_case(case, acting_user=south)
    assert (taken.officer, taken.handed_from) == (south, None)
    assert not permissions.cases_for(handler).filter(pk=case.pk).exists()
    with pytest.raises(ValidationError):
        actions.send_back_case(case, reason="晚了", acting_user=south)


def test_an_incident_is_read_by_named_people_only_and_leaves_no_trace(academy: Any, client_for: Any) -> None:
    case = make_case(academy, academy.north_lake)
    lead = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    before = FactRecord.objects.filter(name__startswith="responses.").count()
    incident = actions.open_incident(case, what_happened="误发了未审核的数字", acting_user=lead)
    assert actions.open_incident(case, what_happened="", acting_user=lead) == incident
    for role, unit in (
        (Role.COORDINATOR, academy.top),
        (Role.RESPONSE_OFFICER, academy.top),
        (Role.ADMINISTRATOR, academy.top),
    ):
        user = academy.user(role, unit)
        with pytest.raises(Http404):
            permissions.get_incident_for(user, incident.pk)
        assert client_for(user).get(incident.get_absolute_url()).status_code in {403, 404}
    with pytest.raises(ValidationError) as refused:
        actions.close_incident(incident, acting_user=lead)
    assert len(refused.value.messages) == 4
    due = timezone.localdate() + SOON
    person = academy.person(academy.north_lake)
    with pytest.raises(ValidationError):
        actions.take_measure(incident, text="双人核对", owner=person, due_on=due, acting_user=lead)
    actions.write_incident(incident, findings="没有第二人核对", acting_user=lead)
    measure = actions.take_measure(incident, text="双人核对", owner=person, due_on=due, acting_user=lead)
    with pytest.raises(ValidationError):
        actions.finish_measure(measure, evidence="", acting_user=lead)
    actions.finish_measure(measure, evidence="新流程已上墙", acting_user=lead)
    member = academy.user(Role.COMMUNICATION_OFFICER, academy.south)
    actions.name_members(incident, members=[member], acting_user=lead)
    assert permissions.get_incident_for(member, incident.pk)
    with pytest.raises(PermissionDenied):
        actions.close_incident(incident, acting_user=member)
    page = client_for(lead)
    step = reverse("responses_change_incident", args=[incident.pk, "write"])
    assert page.post(step, {"findings": "没有第二人核对", "outcome": "三个月无差错"}).status_code == 302
    actions.write_incident(incident, look_back_on=timezone.localdate(), acting_user=lead)
    actions.write_incident(incident, look_back_on=timezone.localdate() + SOON, acting_user=lead)
    with pytest.raises(ValidationError):
        actions.close_incident(incident, acting_user=lead)
    actions.write_incident(incident, look_back_on=timezone.localdate(), acting_user=lead)
    counts = queries.incident_counts()
    assert (counts.open, counts.closed, counts.measures) == (1, 0, 0)
    assert page.post(reverse("responses_change_incident", args=[incident.pk, "close"])).status_code == 302
    assert Incident.objects.get().state == IncidentState.CLOSED
    assert page.get(incident.get_absolute_url()).status_code == 200
    assert FactRecord.objects.filter(name__startswith="responses.").count() == before
    assert not IndexEntry.objects.filter(payload__icontains="双人核对").exists()
    assert (
        "双人核对"
        not in client_for(academy.user(Role.COORDINATOR, academy.top)).get(case.get_absolute_url()).content.decode()
    )


def test_figures_can_be_reproduced(academy: Any, client_for: Any) -> None:
    answered = make_case(academy, academy.north_lake, state="published")
    late = make_case(academy, academy.north_lake, text="晚了的问题？")
    make_case(academy, academy.south, state="closed", text="与我们无关？")
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    now, today = timezone.now(), timezone.localdate()
    found = queries.figures_of(Case.objects.all(), since=today - SOON, until=today, as_at=now)
    assert (found.received, found.answered, found.in_time, found.closed, found.open, found.late) == (3, 1, 1, 1, 1, 1)
    assert found.first_hours.count == 1
    assert reread(answered).first_response_at is not None
    assert queries.figures_of(Case.objects.all(), since=today - SOON, until=today, as_at=now) == found
    early = queries.figures_of(Case.objects.all(), since=today - SOON, until=today, as_at=now - dt.timedelta(days=2))
    assert early.received == 0
    client = client_for(academy.user(Role.COORDINATOR, academy.top))
    page = client.get(reverse("responses_figures"), {"unit": "north-lake"}).content.decode()
    assert "svg" in page
    table = client.get(reverse("responses_figures"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "3" in table.splitlines()[3]
    assert client.get(reverse("responses_figures"), {"since": "x", "until": "2020-01-01"}).status_code == 200
    assert client.get(reverse("responses_terms")).status_code == 200


def test_the_page_of_a_case_costs_the_same_whatever_hangs_on_it(
    academy: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    case = make_case(academy, academy.north_lake)
    handler = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    client = client_for(handler)
    client.get(case.get_absolute_url())
    for number in range(6):
        actions.write_remark(case, text=f"备注 {number}", acting_user=handler)
        actions.ask_part(
            case, unit=academy.south, question=f"问题 {number}", due_on=timezone.localdate() + SOON, acting_user=handler
        )
    with django_assert_max_num_queries(75):
        assert client.get(case.get_absolute_url()).status_code == 200
