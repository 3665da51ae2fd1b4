"""Checks on the desk: errors hold a story back until mended or answered, warnings are recorded, links are asked by the worker."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from scicomm.assets.actions import take_in_image
from scicomm.assets.models import AssetImage, LicenceGrant
from scicomm.core.worker import Worker
from scicomm.newsroom import actions, queries
from scicomm.newsroom.actions import FindingsStand
from scicomm.newsroom.clients import HttpLinkClient, LoggedLinkClient
from scicomm.newsroom.models import CheckRecord, LinkAnswer, StoryPage
from scicomm.newsroom.tasks.links import ask_links
from scicomm.organisation.enums import Role
from tests.factories.listening import send, web_server
from tests.factories.newsroom import dossier, make_article, make_story, revise
from tests.factories.organisation import Academy

pytestmark = pytest.mark.django_db

ABSTRACT = "<p>对812名居民随访两年，夜间噪声与血压较高相关。</p>"
CAUSE = "夜间噪声与血压升高有因果：夜间噪声导致居民血压升高。"


def story_with(academy: Academy, *paragraphs: str, **article: Any) -> StoryPage:
    paper = make_article(academy.north_lake, abstract_zh=ABSTRACT, abstract_en="", **article)
    story = make_story(academy, academy.north_lake, article=paper, title="夜里的噪声")
    return rewritten(academy, story, *paragraphs)


def rewritten(academy: Academy, story: StoryPage, *paragraphs: str) -> StoryPage:
    blocks = story.body.stream_block.to_python(
        [{"type": "paragraph", "value": f"<p>{text}</p>"} for text in paragraphs]
    )
    return revise(story, academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake), body=blocks)


def codes(story: StoryPage) -> dict[str, queries.Told]:
    return {told.finding.code: told for told in queries.told_of(dossier(story))}


def test_an_error_holds_the_story_back_until_it_is_answered_and_other_words_void_the_answer(academy: Academy) -> None:
    story = story_with(academy, CAUSE)
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    with pytest.raises(FindingsStand) as refusal:
        actions.submit_story(story, acting_user=officer)
    assert any("brings about" in message or "因果" in message for message in refusal.value.messages)
    found = codes(story)["claim-causal"]
    with pytest.raises(PermissionDenied):
        stranger = academy.user(Role.COMMUNICATION_OFFICER, academy.south_sea)
        actions.answer_finding(story, key=found.finding.key, reason="我说行", acting_user=stranger)
    actions.answer_finding(story, key=found.finding.key, reason="正文第三节给出随机对照", acting_user=officer)
    actions.submit_story(story, acting_user=officer)
    (record,) = CheckRecord.objects.filter(dossier=dossier(story))
    kept = {row["code"]: row for row in record.findings}
    assert kept["claim-causal"]["reason"] == "正文第三节给出随机对照"
    assert "相关" in kept["claim-causal"]["paper"]
    # Warnings hold nothing back, and stand in the record.
    assert kept["no-source"]["severity"] == "warning"

    changed = rewritten(academy, story, CAUSE.replace("居民", "所有居民"))
    with pytest.raises(FindingsStand):
        actions.submit_story(changed, acting_user=officer)


def test_one_button_writes_the_registered_name_and_adds_the_source(academy: Academy) -> None:
    story = story_with(academy, "北方分院湖泊科学研究所 <b>湖泊科学研究所</b>的团队")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    before = story.latest_revision_id
    actions.mend_finding(story, key=codes(story)["name-near"].finding.key, acting_user=officer)
    actions.mend_finding(story, key=codes(story)["no-source"].finding.key, acting_user=officer)
    story = StoryPage.objects.get(pk=story.pk)
    assert story.latest_revision_id != before
    body = str(story.get_latest_revision_as_object().body)
    assert "湖泊科学研究所" not in body
    assert body.count("湖泊研究所") >= 2
    assert dossier(story).article.doi in body
    assert not codes(story).keys() & {"name-near", "no-source"}
    actions.submit_story(story, acting_user=officer)
    with pytest.raises(Exception, match=r"in review|在审"):
        actions.mend_finding(story, key="0" * 16, acting_user=officer)


def test_a_picture_must_be_allowed_on_the_day_the_story_comes_out(academy: Academy) -> None:
    story = story_with(academy, "<i>湖</i>")
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    image = AssetImage.objects.create(
        title="湖面", file=get_test_image_file(), collection=academy.north_lake.collection, alt_zh="湖面", credit="梅"
    )
    asset = take_in_image(image)
    story = revise(story, officer, cover_image=image, cover_caption="湖")
    LicenceGrant.objects.create(asset=asset, holder="梅", ends_on=timezone.localdate() + dt.timedelta(days=3))
    assert "picture-rights" not in codes(story)
    actions.set_embargo(story, until=timezone.now() + dt.timedelta(days=10), acting_user=officer)
    assert codes(story)["picture-rights"].blocks


def test_links_are_asked_by_the_worker_and_a_dead_one_holds_the_story_back(academy: Academy, settings: Any) -> None:
    settings.SCICOMM_FETCH, settings.SCICOMM_FETCH_PRIVATE = True, True
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    asked: list[str] = []

    def answer(handler: Any) -> None:
        asked.append(handler.path)
        send(handler, b"x", 404 if "gone" in handler.path else 200)

    with web_server(answer) as address:
        story = story_with(academy, f'<a href="{address}/gone">a</a> 与 <a href="{address}/here">b</a>')
        assert codes(story)["link-unasked"]
        Worker().drain()
        ask_links()
        ask_links()
    assert sorted(asked) == ["/gone", "/here"]
    found = codes(story)
    assert found["link-dead"].finding.text == f"{address}/gone"
    assert "link-unasked" not in found
    with pytest.raises(FindingsStand):
        actions.submit_story(story, acting_user=officer)
    assert LinkAnswer.objects.filter(wanted_at__isnull=False).count() == 0


def test_links_into_the_own_network_are_never_asked() -> None:
    assert HttpLinkClient().status("http://127.0.0.1:9/admin") == 0
    assert LoggedLinkClient().status("https://a.example/") is None


def test_the_panel_shows_the_pair_and_asks_within_bounds(
    academy: Academy, client: Any, django_assert_max_num_queries: Any
) -> None:
    officer = academy.user(Role.COMMUNICATION_OFFICER, academy.north_lake)
    story = story_with(academy, CAUSE, "温度升高2.5℃。")
    client.force_login(officer)
    page = client.get(reverse("newsroom_story", args=[story.pk])).content.decode()
    assert "夜间噪声导致居民血压升高" in page
    assert "夜间噪声与血压较高相关" in page
    assert "2.5℃" in page
    row = dossier(story)
    with django_assert_max_num_queries(16):
        assert len(queries.told_of(row)) >= 3
    long = rewritten(
        academy, story, *[f"第{number}段有{number}.5 km，见 https://a{number}.example/" for number in range(30)]
    )
    row = dossier(long)
    with django_assert_max_num_queries(16):
        assert len(queries.told_of(row)) >= 60

    refused = client.post(reverse("newsroom_answer_finding", args=[story.pk]), {"key": "0" * 16, "reason": "x"})
    assert refused.status_code == 409
    assert (
        client.post(reverse("newsroom_answer_finding", args=[story.pk]), {"key": "", "reason": ""}).status_code == 400
    )
