"""Mentions are stored once and linked for a reason; alerts are raised once; a feed that fails waits longer each time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.listening import actions, tasks
from scicomm.listening.clients import FeedClient, Fetched, FetchError, read_feed
from scicomm.listening.models import Alert, Feed, Health, LinkedBy, Mention
from scicomm.listening.permissions import get_mention_for, mentions_for
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_feed, make_item, make_mention, make_watch, rss, show_to_watches
from tests.factories.newsroom import make_article, make_story

pytestmark = pytest.mark.django_db

TITLE = "草原上的斑纹，可作为沙漠化的早期信号"


class OneFeed(FeedClient):
    """A client that answers with what it was given, or raises it."""

    def __init__(self, content: bytes | Exception | None, *, etag: str = "") -> None:
        self.content = content
        self.etag = etag
        self.asked: list[tuple[str, str]] = []

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        self.asked.append((address, etag))
        if isinstance(self.content, Exception):
            raise self.content
        return Fetched(self.content, "application/xml", address, self.etag, "")


def fetch(feed: Feed, client: FeedClient) -> actions.StoreResult:
    """One fetch, as the periodic job does it."""
    feed.refresh_from_db()
    return actions.take_reading(feed, read_feed(client, **feed.source))


def facts(name: str) -> list[FactRecord]:
    return list(FactRecord.objects.filter(name=f"listening.{name}"))


def test_storing_twice_changes_nothing(academy: Any) -> None:
    feed = make_feed(academy)
    items = [
        make_item(),
        make_item(),
        make_item(link="https://news.example/same"),
        make_item(link="https://www.news.example/same/#x"),
    ]
    first = actions.store_items(feed, items)
    again = actions.store_items(feed, items)
    assert (len(first.stored), first.known) == (3, 0)
    assert (len(again.stored), again.known) == (0, 3)
    assert len(facts("mention_found")) == Mention.objects.count() == 3


def test_two_feeds_with_one_item_share_the_mention(academy: Any) -> None:
    item = make_item()
    one, other = make_feed(academy, academy.north_lake), make_feed(academy, academy.south_sea)
    actions.store_items(one, [item])
    result = actions.store_items(other, [item])
    assert (len(result.stored), result.known) == (0, 1)
    assert set(Mention.objects.get().feeds.all()) == {one, other}


def test_a_doi_links_to_the_article_and_gives_the_mention_to_its_unit(academy: Any) -> None:
    article = make_article(academy.north_lake, doi="10.5555/Grass.1")
    mention = make_mention(academy, description="论文见 https://doi.org/10.5555/grass.1。")
    assert (mention.article, mention.linked_by, mention.unit) == (article, LinkedBy.DOI, academy.north_lake)
    assert mention.link_evidence == {"matched": "10.5555/grass.1", "score": 1.0}
    (fact,) = facts("mention_found")
    assert [edge.about for edge in fact.edges.all()] == [ref("journals", "article", article.pk)]


def test_a_title_links_to_the_story_and_its_article(academy: Any) -> None:
    article = make_article(academy.north_lake)
    story = make_story(academy, state="published", title=TITLE, article=article)
    mention = make_mention(academy, title=f"媒体关注：{TITLE}（图）")
    assert (mention.dossier, mention.article, mention.linked_by) == (story.dossier, article, LinkedBy.TITLE)
    (fact,) = facts("mention_found")
    assert {edge.about for edge in fact.edges.all()} == {
        ref("newsroom", "story", story.pk),
        ref("journals", "article", article.pk),
    }


def test_an_english_title_links_to_the_article(academy: Any) -> None:
    article = make_article(academy.north_lake, title_en="Band spacing as an early signal of desertification")
    mention = make_mention(academy, title="Spacing of bands: an early signal of desertification")
    assert (mention.article, mention.linked_by) == (article, LinkedBy.TITLE)
    assert 0.8 <= mention.link_evidence["score"] <= 1


def test_a_link_to_our_page_links_to_the_story(academy: Any) -> None:
    story = make_story(academy, state="published", title=TITLE)
    mention = make_mention(academy, description=f'<a href="{story.full_url}?utm_source=x">原文</a>')
    assert (mention.dossier, mention.linked_by) == (story.dossier, LinkedBy.URL)


@pytest.mark.parametrize("state", ["draft", "held", "withdrawn"])
def test_a_story_that_is_not_public_is_never_linked(academy: Any, state: str) -> None:
    make_story(academy, state=state, title=TITLE)
    assert make_mention(academy, title=TITLE).linked_by == LinkedBy.NONE


def test_a_mention_found_before_the_story_is_linked_when_it_is_published(academy: Any) -> None:
    mention, old = make_mention(academy, title=TITLE), make_mention(academy, title=TITLE)
    Mention.objects.filter(pk=old.pk).update(found_at=timezone.now() - dt.timedelta(days=61))
    story = make_story(academy, state="published", title=TITLE)
    Worker().drain()
    mention.refresh_from_db()
    old.refresh_from_db()
    assert (mention.dossier, mention.linked_by, mention.unit) == (story.dossier, LinkedBy.TITLE, academy.north_lake)
    assert old.dossier is None
    (fact,) = facts("mention_linked")
    assert ref("newsroom", "story", story.pk) in {edge.about for edge in fact.edges.all()}
    assert actions.link_waiting(story_id=story.pk) == []


def test_a_mention_found_before_the_paper_is_linked_by_its_doi(academy: Any) -> None:
    mention = make_mention(academy, description="doi:10.5555/later." + "字" * 9000)
    article = make_article(academy.north_lake, doi="10.5555/later")
    actions.link_waiting(article_id=article.pk)
    mention.refresh_from_db()
    assert (mention.article, mention.linked_by) == (article, LinkedBy.DOI)


def test_what_is_set_by_hand_stays(academy: Any) -> None:
    story = make_story(academy, state="published", title=TITLE)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    mention = make_mention(academy, title=TITLE)
    actions.relink_mention(mention, dossier=None, acting_user=officer)
    assert actions.link_waiting(story_id=story.pk) == []
    other = make_story(academy, state="published", title="另一篇毫不相干的稿件标题")
    linked = actions.relink_mention(mention, dossier=other.dossier, acting_user=officer)
    assert (linked.dossier, linked.linked_by) == (other.dossier, LinkedBy.HAND)
    actions.relink_mention(mention, dossier=other.dossier, acting_user=officer)
    assert len(facts("mention_linked")) == 2


def test_who_may_set_a_link(academy: Any) -> None:
    story = make_story(academy, state="published", title=TITLE)
    mention = make_mention(academy, title=TITLE)
    stranger = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    with pytest.raises(PermissionDenied):
        actions.relink_mention(mention, dossier=None, acting_user=stranger)
    unlinked = make_mention(academy)
    with pytest.raises(ValidationError):
        actions.relink_mention(unlinked, dossier=story.dossier, acting_user=stranger)
    draft = make_story(academy, state="draft", title="还没有发布的稿件标题")
    with pytest.raises(ValidationError):
        actions.relink_mention(
            unlinked, dossier=draft.dossier, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
        )


def test_a_linked_mention_is_behind_its_units_wall(academy: Any) -> None:
    make_article(academy.north_lake, doi="10.5555/wall")
    linked, shared = make_mention(academy, description="10.5555/wall"), make_mention(academy)
    lake = academy.user(Role.OBSERVER, academy.north_lake)
    north = academy.user(Role.OBSERVER, academy.north)
    sea = academy.user(Role.OBSERVER, academy.south_sea)
    assert set(mentions_for(lake)) == set(mentions_for(north)) == {linked, shared}
    assert set(mentions_for(sea)) == {shared}
    with pytest.raises(Http404):
        get_mention_for(sea, linked.pk)
    contributor = academy.user(Role.CONTRIBUTOR, academy.south_sea)
    assert linked not in mentions_for(contributor)


def test_a_watch_raises_one_alert_with_the_words_that_matched(academy: Any) -> None:
    watch = make_watch(academy, academy.north_lake, any_words="斑纹\n湖", none_words="广告")
    make_watch(academy, academy.north_lake, any_words="斑纹", language="en")
    make_watch(academy, academy.north_lake, any_words="斑纹", is_on=False)
    mention = make_mention(academy, title="草原上的斑纹会说话")
    show_to_watches()
    Mention.objects.update(watched_at=None)
    show_to_watches()
    (alert,) = Alert.objects.all()
    assert (alert.watch, alert.mention, alert.matched) == (watch, mention, ["斑纹"])
    (fact,) = facts("watch_raised")
    assert fact.subject == ref("listening", "alert", alert.pk)
    assert [edge.about for edge in fact.edges.all()] == [ref("listening", "mention", mention.pk)]


def test_watches_beside_the_feeds_unit_are_not_told(academy: Any) -> None:
    near, far = make_watch(academy, academy.north), make_watch(academy, academy.south_sea)
    make_mention(academy, academy.north_lake, title="草原上的斑纹")
    show_to_watches()
    assert [alert.watch for alert in Alert.objects.all()] == [near]
    assert far.alerts.count() == 0


def test_only_the_owner_marks_an_alert_and_changes_a_watch(academy: Any) -> None:
    watch = make_watch(academy)
    make_mention(academy, title="斑纹")
    show_to_watches()
    alert = Alert.objects.get()
    other = academy.user(Role.RESPONSE_OFFICER, academy.top)
    with pytest.raises(PermissionDenied):
        actions.mark_alert_seen(alert, acting_user=other)
    with pytest.raises(PermissionDenied):
        actions.change_watch(watch, acting_user=other, name="x")
    seen = actions.mark_alert_seen(alert, acting_user=watch.owner)
    assert actions.mark_alert_seen(alert, acting_user=watch.owner).seen_at == seen.seen_at is not None


def test_a_watch_without_words_is_refused_and_a_double_post_is_one(academy: Any) -> None:
    with pytest.raises(ValidationError):
        make_watch(academy, any_words=" ，\n")
    assert make_watch(academy, name="一样") == make_watch(academy, name="一样")


def test_feeds_are_kept_by_the_very_unit_and_added_once(academy: Any) -> None:
    feed = make_feed(academy, address="https://feeds.example/a")
    assert make_feed(academy, address="https://feeds.example/a") == feed
    for role, unit in ((Role.OBSERVER, academy.top), (Role.COMMUNICATION_OFFICER, academy.north)):
        with pytest.raises(PermissionDenied):
            actions.add_feed(
                unit=academy.top, name="x", address="https://b.example/", acting_user=academy.user(role, unit)
            )
    for address in ("file:///etc/passwd", "https://me:secret@a.example/"):
        with pytest.raises(ValidationError):
            make_feed(academy, address=address)


def test_back_off_and_recovery(academy: Any) -> None:
    feed = make_feed(academy, every_minutes=60)
    assert feed.health == Health.NEW
    waits = []
    for _ in range(6):
        assert fetch(feed, OneFeed(FetchError("The server answered 500."))).failure
        feed.refresh_from_db()
        assert feed.next_fetch_at is not None
        waits.append(round((feed.next_fetch_at - timezone.now()) / dt.timedelta(hours=1)))
    assert waits == [2, 4, 8, 16, 24, 24]
    assert (feed.failures, feed.health, feed.last_error) == (6, Health.FAILING, "The server answered 500.")
    assert feed not in Feed.objects.due(timezone.now())
    fetch(feed, OneFeed(rss({"title": "x", "link": "https://news.example/x"}), etag="e1"))
    feed.refresh_from_db()
    assert (feed.failures, feed.health, feed.last_error, feed.etag) == (0, Health.FINE, "", "e1")
    client = OneFeed(None)
    fetch(feed, client)
    assert client.asked == [(feed.address, "e1")]


def test_broken_xml_is_written_down_with_its_reason(academy: Any) -> None:
    feed = make_feed(academy)
    fetch(feed, OneFeed(b"<html>no feed</html>"))
    feed.refresh_from_db()
    assert feed.failures == 1
    assert feed.last_error


def test_killed_between_fetch_and_store_nothing_is_lost(academy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's mark is not kept before the items are: else the next fetch would say "not changed" and they were lost."""
    feed = make_feed(academy)
    client = OneFeed(rss({"title": "x", "link": "https://news.example/x"}), etag="e1")

    class Killed(BaseException):
        pass

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    for place in ("scicomm.listening.actions.mentions.store_items", "scicomm.listening.actions.mentions.mark_fetched"):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(place, die)
            fetch(feed, client)
        feed.refresh_from_db()
        assert (feed.etag, feed.last_fetched_at, Mention.objects.count()) == ("", None, 0)
        assert feed in Feed.objects.due(timezone.now())
    fetch(feed, client)
    assert Mention.objects.count() == len(facts("mention_found")) == 1


def test_the_periodic_job_fetches_what_is_due_and_reads_a_file_once(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_feed(academy, address="", file_name="a.xml", content=rss({"title": "x", "link": "https://news.example/x"}))
    make_feed(academy, is_on=False)
    client = OneFeed(rss({"title": "y", "link": "https://news.example/y"}))
    make_feed(academy, address="https://feeds.example/due")
    monkeypatch.setattr(tasks.feeds, "feed_client", lambda: client)
    assert tasks.fetch_due_feeds() == 2
    assert tasks.fetch_due_feeds() == 0
    assert [address for address, _etag in client.asked] == ["https://feeds.example/due"]
    assert Mention.objects.count() == 2


def test_a_date_in_the_future_is_no_date(academy: Any) -> None:
    mention = make_mention(academy, pubDate="Mon, 02 Mar 2099 08:00:00 GMT")
    assert mention.published_at is None


def test_no_table_of_listening_holds_a_writer() -> None:
    names = {field.name for field in Mention._meta.get_fields()}
    assert not names & {"author", "authors", "creator", "person", "profile"}
    assert {field.related_model for field in Mention._meta.get_fields() if field.is_relation} >= {Article}
