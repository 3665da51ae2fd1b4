"""The screens of hot topics: what is on top, what a card says, who may see and shape it, and how many queries a list takes."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.listening import actions, queries
from scicomm.listening.models import Burst, HotTopic, Mention, SourceClass, TopicCount
from scicomm.organisation.permissions import Role
from tests.factories.newsroom import make_article, make_story
from tests.factories.topics import FISH, QUAKE, group_all, said, store_said

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(academy: Any, tmp_path: Path) -> tuple[HotTopic, HotTopic]:
    """A quake that bursts now, with a copy, and a fish of last week that speaks of a story of ours."""
    story = make_story(academy, state="published", title="洞穴鱼用皮肤看见光")
    first = store_said([said(academy.top, QUAKE[0], minutes_ago=100, source="first.example")])[0]
    rows = [said(academy.top, title, minutes_ago=30 + place) for place, title in enumerate(QUAKE[1:])]
    rows.append(said(academy.top, "Magnitude 5.1 quake in Yunxi county 云溪地震", minutes_ago=20))
    rows += [said(academy.top, QUAKE[0], original=first, source=f"copy{number}.example") for number in range(3)]
    week = 6 * 24 * 60
    rows += [
        said(
            academy.top, title, minutes_ago=week + 900 * place, source_class=SourceClass.SCIENCE, dossier=story.dossier
        )
        for place, title in enumerate(FISH)
    ]
    store_said(rows)
    group_all(tmp_path)
    actions.note_bursts()
    quake, fish = HotTopic.objects.filter(count__gt=1).order_by("key")
    return quake, fish


def _get(client: Any, name: str, *arguments: Any, **query: Any) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_has_what_bursts_on_top_and_filters(
    academy: Any, client_for: Any, talk: Any, monkeypatch: Any
) -> None:
    quake, fish = talk
    monkeypatch.setattr(
        queries.topics, "TOPIC_ACTIONS", [lambda topic: ("立案", f"/cases/{topic.pk}/"), lambda topic: None]
    )
    client = client_for(academy.user(Role.COORDINATOR, academy.top))
    page = _get(client, "listening_topics")
    assert page.index(quake.shown_title) < page.index(fish.shown_title)
    assert f"/cases/{fish.pk}/" in page
    for query, shown, hidden in (
        ({"burst": "on"}, quake, fish),
        ({"source": "science"}, fish, quake),
        ({"language": "en", "q": "skin"}, fish, quake),
        ({"q": "余震"}, quake, fish),
        ({"ours": "on"}, fish, quake),
        ({"period": "day"}, quake, fish),
    ):
        page = _get(client, "listening_topics", **query)
        assert shown.shown_title in page and hidden.shown_title not in page, query
    assert "没有" in _get(client, "listening_topics", q="没有这样的词") or "No topic fits"
    assert _get(client, "listening_topics", period="x", language="y", page="z", source="<script>")


def test_a_list_takes_the_same_queries_whatever_its_length(academy: Any, client_for: Any, talk: Any) -> None:
    client = client_for(academy.user(Role.COORDINATOR, academy.top))
    counts = []
    for length in (1, 2):
        with CaptureQueriesContext(connection) as caught:
            _get(client, "listening_topics")
            frame = len(caught)
        counts.append(frame)
        now = timezone.now()
        made = HotTopic.objects.bulk_create(
            HotTopic(key=-5000 * length - number, title=f"话题{number}", first_at=now, last_at=now, count=2)
            for number in range(20)
        )
        store_said(said(academy.top, f"话题 {topic.pk}", topic=topic) for topic in made)
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("listening_alerts"))
    # Beside the desk's frame.
    assert counts[1] - len(caught) + 3 <= 12


def test_the_card_says_what_it_is(academy: Any, client_for: Any, talk: Any) -> None:
    quake, fish = talk
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    page = _get(client, "listening_topic", quake.pk)
    assert "first.example" in page and page.count("copy1.example") == 2, "in the outlets, and once below its original"
    assert page.count('class="task"') == 6
    assert 'class="band"' in page and re.search(r'<rect class="f1"[^>]*height="[1-9]', page)
    assert "洞穴鱼用皮肤看见光" in _get(client, "listening_topic", fish.pk)
    assert "<h3>" in page and "style=" not in page.split('class="desk"')[1].split("</main>")[0]
    burst = Burst.objects.get(topic=quake)
    assert (burst.ended_at, burst.reports, quake.independent) == (None, 6, 6)
    fact = FactRecord.objects.get(name="listening.topic_burst")
    assert fact.subject == f"listening.topic:{quake.pk}" and fact.payload["reports"] == 6
    # Later it has fallen back; noticed again and again it stays one.
    for hours in (1, 5, 12, 30):
        actions.note_bursts(now=timezone.now() + dt.timedelta(hours=hours))
    burst.refresh_from_db()
    assert burst.ended_at is not None and Burst.objects.count() == 1
    assert FactRecord.objects.filter(name="listening.topic_burst").count() == 1
    quake.refresh_from_db()
    assert (quake.is_bursting, quake.fresh) == (False, 0)


def test_listeners_shape_topics_on_the_page(academy: Any, client_for: Any, talk: Any) -> None:
    quake, _fish = talk
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.top))
    nothing = client.post(reverse("listening_topic_part", args=[quake.pk]), {})
    assert nothing.status_code == 200 and "note--stop" in nothing.content.decode()
    chosen = Mention.objects.get(title__startswith="Magnitude")
    done = client.post(
        reverse("listening_topic_part", args=[quake.pk]), {"mentions": [chosen.pk], "title": "<b>另一件</b>"}
    )
    new = HotTopic.objects.get(title="<b>另一件</b>")
    assert done.url == new.get_absolute_url()
    assert "<b>另" not in _get(client, "listening_topic", new.pk)
    assert client.post(reverse("listening_topic_join", args=[quake.pk]), {"other": new.pk}).status_code == 302
    led = client.get(new.get_absolute_url())
    assert led.status_code == 302 and led.url == quake.get_absolute_url()
    wrong = client.post(reverse("listening_topic_join", args=[quake.pk]), {"other": "9999"})
    assert wrong.status_code == 200
    client.post(
        reverse("listening_topic_rename", args=[quake.pk]), {"title_zh": "云溪的地震", "title_en": "Yunxi quake"}
    )
    assert "云溪的地震" in _get(client, "listening_topics")


def test_who_sees_no_mention_sees_no_topic(academy: Any, client_for: Any) -> None:
    now = timezone.now()
    topic = HotTopic.objects.create(key=-77, title="湖区的话题", first_at=now, last_at=now, count=1)
    article = make_article(academy.north_lake, doi="10.5555/hidden")
    store_said([said(academy.north_lake, "湖区的话题", topic=topic, article=article)])
    stranger = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert "湖区的话题" not in _get(stranger, "listening_topics", period="year")
    assert stranger.get(topic.get_absolute_url()).status_code == 404
    for verb in ("join", "part", "rename"):
        assert stranger.post(reverse(f"listening_topic_{verb}", args=[topic.pk]), {}).status_code == 404
    own = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    assert "湖区的话题" in _get(own, "listening_topics", period="year")


def test_old_hours_are_folded_and_silent_topics_end(academy: Any, talk: Any) -> None:
    quake, _fish = talk
    later = timezone.now() + dt.timedelta(days=60)
    before = sum(row.independent for row in TopicCount.objects.all())
    assert actions.fold_counts(now=later) > 0
    assert actions.fold_counts(now=later) == 0
    assert not TopicCount.objects.filter(is_day=False).exists()
    assert sum(row.independent for row in TopicCount.objects.all()) == before
    assert queries.slots_of(quake, [], now=later)[1] is True
    assert actions.end_quiet_topics(now=later) >= 2
    quake.refresh_from_db()
    assert quake.state == "ended"
