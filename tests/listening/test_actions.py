"""Mentions are stored once and linked for a reason, behind the walls of their units."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from scicomm.core.worker import Worker
from scicomm.facts.base import ref
from scicomm.journals.models import Article
from scicomm.listening import actions
from scicomm.listening.models import LinkedBy, Mention
from scicomm.listening.permissions import get_mention_for, mentions_for
from scicomm.organisation.permissions import Role
from tests.factories.listening import make_feed, make_item, make_mention
from tests.factories.newsroom import make_article, make_story
from tests.listening.listening_facts import facts

pytestmark = pytest.mark.django_db

TITLE = "草原上的斑纹，可作为沙漠化的早期信号"


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


def test_a_date_in_the_future_is_no_date(academy: Any) -> None:
    mention = make_mention(academy, pubDate="Mon, 02 Mar 2099 08:00:00 GMT")
    assert mention.published_at is None


def test_no_table_of_listening_holds_a_writer() -> None:
    names = {field.name for field in Mention._meta.get_fields()}
    assert not names & {"author", "authors", "creator", "person", "profile"}
    assert {field.related_model for field in Mention._meta.get_fields() if field.is_relation} >= {Article}
