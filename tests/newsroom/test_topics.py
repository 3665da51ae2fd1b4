"""Promises: topics are planned, changed and moved by those whose they are, with audit and facts; calendars elsewhere follow."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.desk.queries.calendar import days_of, span_of
from scicomm.desk.queries.things import things_of
from scicomm.newsroom import actions, queries
from scicomm.newsroom.feeds import calendar_of
from scicomm.newsroom.models import CalendarAddress, Coverage, Topic
from scicomm.newsroom.permissions import can_edit_topic
from scicomm.organisation.enums import Role
from scicomm.organisation.models import User
from scicomm.search.actions import drain_pending
from scicomm.search.engine import QuerySpec
from scicomm.search.engine import search as find
from tests.factories.newsroom import make_article, make_story, make_topic

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Any) -> None:
    settings.SCICOMM_HOME = tmp_path


def plan(academy: Any, title: str = "湖冰专题", unit: Any = None, **values: Any) -> Topic:
    unit = unit or academy.north_lake
    officer = academy.user(Role.COMMUNICATION_OFFICER, unit)
    return actions.open_topic(unit=unit, acting_user=officer, title=title, **values)


def test_a_topic_is_planned_without_a_lead_and_changed_with_a_record(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    article = make_article(academy.north_lake)
    client = client_for(officer)
    data = {
        "title": "湖冰专题", "unit": "north-lake", "post_key": str(uuid.uuid4()), "publics": ["farmers", "pupils"],
        "languages": ["en", "zh-hans"], "planned_on": "2026-12-01", "planned_until": "2026-12-03", "paper": article.doi,
        "angle": "余地还剩多少", "editor": str(officer.pk),
    }  # fmt: skip
    for _twice in range(2):
        assert client.post(reverse("newsroom_new_topic"), data).status_code == 302
    topic = Topic.objects.get()
    assert [row.public for row in topic.segments.all()] == ["pupils", "farmers"]
    assert topic.languages == ["zh-hans", "en"] and topic.article == article and topic.editor == officer
    page = client.post(reverse("newsroom_new_topic"), {**data, "planned_until": "2026-11-01", "post_key": ""})
    assert page.status_code == 400 and "余地还剩多少" in page.content.decode()
    edit = reverse("newsroom_edit_topic", args=[topic.pk])
    assert client.post(edit, {**data, "seen": "0", "angle": "新的角度", "publics": ["general"]}).status_code == 302
    topic.refresh_from_db()
    assert topic.sequence == 1 and topic.angle == "新的角度"
    # What a second editor typed meanwhile is kept, and nothing of the first's is written over.
    late = client.post(edit, {**data, "seen": "0", "angle": "另一个角度"})
    assert late.status_code == 409 and "另一个角度" in late.content.decode() and 'value="1"' in late.content.decode()
    facts = list(FactRecord.objects.filter(subject=f"newsroom.topic:{topic.pk}").values_list("name", "payload"))
    assert [name for name, _payload in facts] == ["newsroom.topic_opened", "newsroom.topic_changed"]
    assert set(facts[1][1]["fields"]) == {"angle", "publics"}
    Worker().drain()
    drain_pending()
    assert find(QuerySpec(text="新的角度", index="staff", allowed_units=["north-lake"])).total == 1
    assert things_of([f"newsroom.topic:{topic.pk}"], officer)


def test_topics_belong_to_the_editors_of_their_unit(academy: Any, client_for: Any) -> None:
    topic = plan(academy)
    for who in (academy.user(Role.COORDINATOR, academy.north), academy.user(Role.CONTRIBUTOR, academy.north_lake)):
        assert not can_edit_topic(who, topic)
        client = client_for(who)
        assert client.get(reverse("newsroom_topic", args=[topic.pk])).status_code == 200
        assert client.get(reverse("newsroom_edit_topic", args=[topic.pk])).status_code in {302, 403}
        with pytest.raises(PermissionDenied):
            actions.move_topic(topic, "writing", acting_user=who)
    with pytest.raises(PermissionDenied):
        actions.open_topic(unit=academy.south_sea, acting_user=academy.user(Role.COORDINATOR, academy.north), title="x")


def test_a_topic_moves_by_its_rules(academy: Any, client_for: Any) -> None:
    topic, officer = plan(academy), academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    client, url = client_for(officer), reverse("newsroom_move_topic", args=[topic.pk])
    assert client.post(url, {"state": "dropped"}).status_code == 409
    assert client.post(url, {"state": "dropped", "reason": "没有新数据"}).status_code == 302
    assert "没有新数据" in client.get(reverse("newsroom_topic", args=[topic.pk])).content.decode()
    for state in ("planned", "writing", "writing"):
        actions.move_topic(topic, state, acting_user=officer)
    assert Topic.objects.get(pk=topic.pk).drop_reason == ""
    with pytest.raises(ValidationError):
        actions.move_topic(topic, "told", acting_user=officer)
    talk = actions.set_coverage(topic, kind="talk", acting_user=officer)
    actions.move_coverage(talk, "done", acting_user=officer)
    actions.move_topic(topic, "told", acting_user=officer)
    moves = FactRecord.objects.filter(name="newsroom.topic_moved").order_by("pk").values_list("payload", flat=True)
    assert [(move["old"], move["new"]) for move in moves] == [
        ("planned", "dropped"), ("dropped", "planned"), ("planned", "writing"), ("writing", "told"),
    ]  # fmt: skip


def test_coverage_is_moved_by_whoever_makes_it(academy: Any, client_for: Any) -> None:
    topic, officer = plan(academy), academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    maker = academy.user(Role.CONTRIBUTOR, academy.north_lake)
    data = {"kind": "photo", "note": "冰面航拍", "person": str(maker.person.pk), "due_on": "2026-12-02"}
    client = client_for(officer)
    assert client.post(reverse("newsroom_new_coverage", args=[topic.pk]), data).status_code == 302
    row = Coverage.objects.get()
    assert client.post(reverse("newsroom_edit_coverage", args=[row.pk]), {**data, "kind": "no"}).status_code == 400
    assert (
        client_for(maker).post(reverse("newsroom_move_coverage", args=[row.pk]), {"state": "done"}).status_code == 302
    )
    with pytest.raises(PermissionDenied):
        actions.move_coverage(row, "planned", acting_user=academy.user(Role.OBSERVER, academy.north_lake))
    states = (
        FactRecord.objects.filter(name="newsroom.coverage_set").order_by("pk").values_list("payload__state", flat=True)
    )
    assert list(states) == ["planned", "done"]
    actions.set_coverage(
        topic,
        coverage=row,
        kind="photo",
        note="冰面航拍",
        person=maker.person,
        due_on=dt.date(2026, 12, 2),
        acting_user=officer,
    )
    assert Coverage.objects.get().sequence == 1


def test_sources_are_recognised_and_only_what_one_may_see_is_shown(academy: Any, client_for: Any) -> None:
    topic, officer = plan(academy), academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    article, mine = make_article(academy.south_sea), make_topic(academy, academy.north_lake).lead
    theirs = make_topic(academy, academy.south_sea).lead
    client, url = client_for(officer), reverse("newsroom_add_source", args=[topic.pk])
    for text in (
        f"https://doi.org/{article.doi}",
        f"http://x.example/admin/leads/{mine.pk}/",
        "https://lake.example/a",
        "10.1234/elsewhere",
    ):
        for _twice in range(2):
            assert client.post(url, {"source": text, "label": "数据"}).status_code == 302
    for text in ("javascript:alert(1)", "", f"/admin/leads/{theirs.pk}/"):
        assert client.post(url, {"source": text}).status_code == 400
    assert [row.kind for row in queries.sources_of(topic, officer)] == ["article", "lead", "link", "link"]
    actions.add_source(topic, lead=theirs, acting_user=officer)
    assert len(queries.sources_of(topic, officer)) == 4 and topic.sources.count() == 5
    row = topic.sources.all()[0]
    assert client.post(reverse("newsroom_remove_source", args=[row.pk])).status_code == 302
    assert topic.sources.count() == 4


def test_the_board_narrows_and_its_lanes_lead_to_lists(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    plan(academy, "给牧民的", publics=["farmers"])
    plan(academy, "山里的", academy.north_hill, publics=["farmers"])
    plan(academy, "给大家的", publics=["general"])
    make_story(academy, title="在写的稿")
    for number in range(15):
        plan(academy, f"第 {number:02} 个")
    boss = academy.user(Role.COORDINATOR, academy.north)

    def titles(who: Any, **given: str) -> set[str]:
        lanes = queries.board_of(who, queries.narrowing_of(who, given))
        return {slip["title"] for lane in lanes for slip in lane.slips}

    assert titles(boss, public="farmers") == {"给牧民的", "山里的"}
    assert titles(boss, public="farmers", unit="north-hill") == {"山里的"}
    assert titles(officer, unit="north-hill") == titles(officer) and "山里的" not in titles(officer)
    assert "在写的稿" in titles(boss, editor=str(officer.pk))
    lane = queries.board_of(boss)[1]
    assert lane.more == 6 and len(lane.slips) == 12
    page = client_for(boss).get(lane.url + "?unit=north-lake").content.decode()
    assert "第 14 个" in page and "山里的" not in page
    assert client_for(boss).get("/admin/topics/lanes/nothing/").status_code == 404


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
