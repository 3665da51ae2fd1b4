"""What is collected is kept for its term and no longer; what a case was made from stays. Tables go in piece by piece, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from scicomm.core.models import FactRecord, ProgressRow
from scicomm.facts.base import ref
from scicomm.listening import actions, queries, tasks
from scicomm.listening.models import Claim, ClaimCopy, Feed, FeedDay, HotTopic, Mention, SourceClass
from scicomm.listening.rules.retention import USUAL, Kept
from scicomm.organisation.permissions import Role
from scicomm.responses.actions import open_case_from_mention
from scicomm.responses.models import Case
from tests.factories.listening import make_feed, make_item, make_mention
from tests.factories.newsroom import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def aged(mention: Mention, days: int, **values: Any) -> Mention:
    """The same, found so many days ago, with a page text."""
    when = timezone.now() - dt.timedelta(days=days)
    Mention.objects.filter(pk=mention.pk).update(found_at=when, body="page text", **values)
    mention.refresh_from_db()
    return mention


def test_every_class_has_a_term() -> None:
    assert set(USUAL) == set(SourceClass.values)
    assert all(kept.text_days <= kept.mention_days for kept in USUAL.values())


def test_what_is_over_goes_and_evidence_stays(academy: Any) -> None:
    make_article(academy.top, doi="10.5555/kept")
    feed = make_feed(academy, source_class=SourceClass.SOCIAL)
    officer = academy.user(Role.RESPONSE_OFFICER, academy.top)

    def found(**values: Any) -> Mention:
        return make_mention(academy, feed=feed, description="<p>words</p>", **values)

    young, middle, old = aged(found(), 13), aged(found(), 15), aged(found(), 61)
    linked = aged(found(title="10.5555/kept"), 700)
    in_case = aged(found(), 700)
    open_case_from_mention(in_case, acting_user=officer)
    topic, claim = _topic_and_claim_of_a_case(in_case)
    in_topic, repeats = aged(found(), 700, topic=topic), aged(found(), 700)
    ClaimCopy.objects.create(claim=claim, mention=repeats, text="x", score=1)
    of_another = aged(found(), 700)
    ClaimCopy.objects.create(
        claim=Claim.objects.create(text="y", first_at=timezone.now(), last_at=timezone.now()),
        mention=of_another,
        text="y",
        score=1,
    )
    assert tasks.forget_what_is_over() == 2 + 4
    assert tasks.forget_what_is_over() == 0
    left = {mention.pk: bool(mention.body or mention.excerpt) for mention in Mention.objects.all()}
    assert left == {
        young.pk: True, middle.pk: False, linked.pk: False, in_case.pk: True, in_topic.pk: False, repeats.pk: False,
    }  # fmt: skip
    linked.refresh_from_db()
    assert linked.article and linked.link_evidence and linked.title and linked.summary
    told = {row.subject: row.payload["url"] for row in FactRecord.objects.filter(name="listening.mention_found")}
    assert told[ref("listening", "mention", old.pk)] == ""
    assert told[ref("listening", "mention", middle.pk)] == middle.url


def _topic_and_claim_of_a_case(mention: Mention) -> tuple[HotTopic, Claim]:
    now = timezone.now()
    topic = HotTopic.objects.create(key=1, title="t", first_at=now, last_at=now)
    claim = Claim.objects.create(text="x", first_at=now, last_at=now)
    Case.objects.filter(mention=mention).update(topic=topic, claim=claim)
    return topic, claim


def test_old_things_go_in_small_batches(academy: Any) -> None:
    feed = make_feed(academy, source_class=SourceClass.FORUM)
    actions.store_items(feed, [make_item() for _ in range(7)])
    Mention.objects.update(found_at=timezone.now() - dt.timedelta(days=100))
    assert [actions.forget_some(limit=3)[0] for _ in range(4)] == [3, 3, 1, 0]
    FeedDay.objects.update(day=timezone.localdate() - dt.timedelta(days=500))
    assert actions.tidy_days() == 1


def test_the_top_unit_sets_the_terms(academy: Any) -> None:
    top, lake = (academy.user(Role.COMMUNICATION_OFFICER, unit) for unit in (academy.top, academy.north_lake))
    with pytest.raises(PermissionDenied):
        actions.set_terms({"news": Kept(1, 2)}, acting_user=lake)
    for bad in (Kept(3, 2), Kept(0, 2), Kept(1, 9999)):
        with pytest.raises(ValidationError):
            actions.set_terms({"news": bad}, acting_user=top)
    for _ in range(2):
        actions.set_terms({"news": Kept(1, 2), "blog": USUAL["blog"]}, acting_user=top)
    assert queries.terms()["news"] == Kept(1, 2)
    entry = ModelLogEntry.objects.get(action="listening.terms.set")
    assert (entry.data["old"], entry.data["new"]) == ([90, 365], [1, 2])
    aged(make_mention(academy), 3)
    assert actions.forget_some() == (1, 0)


def _table(academy: Any, rows: int, **more: Any) -> Feed:
    lines = "".join(f"标题 {n},https://news.example/{n},2026-06-0{n % 9 + 1}\n" for n in range(rows))
    content = f"标题,链接,日期\n{lines},没有,\n".encode("gb18030")
    values = {"name": "", "file_name": "export.csv", "source_class": "news", "content": content, **more}
    return actions.add_table(academy.top, acting_user=academy.user(Role.COMMUNICATION_OFFICER, academy.top), **values)


def test_a_table_killed_anywhere_goes_on_and_every_row_is_taken_once(
    academy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions.tables, "ROWS_AT_ONCE", 20)
    feed = _table(academy, 90)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    assert tasks.take_in_tables() == 0
    feed = actions.begin_table(feed, columns=feed.mapping["columns"], encoding="gb18030", acting_user=officer)

    class Killed(BaseException):
        pass

    def die(*args: Any) -> None:
        raise Killed

    for after in (1, 2):
        for _ in range(after):
            assert actions.take_in_table(feed)
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr("scicomm.listening.actions.tables.count_items", die)
            actions.take_in_table(feed)
        feed.refresh_from_db()
        assert int(feed.cursor) == Mention.objects.count()
    stale = Feed.objects.get(pk=feed.pk)
    actions.take_in_table(feed)
    assert not actions.take_in_table(stale), "another worker took these rows"
    tasks.take_in_tables()
    feed.refresh_from_db()
    assert (Mention.objects.count(), feed.mapping["counts"]) == (90, {"stored": 90, "known": 0, "refused": 1})
    assert (bytes(feed.content or b""), feed.mapping["refused"][0][0], feed.mapping["begun"]) == (b"", 92, False)
    row = ProgressRow.objects.get(key=tasks.progress_key(feed))
    assert (row.done, row.total) == (91, 92)
    # The same table once more changes nothing; a changed one takes in what is new.
    assert _table(academy, 90) == feed and not bytes(Feed.objects.get(pk=feed.pk).content or b"")
    more = _table(academy, 95)
    assert more == feed
    actions.begin_table(more, columns=more.mapping["columns"], encoding="gb18030", acting_user=officer)
    tasks.take_in_tables()
    assert Mention.objects.count() == 95


def test_a_table_needs_an_address_column_and_says_what_is_wrong(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    feed = _table(academy, 1, content=b"a,b\n1,2\n")
    for columns in ({}, {"url": "c"}):
        with pytest.raises(ValidationError):
            actions.begin_table(feed, columns=columns, encoding="utf-8", acting_user=officer)
    with pytest.raises(PermissionDenied):
        actions.begin_table(
            feed, columns={"url": "a"}, encoding="", acting_user=academy.user(Role.OBSERVER, academy.top)
        )
    with pytest.raises(ValidationError):
        _table(academy, 1, content=b"")


def test_addresses_handed_in_are_kept_once_by_their_address(academy: Any) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    text = "https://a.example/1\nhttps://b.example/2\nnothing"
    first = actions.hand_in(academy.top, text, source_class="blog", acting_user=officer)
    again = actions.hand_in(academy.top, text, source_class="blog", acting_user=officer)
    assert (len(first.stored), first.known, len(first.refused)) == (2, 0, 1)
    assert (len(again.stored), again.known) == (0, 2)
    assert {(mention.is_bare, mention.read_at, mention.source_class) for mention in first.stored} == {
        (True, None, "blog")
    }
    assert Feed.objects.get().items_known == 2
    with pytest.raises(ValidationError):
        actions.hand_in(academy.top, "nothing", source_class="blog", acting_user=officer)
