"""The staff pages: each shows what its reader may see, says why a mention was linked, and changes nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from scicomm.listening import queries
from scicomm.listening.models import Alert, Feed, LinkedBy, Mention, Watch
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_feed, make_mention, make_watch, rss, show_to_watches
from tests.factories.newsroom import make_article, make_story

pytestmark = pytest.mark.django_db

TITLE = "草原上的斑纹，可作为沙漠化的早期信号"


def test_the_list_says_why_and_filters(academy: Any, client_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_article(academy.north_lake, doi="10.5555/seen")
    linked = make_mention(academy, title="说到论文", description="10.5555/seen")
    other = make_mention(academy, title="<script>alert(1)</script>闲话")
    monkeypatch.setattr(
        queries.mentions, "MENTION_ACTIONS", [lambda mention: ("办理", f"/cases/{mention.pk}/"), lambda mention: None]
    )
    client = client_for(academy.user(Role.COORDINATOR, academy.top))
    page = client.get(reverse("listening_mentions")).content.decode()
    assert "10.5555/seen" in page
    assert f"/cases/{linked.pk}/" in page
    assert "<script>alert(1)" not in page
    only = client.get(reverse("listening_mentions"), {"link": "linked", "unit": "north-lake"}).content.decode()
    assert linked.title in only and other.title not in only
    assert linked.title not in client.get(reverse("listening_mentions"), {"link": "unlinked"}).content.decode()


def test_the_list_asks_the_database_a_fixed_number_of_times(
    academy: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    story = make_story(academy, state="published", title=TITLE, article=make_article(academy.north_lake))
    feed = make_feed(academy)
    client = client_for(academy.user(Role.COORDINATOR, academy.top))
    client.get(reverse("listening_mentions"))
    for _ in range(12):
        assert make_mention(academy, feed=feed, title=TITLE).dossier == story.dossier
    with django_assert_max_num_queries(30):
        assert client.get(reverse("listening_mentions")).status_code == 200


def test_what_is_behind_the_wall_is_not_there(academy: Any, client_for: Any) -> None:
    make_article(academy.north_lake, doi="10.5555/wall")
    mention = make_mention(academy, academy.north_lake, description="10.5555/wall")
    feed, watch = make_feed(academy, academy.north_lake), make_watch(academy, academy.north_lake)
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea))
    for name in ("listening_mention", "feeds:edit", "feeds:delete", "feeds:inspect", "watches:edit", "watches:inspect"):
        pk = {"listening_mention": mention.pk}.get(name, feed.pk if name.startswith("feeds") else watch.pk)
        assert client.get(reverse(name, args=[pk])).status_code in {302, 404}, name
    assert client.post(reverse("listening_relink", args=[mention.pk])).status_code == 404
    assert mention.title not in client.get(reverse("listening_mentions")).content.decode()
    for name in ("feeds:index", "watches:index"):
        page = client.get(reverse(name)).content.decode()
        assert str(feed.address) not in page and watch.name not in page


def test_an_editor_sets_the_link(academy: Any, client_for: Any) -> None:
    story = make_story(academy, state="published", title=TITLE)
    mention = make_mention(academy, title="别的说法")
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    page = client.get(reverse("listening_mention", args=[mention.pk])).content.decode()
    assert TITLE in page
    for _ in range(2):
        done = client.post(reverse("listening_relink", args=[mention.pk]), {"story": story.dossier.pk})
        assert done.status_code == 302
    mention.refresh_from_db()
    assert (mention.dossier, mention.linked_by, mention.unit) == (story.dossier, LinkedBy.HAND, academy.north_lake)
    assert ModelLogEntry.objects.filter(action="listening.mention.relink").count() == 1
    assert client.post(reverse("listening_relink", args=[mention.pk]), {"story": 0}).status_code == 200


def test_alerts_are_the_owners_and_are_seen_once(academy: Any, client_for: Any) -> None:
    watch = make_watch(academy)
    make_mention(academy, title="草原上的斑纹")
    show_to_watches()
    alert = Alert.objects.get()
    stranger = client_for(academy.user(Role.RESPONSE_OFFICER, academy.top))
    assert stranger.post(reverse("listening_seen", args=[alert.pk])).status_code == 404
    client = client_for(watch.owner)
    page = client.get(reverse("listening_alerts")).content.decode()
    assert "草原上的<mark>斑纹</mark>" in page and watch.name in page
    for _ in range(2):
        assert client.post(reverse("listening_seen", args=[alert.pk])).status_code == 302
    assert "草原上的" not in client.get(reverse("listening_alerts")).content.decode()
    assert "草原上的<mark>" in client.get(reverse("listening_alerts"), {"seen": "all"}).content.decode()


def test_a_feed_is_added_changed_and_removed_from_the_admin(academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    values = {
        "unit": academy.north_lake.pk,
        "name": "",
        "address": "https://feeds.example/a",
        "every_minutes": 60,
        "is_on": "on",
    }
    assert client.post(reverse("feeds:add"), values).status_code == 302
    feed = Feed.objects.get()
    assert (feed.name, feed.unit) == ("https://feeds.example/a", academy.north_lake)
    assert client.get(reverse("feeds:index")).status_code == 200
    assert client.get(reverse("feeds:inspect", args=[feed.pk])).status_code == 200
    changed = {**values, "name": "晨报", "every_minutes": 30}
    assert client.post(reverse("feeds:edit", args=[feed.pk]), changed).status_code == 302
    feed.refresh_from_db()
    assert (feed.name, feed.every_minutes) == ("晨报", 30)
    for bad in ({"address": "ftp://x.example/"}, {"address": ""}, {"every_minutes": 1}, {"unit": academy.top.pk}):
        assert client.post(reverse("feeds:add"), {**values, **bad}).status_code == 200
    assert client.post(reverse("feeds:delete", args=[feed.pk])).status_code == 302
    assert not Feed.objects.exists()


def test_a_feed_file_is_read_and_a_broken_one_is_refused(academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake))
    values = {"unit": academy.north_lake.pk, "name": "文件", "address": "", "every_minutes": 60, "is_on": "on"}
    broken = SimpleUploadedFile("a.xml", b"<html>no feed</html>")
    assert client.post(reverse("feeds:add"), {**values, "upload": broken}).status_code == 200
    assert not Feed.objects.exists()
    good = SimpleUploadedFile("a.xml", rss({"title": "一条", "link": "https://news.example/1"}))
    assert client.post(reverse("feeds:add"), {**values, "upload": good}).status_code == 302
    feed = Feed.objects.get()
    assert feed.is_file and feed.file_name == "a.xml"
    assert client.get(reverse("feeds:edit", args=[feed.pk])).status_code == 200


def test_a_watch_is_made_by_its_owner_in_the_admin(academy: Any, client_for: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    client = client_for(officer)
    values = {
        "unit": academy.north_lake.pk,
        "name": "斑纹",
        "any_words": "斑纹",
        "all_words": "",
        "none_words": "",
        "is_on": "on",
    }
    assert client.post(reverse("watches:add"), {**values, "any_words": ""}).status_code == 200
    assert client.post(reverse("watches:add"), {**values, "any_words": "，，"}).status_code == 200
    for _ in range(2):
        assert client.post(reverse("watches:add"), values).status_code == 302
    watch = Watch.objects.get()
    assert watch.owner == officer
    changed = client.post(reverse("watches:edit", args=[watch.pk]), {**values, "any_words": "草原"})
    assert changed.status_code == 302
    watch.refresh_from_db()
    assert watch.any_terms == ["草原"]
    other = client_for(academy.user(Role.RESPONSE_OFFICER, academy.north_lake))
    other.post(reverse("watches:edit", args=[watch.pk]), {**values, "any_words": "x"})
    other.post(reverse("watches:delete", args=[watch.pk]))
    watch.refresh_from_db()
    assert watch.any_terms == ["草原"]
    assert client.post(reverse("watches:delete", args=[watch.pk])).status_code == 302


def test_contributors_have_no_list(academy: Any, client_for: Any) -> None:
    client = client_for(academy.user(Role.CONTRIBUTOR, academy.north_lake))
    for name in ("listening_mentions", "listening_alerts"):
        assert client.get(reverse(name)).status_code in {302, 403}
    assert Mention.objects.count() == 0
