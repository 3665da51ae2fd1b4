"""The screens of watches: wrong syntax is marked, alerts stand by topic in few queries, a query is tried out on last month."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scicomm.listening import actions, queries
from scicomm.listening.models import HotTopic, Mention, Watch
from scicomm.listening.permissions import mentions_for
from scicomm.listening.rules.watches import Scope, parse
from scicomm.organisation.enums import Role
from tests.factories.listening import make_feed, make_mention, make_watch, show_to_watches

pytestmark = pytest.mark.django_db


def test_the_form_marks_what_is_wrong_and_takes_a_query(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    reader = academy.user(Role.RESPONSE_OFFICER, academy.north_lake)
    client = client_for(officer)
    values: dict[str, Any] = {
        "unit": academy.north_lake.pk, "name": "湖", "query": "湖 AND (草原 OR a<img", "delivery": "daily", "hour": 9,
        "readers": [reader.pk], "source_classes": ["news"], "once_a_topic": "on", "most_an_hour": 6, "is_on": "on",
    }  # fmt: skip
    page = client.post(reverse("watches:add"), values).content.decode()
    assert "<mark>(</mark>" in page and "<img" not in page.split("<mark>")[1][:200]
    assert client.post(reverse("watches:add"), {**values, "query": "湖 AND 草原"}).status_code == 302
    watch = Watch.objects.get()
    assert (watch.delivery, watch.source_classes, watch.hour) == ("daily", ["news"], 9)
    assert [row.user for row in watch.reading.all()] == [reader]
    assert client.get(reverse("watches:edit", args=[watch.pk])).status_code == 200
    page = client.get(reverse("listening_watch", args=[watch.pk])).content.decode()
    assert "湖 AND 草原" in page
    assert client_for(reader).get(reverse("listening_watch", args=[watch.pk])).status_code == 200
    stranger = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    assert stranger.get(reverse("listening_watch", args=[watch.pk])).status_code == 404
    assert stranger.post(reverse("listening_snooze", args=[watch.pk]), {"days": 3}).status_code == 404


def test_alerts_stand_by_topic_in_few_queries_whatever_their_number(academy: Any, client_for: Any) -> None:
    watch = make_watch(academy, delivery="instant")
    feed, now = make_feed(academy), timezone.now()
    client = client_for(watch.owner)

    def more(count: int) -> int:
        topic = HotTopic.objects.create(key=count, title=f"热点{count}", first_at=now, last_at=now)
        some = [make_mention(academy, feed=feed, title=f"斑纹 {count} {n}") for n in range(count)]
        Mention.objects.filter(pk__in=[one.pk for one in some[: count // 2]]).update(topic=topic)
        show_to_watches()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = client.get(reverse("listening_alerts")).content.decode()
        assert page.count(topic.title) == 1 and "<mark>斑纹</mark>" in page
        return len(captured)

    client.get(reverse("listening_alerts"))
    few, many = more(4), more(20)
    assert many <= few + 1
    lead = watch.alerts.filter(mention__topic__title="热点20").first()
    assert lead is not None
    client.post(reverse("listening_mute", args=[lead.pk]), {"what": "topic"})
    client.post(reverse("listening_seen", args=[lead.pk]))
    assert "热点20" not in client.get(reverse("listening_alerts")).content.decode()
    page = client.get(reverse("listening_watch", args=[watch.pk])).content.decode()
    assert "热点20" in page
    client.post(reverse("listening_unmute", args=[watch.pk, watch.mutes.get().pk]))
    assert not watch.mutes.exists()


def test_a_query_is_tried_out_on_last_month_within_its_time(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    feed = make_feed(academy)
    for n in range(12):
        make_mention(
            academy, feed=feed, title=f"湖里的鱼 {n}" if n < 8 else f"湖南旅游打折 {n}", description="<b>一句</b>"
        )
    Mention.objects.filter(title__endswith=" 0").update(found_at=timezone.now() - dt.timedelta(days=40))
    now = timezone.now()
    run = queries.try_on_last_month(parse("湖"), Scope(), mentions_for(officer), now)
    assert (run.found, run.looked, run.is_complete, sum(run.days.values()), len(run.days)) == (11, 11, True, 11, 31)
    assert any(word == "旅游" for word, _count in run.quieter)
    short = queries.try_on_last_month(parse("湖"), Scope(), mentions_for(officer), now, seconds=0)
    assert short.looked >= 1
    client = client_for(officer)
    address = reverse("listening_try_watch")
    assert "<rect" not in client.get(address).content.decode().split('id="trial"')[1]
    page = client.get(address, {"query": "湖 NOT 湖南"}).content.decode()
    assert "<mark>湖</mark>" in page and "湖南旅游" not in page and "<rect" in page
    part = client.get(address, {"query": "湖 AND"}, headers={"HX-Request": "true"}).content.decode()
    assert "<mark>AND</mark>" in part and "<html" not in part
    watch = make_watch(academy, any_words="湖")
    assert "<rect" in client_for(watch.owner).get(address, {"watch": watch.pk}).content.decode()


def test_watches_go_out_and_in_as_a_file(academy: Any, client_for: Any) -> None:
    watch = make_watch(academy, name="湖", query="湖 NOT 湖南", delivery="weekly")
    client = client_for(watch.owner)
    data = client.get(reverse("listening_watches_file")).content
    assert json.loads(data)["watches"][0]["query"] == "湖 NOT 湖南"
    address = reverse("listening_watches_transfer")
    post = {"unit": watch.unit_id, "upload": SimpleUploadedFile("w.json", data)}
    assert "湖" in client.post(address, post).content.decode() and Watch.objects.count() == 1
    actions.remove_watch(watch, acting_user=watch.owner)
    client.post(address, {"unit": watch.unit_id, "upload": SimpleUploadedFile("w.json", data)})
    assert Watch.objects.get().delivery == "weekly"
    bad = client.post(address, {"unit": watch.unit_id, "upload": SimpleUploadedFile("w.json", b"<html>")})
    assert bad.status_code == 200 and Watch.objects.count() == 1
