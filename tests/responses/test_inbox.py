"""The list of cases: asked for, bookmarked, one step for several; duplicates, interests of units, named colleagues."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from scicomm.core.worker import Worker
from scicomm.organisation.permissions import Role
from scicomm.responses import actions, permissions, queries
from scicomm.responses.models import Case
from scicomm.responses.queries import Asked
from scicomm.responses.rules.mentions import named_in
from tests.factories.responses import make_case, reread

pytestmark = pytest.mark.django_db


def _note(user: Any, unit: Any, text: str, **more: Any) -> Case:
    return actions.note_question(unit=unit, text=text, acting_user=user, **more)


def test_the_list_answers_every_filter_and_its_address_keeps_it(
    academy: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    officer = academy.user(Role.RESPONSE_OFFICER, academy.top)
    lake = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    press = _note(officer, academy.top, "自来水还能喝吗？", kind="media", urgency="now", outlet="示例晚报")
    mine = _note(lake, academy.north_lake, "湖水发绿？", detail="北湖边上", kind="complaint")
    plain = make_case(academy, academy.south, text="星星会落下来吗？")
    done = make_case(academy, academy.south, state="closed", text="旧事？")
    Case.objects.filter(pk=plain.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    actions.pause_case(mine, reason="等来信人", waits_for="asker", acting_user=lake)
    wanted: list[tuple[Asked, set[Case]]] = [
        (Asked(), {press, mine, plain}),
        (Asked(state="all"), {press, mine, plain, done}),
        (Asked(state="closed"), {done}),
        (Asked(kind="media"), {press}),
        (Asked(urgency="now", clock="news"), {press}),
        (Asked(unit="north-lake"), {mine}),
        (Asked(officer="mine"), {press}),
        (Asked(officer=str(lake.pk)), {mine}),
        (Asked(officer="nobody"), {plain}),
        (Asked(late="late"), {plain}),
        (Asked(late="soon"), {press}),
        (Asked(late="stopped"), {mine}),
        (Asked(q="北湖 发绿"), {mine}),
        (Asked(q="晚报"), {press}),
        (Asked(q=f"#{plain.pk}"), {plain}),
        (Asked(q="没有这回事"), set()),
    ]
    for asked, cases in wanted:
        assert set(queries.cases_asked(officer, asked)) == cases, asked
    client = client_for(officer)
    page = client.get(reverse("responses_cases"), {"kind": "media", "q": "水", "state": "nonsense"})
    assert [row.case for row in page.context["rows"]] == [press]
    assert page.context["back"] == "q=%E6%B0%B4&kind=media"
    empty = client.get(reverse("responses_cases"), {"q": "没有这回事"})
    assert empty.status_code == 200 and not empty.context["rows"]
    stranger = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_hill))
    assert not stranger.get(reverse("responses_cases")).context["rows"]
    few = _count(client)
    for number in range(8):
        _note(officer, academy.top, f"第 {number} 问？", kind="claim")
    assert _count(client) <= few + 1


def _count(client: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(reverse("responses_cases"), {"state": "all"}).status_code == 200
    return len(seen)


def test_one_step_for_several_says_which_could_not_be(academy: Any, client_for: Any, mailoutbox: Any) -> None:
    lake = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    lake.email = "lake@academy.example"
    lake.save()
    top = academy.user(Role.RESPONSE_OFFICER, academy.top)
    one, two = make_case(academy, academy.north_lake), make_case(academy, academy.north_lake, text="二？")
    far, ended = (
        make_case(academy, academy.south, text="三？"),
        make_case(academy, academy.south, state="closed", text="四？"),
    )
    client, address = client_for(top), reverse("responses_cases_bulk")
    data = {
        "case": [one.pk, two.pk, far.pk, ended.pk, "x"],
        "act": "name",
        "officer": lake.pk,
        "back": "kind=claim\r\nX: y",
    }
    page = client.post(address, data, follow=True)
    assert page.redirect_chain[0][0].endswith("?kind=claimXy")
    said = [str(message) for message in page.context["messages"]]
    assert len(said) == 3 and said[-1].startswith("2")
    assert (reread(one).officer, reread(two).officer, reread(far).officer) == (lake, lake, None)
    Worker().drain()
    assert [mail.to for mail in mailoutbox].count(["lake@academy.example"]) == 2
    client.post(address, {"case": [far.pk], "act": "take"})
    assert reread(far).officer == top
    client.post(address, {"case": [far.pk], "act": "spam"})
    assert reread(far).is_spam
    nothing = client.post(address, {"act": "take"}, follow=True)
    assert [message.level_tag for message in nothing.context["messages"]][-1] == "error"
    other = client_for(academy.user(Role.COORDINATOR, academy.top))
    other.post(address, {"case": [one.pk], "act": "spam"})
    assert reread(one).is_open


def test_like_cases_are_proposed_and_joined_from_the_page(academy: Any, client_for: Any) -> None:
    first = make_case(academy, academy.north_lake, text="北湖的水为什么发绿？")
    again = make_case(academy, academy.north_lake, text="请问北湖的水怎么发绿了？")
    make_case(academy, academy.north_lake, text="流星雨什么时候看得到？")
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    assert [one.case for one in queries.cases_like(again, officer)] == [first]
    assert queries.cases_like(again, academy.user(Role.RESPONSE_OFFICER, academy.south)) == []
    client = client_for(officer)
    page = client.get(again.get_absolute_url()).content.decode()
    assert f'value="{first.pk}"' in page
    assert (
        client.post(reverse("responses_handle", args=[again.pk, "merge"]), {"merge-number": first.pk}).status_code
        == 302
    )
    assert reread(again).merged_into == first


def test_who_has_an_interest_by_person_or_unit_neither_handles_nor_speaks(academy: Any) -> None:
    case = make_case(academy, academy.north_lake)
    lake, top = (
        academy.user(Role.RESPONSE_OFFICER, academy.north_lake),
        academy.user(Role.RESPONSE_OFFICER, academy.top),
    )
    expert = academy.person(academy.north_lake, is_expert=True)
    actions.set_officer(case, officer=lake, acting_user=top)
    with pytest.raises(ValidationError):
        actions.note_interest(case, reason="？", acting_user=lake)
    actions.note_interest(case, unit=academy.north_lake, reason="样地是本所的", acting_user=lake)
    assert reread(case).officer is None
    assert permissions.has_interest(lake, case) and not permissions.has_interest(top, case)
    assert not permissions.can_draft(lake, case) and permissions.can_draft(top, case)
    with pytest.raises(ValidationError):
        actions.assign_case(case, expert=expert, acting_user=top)
    with pytest.raises(ValidationError):
        actions.set_officer(case, officer=lake, acting_user=top)
    with pytest.raises(PermissionDenied):
        actions.close_case(case, reason="不答", acting_user=lake)
    actions.hand_over(case, unit=academy.south, reason="本所有利益关系", acting_user=lake)


def test_a_remark_tells_the_colleagues_it_names_who_read_the_case(academy: Any, mailoutbox: Any) -> None:
    case = make_case(academy, academy.north_lake)
    officer = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    reader, stranger = academy.user(Role.COORDINATOR, academy.top), academy.user(Role.RESPONSE_OFFICER, academy.south)
    for user in (reader, stranger):
        user.email = f"{user.username}@academy.example"
        user.save()
    remark = actions.write_remark(case, text=f"@{reader.username} @{stranger.username} 请看一下。", acting_user=officer)
    assert list(remark.mentioned.all()) == [reader]
    Worker().drain()
    named = [mail for mail in mailoutbox if "#remarks" in mail.body]
    assert [mail.to for mail in named] == [[reader.email]] and "请看一下" not in named[0].body
    assert named_in("写给 a@b.example 和 @王芳，@li.lei.") == ("王芳", "li.lei")


def test_some_clocks_are_never_stopped(academy: Any) -> None:
    officer = academy.user(Role.RESPONSE_OFFICER, academy.top)
    urgent = _note(officer, academy.top, "马上要登？", kind="media", urgency="now")
    with pytest.raises(ValidationError):
        actions.pause_case(urgent, reason="等记者", waits_for="asker", acting_user=officer)
    with pytest.raises(ValidationError):
        actions.pause_case(make_case(academy), reason="等", waits_for="weather", acting_user=officer)
