"""Whom and what mentions name: people with their unit, units, papers by journal, author and month; judged by people; coverage."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from scicomm.listening import actions, tasks
from scicomm.listening.enums import LinkMethod, LinkState
from scicomm.listening.models import Mention, MentionLink
from scicomm.listening.queries.coverage import earned
from scicomm.listening.rules.naming import Names
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_mention

pytestmark = pytest.mark.django_db


def test_the_longest_name_is_found_and_a_word_inside_another_is_none() -> None:
    names: Names[int] = Names()
    for key, name in enumerate(("示范湖泊研究所", "湖泊", "Li Ming", "Lee")):
        names.put(key, name)
    found = [(one.key, one.words) for one in names.find("示范湖泊研究所的 Li Ming 谈湖泊；Li Mingming 与 Leeds 不是。")]
    assert found == [(0, "示范湖泊研究所"), (2, "Li Ming"), (1, "湖泊")]


def _look(academy: Any, **values: Any) -> Mention:
    mention = make_mention(academy, **values)
    Mention.objects.filter(read_at__isnull=True).update(read_at=timezone.now())
    tasks.look_for_names()
    return mention


def test_a_name_counts_by_what_stands_beside_it(academy: Any, client_for: Any) -> None:
    person = academy.person(
        academy.north_lake, family_name_zh="欧阳", given_name_zh="知秋", family_name_en="Ouyang", given_name_en="Zhiqiu"
    )
    twin = academy.person(
        academy.south_sea, family_name_zh="欧阳", given_name_zh="知秋", family_name_en="Ouyang", given_name_en="Zhi-qiu"
    )
    unit = academy.north_lake
    sure = _look(
        academy,
        title="蓝藻为何暴发",
        description=f"{unit.name_zh}的欧阳知秋说，气温是主要原因。",
        link="https://a.example/1",
    )
    links = {(one.target, one.method, one.state) for one in sure.links.select_related("person", "unit")}
    assert (person, LinkMethod.NAME, LinkState.FOUND) in links
    assert (unit, LinkMethod.NAME, LinkState.FOUND) in links
    assert (twin, LinkMethod.NAME_ALONE, LinkState.DOUBTFUL) in links
    alone = _look(academy, title="诗人欧阳知秋的新书", description="一本诗集。", link="https://a.example/2")
    assert {one.state for one in alone.links.all()} == {LinkState.DOUBTFUL}
    english = _look(
        academy,
        title="Algae",
        description=f"Zhiqiu Ouyang of {unit.name_en} measured the lake.",
        link="https://a.example/3",
    )
    assert english.links.filter(person=person, state=LinkState.FOUND).exists()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    client = client_for(officer)
    assert "诗人欧阳知秋的新书" in client.get(reverse("listening_links")).content.decode()
    link = alone.links.get(person=person)
    assert client.post(reverse("listening_decide_link", args=[link.pk]), {"wrong": "1", "list": "1"}).status_code == 302
    assert MentionLink.objects.get(pk=link.pk).state == LinkState.REJECTED
    Mention.objects.filter(pk=alone.pk).update(linked_at=None)
    tasks.look_for_names()
    assert MentionLink.objects.get(pk=link.pk).state == LinkState.REJECTED
    with pytest.raises(PermissionDenied):
        actions.judge_link(link, right=True, acting_user=academy.user(Role.OBSERVER, academy.top))


def test_coverage_counts_reports_once_and_ourselves_apart(academy: Any, client_for: Any) -> None:
    unit = academy.north_lake
    text = f"{unit.name_zh}发布了新的湖泊数据。"
    first = _look(academy, title="一", description=text, link="https://a.example/1")
    copy = _look(academy, title="二", description=text, link="https://b.example/1")
    own = _look(academy, title="三", description=text, link="https://c.example/1")
    Mention.objects.filter(pk=copy.pk).update(original=first)
    Mention.objects.filter(pk=own.pk).update(source_class="own")
    today = timezone.localdate()
    since = today - dt.timedelta(days=3650)
    found = earned(Mention.objects.all(), about=unit, since=since, until=today)
    assert (found.reports, found.copies, found.own, found.outlets) == (1, 1, 1, 2)
    assert found.first == first
    assert earned(Mention.objects.all(), about=academy.south, since=since, until=today).reports == 0
    client = client_for(academy.user(Role.COORDINATOR, academy.top))
    query = {"unit": unit.slug, "since": since.isoformat()}
    assert "svg" in client.get(reverse("listening_coverage"), query).content.decode()
    assert (
        "https://a.example/1" in client.get(reverse("listening_coverage"), {**query, "format": "csv"}).content.decode()
    )
    assert client.get(reverse("listening_coverage"), {"since": "x", "story": "999999"}).status_code == 200
