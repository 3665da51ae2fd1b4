"""What happens to a paper after its story was told reaches the story, its feeds and search, and whoever must deal with it."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scicomm.channels.queries import feed_channel, feed_state
from scicomm.core.models import FactRecord
from scicomm.core.worker import Worker
from scicomm.desk.queries.waiting import tasks_for
from scicomm.journals import actions as journals
from scicomm.journals.models import Article
from scicomm.newsroom import actions
from scicomm.newsroom.actions.search import story_document
from scicomm.newsroom.models import Dossier, StoryPage
from scicomm.organisation.enums import Role
from scicomm.portal.middleware.page_cache import STORE
from scicomm.portal.queries.generation import forget
from tests.factories.newsroom import make_article, make_story, revise
from tests.journals.test_actions import NOTICE, jats, related, take


def _drained() -> None:
    Worker().drain()


def _notice(doi: str = "10.5555/notice.1", kind: str = "retracted-article", **values: Any) -> bytes:
    article: bytes = jats(**{**NOTICE, "doi": doi, **values}, related=related(kind, "10.5555/told.1"))
    return article


@pytest.fixture
def told(academy: Any) -> StoryPage:
    """A public story of a paper of the whole academy."""
    article = make_article(academy.top, doi="10.5555/told.1")
    story = make_story(academy, academy.top, state="published", article=article)
    _drained()
    return story


def _page(story: StoryPage) -> str:
    """The page as a process shows it that keeps nothing."""
    STORE.clear()
    forget()
    answer = Client().get(story.get_url(), headers={"host": "localhost"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_retraction_stands_on_the_story_its_feed_and_in_search(told: StoryPage, academy: Any) -> None:
    channel = feed_channel("")
    assert channel is not None
    before, page = feed_state(channel), _page(told)
    assert "10.5555/notice.1" not in page
    take(academy.top, _notice())
    _drained()
    page = _page(told)
    assert "10.5555/notice.1" in page and "CorrectionComment" in page and 'class="note note--stop"' in page
    day = Article.objects.get(doi="10.5555/notice.1").published_on
    assert Dossier.objects.get(story=told).paper_notice == {
        "kind": "retracted",
        "on": day.isoformat(),
        "doi": "10.5555/notice.1",
    }
    after = feed_state(channel)
    assert after.etag != before.etag and after.changed_at and before.changed_at and after.changed_at > before.changed_at
    for address in (reverse("channels:academy_atom"), reverse("channels:academy_json")):
        feed = Client().get(address, headers={"host": "localhost"}).content.decode()
        assert "10.5555/notice.1" in feed, address
    document = story_document(StoryPage.objects.select_related("dossier__unit", "dossier__article").get(pk=told.pk))
    assert document.extra["state"] == "paper-retracted"


def _notice_form(page: Any) -> Any:
    """The form of the desk's panel about the notice."""
    return next(made.context["form"] for made in page.context["panels"] if made.anchor == "notice")


def test_a_notice_waits_for_the_units_officers_until_it_was_dealt_with(
    told: StoryPage, academy: Any, client_for: Any
) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    other = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
    address = reverse("newsroom_story", args=[told.pk])

    def waits(user: Any) -> bool:
        return any(task.url == address and task.since for task in tasks_for(user))

    assert not waits(officer)
    take(academy.top, _notice(kind="corrected-article", article_type="correction"))
    _drained()
    assert waits(officer) and not waits(other)
    client = client_for(officer)
    page = client.get(address)
    form = _notice_form(page)
    assert form.initial["seen"]
    sent = {"seen": form.initial["seen"], "note": ""}
    assert client.post(reverse("newsroom_acknowledge", args=[told.pk]), sent).status_code == 400
    take(academy.top, _notice("10.5555/notice.2"))
    _drained()
    # What came in after the screen was made is not acknowledged unseen, and what was typed is kept.
    refused = client.post(reverse("newsroom_acknowledge", args=[told.pk]), {**sent, "note": "正文无误"})
    assert refused.status_code == 409 and waits(officer)
    sent["seen"] = _notice_form(client.get(address)).initial["seen"]
    assert client.post(reverse("newsroom_acknowledge", args=[told.pk]), {**sent, "note": "已核"}).status_code == 302
    assert not waits(officer) and "10.5555/notice.2" in _page(told)
    assert FactRecord.objects.get(name="newsroom.story_notice_acknowledged").payload == {
        "kind": "retracted",
        "note": "已核",
    }
    # Facts that are delivered again, and versions that say the same, wake nobody.
    assert actions.follow_paper(told.dossier.article_id) == 0 and not waits(officer)
    dossier = Dossier.objects.get(story=told)
    Dossier.objects.filter(pk=dossier.pk).update(paper_notice_dealt_at=None)
    for user, error in ((other, PermissionDenied), (officer, ValidationError)):
        with pytest.raises(error):
            actions.acknowledge_notice(told, seen=sent["seen"], note=" ", acting_user=user)


def test_a_withdrawn_paper_and_one_that_is_back_reach_the_story(told: StoryPage, academy: Any) -> None:
    article = Article.objects.get(doi="10.5555/told.1")
    journals.withdraw_article(article, reason="文件有误", acting_user=academy.superuser)
    _drained()
    dossier = Dossier.objects.get(story=told)
    assert dossier.paper_notice["kind"] == "withdrawn" and dossier.notice_waits
    assert "/10.5555/told.1" in _page(told)
    journals.reinstate_article(article, acting_user=academy.superuser)
    _drained()
    dossier.refresh_from_db()
    assert dossier.paper_notice == {} and not dossier.notice_waits and "note--stop" not in _page(told)
    kinds = [
        fact.payload["kind"] for fact in FactRecord.objects.filter(name="newsroom.story_paper_noticed").order_by("pk")
    ]
    assert kinds == ["withdrawn", ""]


def test_a_notice_that_no_longer_speaks_of_the_paper_leaves_the_story(told: StoryPage, academy: Any) -> None:
    take(academy.top, _notice())
    _drained()
    take(academy.top, jats(**NOTICE))
    _drained()
    assert Article.objects.get(doi="10.5555/told.1").state == "current"
    assert Dossier.objects.get(story=told).paper_notice == {}


@pytest.mark.parametrize("answer", ["withdraw", "correct"])
def test_correcting_or_withdrawing_the_story_answers_the_notice(told: StoryPage, academy: Any, answer: str) -> None:
    take(academy.top, _notice())
    _drained()
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.top)
    if answer == "withdraw":
        actions.withdraw_story(told, reason="论文已撤稿", acting_user=officer)
    else:
        revise(told, officer, title="更正后的标题")
        actions.submit_story(told, acting_user=officer, correction_note="论文已撤稿")
        for role in (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER):
            actions.approve_story(told, acting_user=academy.user(role, academy.top))
    dossier = Dossier.objects.get(story=told)
    assert not dossier.notice_waits and dossier.paper_notice["kind"] == "retracted"
    assert dossier.paper_notice_dealt_at and dossier.paper_notice_dealt_at <= timezone.now()


def test_a_story_begun_after_the_notice_says_so_and_waits_for_nobody(academy: Any) -> None:
    article = make_article(academy.top, doi="10.5555/told.1")
    take(academy.top, _notice())
    dossier = make_story(academy, academy.top, article=article).dossier
    _drained()
    dossier.refresh_from_db()
    assert dossier.paper_notice["kind"] == "retracted" and not dossier.notice_waits
