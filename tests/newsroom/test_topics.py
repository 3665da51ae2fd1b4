"""Promises: topics are planned, changed and moved by those whose they are, with audit and facts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.desk.queries.things import things_of
from scicomm.newsroom import actions, queries
from scicomm.newsroom.models import Coverage, Topic
from scicomm.newsroom.permissions import can_edit_topic
from scicomm.organisation.enums import Role
from scicomm.search.actions import drain_pending
from scicomm.search.engine import QuerySpec
from scicomm.search.engine import search as find
from tests.factories.newsroom import make_article, make_story, make_topic
from tests.newsroom.planned_topics import plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_index")]


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
