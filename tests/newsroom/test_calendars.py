"""Promises: the calendar shows the whole tree, calendars elsewhere follow it, and neither tells what is confidential."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from scicomm.desk.queries.calendar import days_of, span_of
from scicomm.newsroom import actions
from scicomm.newsroom.feeds import calendar_of
from scicomm.newsroom.models import CalendarAddress, Topic
from scicomm.organisation.enums import Role
from scicomm.organisation.models import User
from tests.factories.newsroom import make_story, make_topic
from tests.newsroom.planned_topics import TODAY, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_index")]


# ------------------------------------------------------------------ calendars


def test_the_calendar_shows_the_whole_tree_and_hides_what_is_confidential(academy: Any, client_for: Any) -> None:
    boss = academy.user(Role.COORDINATOR, academy.top)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    topic = plan(academy, "三天的", planned_on=TODAY, planned_until=TODAY + dt.timedelta(days=2))
    actions.set_coverage(topic, kind="video", note="延时摄影", due_on=TODAY, acting_user=officer)
    plan(academy, "海里的", academy.south_sea, planned_on=TODAY)
    secret = make_topic(academy, academy.north_lake, title="密约")
    secret.lead.confidential_until = timezone.now() + dt.timedelta(days=9)
    secret.lead.save()
    Topic.objects.filter(pk=secret.pk).update(planned_on=TODAY)
    date = actions.set_important_date(
        unit=academy.top, acting_user=boss, name_zh="科学日", first_on=TODAY.replace(year=2024), days=2,
        recurrence="yearly", version="1", mined_days_ahead=0, is_on=True,
    )  # fmt: skip
    noon = timezone.make_aware(dt.datetime.combine(TODAY + dt.timedelta(days=1), dt.time(12)))
    make_story(academy, state="held", embargo_until=noon, title="明天解禁")
    span = span_of("month", TODAY)
    assert span.first.weekday() == 0 and (span.last - span.first).days % 7 == 0

    def shown(who: Any, **narrowed: Any) -> dict[str, int]:
        found: dict[str, int] = {}
        for day in days_of(who, span_of("weeks", TODAY), TODAY, **narrowed):
            for item in day.items:
                found[item.title] = found.get(item.title, 0) + 1
        return found

    everything = shown(boss)
    assert everything["三天的"] == 3 and everything["科学日"] == 2 and "延时摄影" in everything
    assert {"海里的", "明天解禁"} <= everything.keys() and "密约" not in everything
    assert "密约" in shown(officer) and "海里的" not in shown(officer) and shown(officer)["科学日"] == 2
    assert set(shown(boss, unit=academy.south_sea)) == {"海里的", "科学日"}
    assert set(shown(boss, kinds=["hold"])) == {"明天解禁"}
    page = (
        client_for(boss).get(reverse("desk_calendar") + "?view=month&unit=south&kind=topic&kind=date").content.decode()
    )
    assert "海里的" in page and date.name_zh in page and "三天的" not in page


def feed(client: Any, secret: str, prefix: str = "") -> dict[str, Any]:
    got = client.get(f"{prefix}/newsroom/calendar/{secret}.ics")
    assert got.status_code == 200 and got["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(got.content)
    assert calendar["VERSION"] == "2.0" and all(len(line) <= 75 for line in got.content.split(b"\r\n"))
    events = list(calendar.walk("VEVENT"))
    assert len({event["UID"] for event in events}) == len(events)
    return {str(event["UID"]).split("@")[0]: event for event in events}


def test_a_calendar_elsewhere_follows_and_tells_nothing_confidential(
    academy: Any, client: Any, client_for: Any
) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    topic = plan(academy, "湖冰，开了; 又冻\n了", planned_on=TODAY, planned_until=TODAY + dt.timedelta(days=1))
    row = actions.set_coverage(topic, kind="photo", due_on=TODAY, acting_user=officer)
    secret = make_topic(academy, academy.north_lake, title="密约")
    secret.lead.confidential_until = timezone.now() + dt.timedelta(days=9)
    secret.lead.save()
    Topic.objects.filter(pk=secret.pk).update(planned_on=TODAY)
    story = make_story(academy, state="held", embargo_until=timezone.now() + dt.timedelta(days=2), title="禁发的题目")
    Topic.objects.filter(dossiers__story=story).update(planned_on=TODAY)
    plan(academy, "海里的", academy.south_sea, planned_on=TODAY)

    made = client_for(officer).post(reverse("newsroom_addresses"), {"unit": ""})
    word = made.context["address"].rpartition("/")[2].removesuffix(".ics")
    assert len(word) == 40 and word not in client_for(officer).get(reverse("newsroom_addresses")).content.decode()
    assert not CalendarAddress.objects.filter(digest__contains=word).exists()
    events = feed(client, word)
    text = client.get(f"/newsroom/calendar/{word}.ics").content.decode().replace("\r\n ", "")
    assert not [word for word in ("密约", "禁发的题目", "海里的") if word in text]
    assert set(events) == {
        f"topic-{topic.pk}", f"coverage-{row.pk}", f"embargo-{story.pk}", f"topic-{story.dossier.topic_id}",
    }  # fmt: skip
    found = events[f"topic-{topic.pk}"]
    assert str(found["SUMMARY"]).endswith(topic.title) and found["DTSTART"].dt == TODAY
    assert found["DTEND"].dt == TODAY + dt.timedelta(days=2) and found["STATUS"] == "TENTATIVE"
    assert events[f"embargo-{story.pk}"]["DTSTART"].dt.utcoffset() == dt.timedelta(0)
    # What changes raises its count and keeps its name; what is dropped stays as cancelled.
    etag = client.get(f"/newsroom/calendar/{word}.ics")["ETag"]
    assert client.get(f"/newsroom/calendar/{word}.ics", HTTP_IF_NONE_MATCH=etag).status_code == 304
    actions.change_topic(topic, acting_user=officer, planned_on=TODAY + dt.timedelta(days=1))
    assert feed(client, word)[f"topic-{topic.pk}"]["SEQUENCE"] == found["SEQUENCE"] + 1
    actions.move_topic(topic, "dropped", acting_user=officer, reason="改期")
    events = feed(client, word, "/en")
    assert events[f"topic-{topic.pk}"]["STATUS"] == events[f"coverage-{row.pk}"]["STATUS"] == "CANCELLED"
    assert events[f"topic-{topic.pk}"]["SEQUENCE"] > found["SEQUENCE"] + 1


def test_an_address_ends_when_it_is_revoked_or_its_person_leaves(academy: Any, client: Any, client_for: Any) -> None:
    boss = academy.user(Role.COORDINATOR, academy.top)
    plan(academy, "湖里的", planned_on=TODAY)
    plan(academy, "海里的", academy.south_sea, planned_on=TODAY)
    row, word = actions.make_calendar_address(acting_user=boss, unit=academy.south)
    (event,) = feed(client, word).values()
    assert "海里的" in str(event["SUMMARY"])
    other = client_for(academy.user(Role.COORDINATOR, academy.north))
    assert other.post(reverse("newsroom_revoke_address", args=[row.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.make_calendar_address(
            acting_user=academy.user(Role.CONTRIBUTOR, academy.north_lake), unit=academy.south
        )
    User.objects.filter(pk=boss.pk).update(is_active=False)
    assert client.get(f"/newsroom/calendar/{word}.ics").status_code == 404
    User.objects.filter(pk=boss.pk).update(is_active=True)
    assert client_for(boss).post(reverse("newsroom_revoke_address", args=[row.pk])).status_code == 302
    assert client.get(f"/newsroom/calendar/{word}.ics").status_code == 404
    assert client.get("/newsroom/calendar/nothing.ics").status_code == 404


def test_calendars_and_topics_ask_the_same_however_full(academy: Any, django_assert_max_num_queries: Any) -> None:
    boss = academy.user(Role.COORDINATOR, academy.top)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    address, _word = actions.make_calendar_address(acting_user=boss)
    for count in (1, 9):
        for number in range(count):
            topic = plan(academy, f"{count}-{number}", planned_on=TODAY, publics=["general"])
            actions.set_coverage(topic, kind="text", person=officer.person, due_on=TODAY, acting_user=officer)
        with django_assert_max_num_queries(12):
            days_of(boss, span_of("month", TODAY), TODAY)
        with django_assert_max_num_queries(9):
            calendar_of(address, timezone.now())
