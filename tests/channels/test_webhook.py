"""Webhooks: receivers verify them with the official library; what they answer decides what happens next."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from scicomm.channels.clients import OutletError, Wrong
from scicomm.channels.clients.webhook import WebhookOutlet
from scicomm.channels.rules.packages import Account, Came, Package, Picture, Sent
from scicomm.channels.rules.platforms.webhook import Webhook, secret_problem
from tests.channels.fakes.webhook import OTHER, SECRET, FakeReceiver
from tests.channels.test_mastodon import LINK, content


@pytest.fixture
def fake() -> Iterator[FakeReceiver]:
    with FakeReceiver() as running:
        yield running


def package(account: Account, **values: Any) -> Package:
    return Webhook().adapt(content(**values), account, {})


def read(picture: Picture) -> bytes:
    raise AssertionError("a webhook carries no pictures")


def wrong_of(call: Any) -> OutletError:
    with pytest.raises(OutletError) as caught:
        call()
    return caught.value


def test_a_story_s_life_arrives_verified_in_three_messages(fake: FakeReceiver) -> None:
    account, outlet = fake.account(), fake.outlet
    pictures = (
        Picture("5", "image/jpeg", 8, 6, alt="条带", url="https://kepu.example/p.jpg"),
        Picture("6", "image/png", 1, 1, problem="x"),
    )
    first = package(account, pictures=pictures, doi="10.5555/test.1", article_title="Bands")
    answer = outlet.send(first, account, key="k1", read=read)
    sent = Sent("k1", answer.outside_id, answer.url)
    outlet.update(package(account, correction="单位应为米。"), account, sent, key="k2", read=read)
    outlet.recall(account, sent, reason="数据有误")
    outlet.recall(account, sent, reason="数据有误")
    assert list(fake.messages) == ["k1", "k2", "k1-withdrawn"]
    published, updated, withdrawn = (json.loads(json.dumps(message)) for message in fake.messages.values())
    assert [message["type"] for message in (published, updated, withdrawn)] == [
        "story.published", "story.updated", "story.withdrawn",
    ]  # fmt: skip
    assert (
        published["timestamp"] == "2026-05-04T12:00:00Z" and published["data"]["altids"][0]["value"] == "10.5555/test.1"
    )
    assert published["data"]["headlines"][0]["value"] == "草原上的斑纹" and published["data"]["language"] == "zh-Hans"
    assert [one["altText"] for one in published["data"]["associations"]] == ["条带"]
    assert updated["data"]["ednote"] == "单位应为米。" and updated["data"]["uri"] == published["data"]["uri"]
    assert withdrawn["data"] == {
        "uri": published["data"]["uri"], "pubstatus": "canceled", "ednote": "数据有误",
        "links": [{"rel": "canonical", "href": LINK}],
    }  # fmt: skip
    assert fake.public_posts == []


def test_a_lost_answer_is_sent_again_under_the_same_id_and_taken_once(fake: FakeReceiver) -> None:
    account, made = fake.account(), package(fake.account())
    fake.trials.hangs_after_taking = True
    assert wrong_of(lambda: fake.outlet.send(made, account, key="k1", read=read)).wrong == Wrong.UNSURE
    assert fake.outlet.send(made, account, key="k1", read=read).came == Came.PUBLISHED
    assert len(fake.asked) == 2 and len(fake.posts) == 1
    assert len({asked.headers["webhook-id"] for asked in fake.asked}) == 1
    assert len({asked.body for asked in fake.asked}) == 1


def test_both_secrets_sign_while_one_replaces_the_other(fake: FakeReceiver) -> None:
    made, account = package(fake.account()), fake.account()
    rotating = dataclasses.replace(account, secrets={"secret": OTHER, "old_secret": SECRET})
    fake.outlet.send(made, rotating, key="before", read=read)
    fake.secret = OTHER
    fake.outlet.send(made, rotating, key="after", read=read)
    assert list(fake.messages) == ["before", "after"]
    refused = wrong_of(lambda: fake.outlet.send(made, account, key="old", read=read))
    assert refused.wrong == Wrong.CREDENTIALS and SECRET not in refused.words


@pytest.mark.parametrize(
    ("status", "wrong"),
    [(410, Wrong.GONE), (401, Wrong.CREDENTIALS), *((status, Wrong.LATER) for status in (404, 500, 301, 422))],
)
def test_answers_decide(fake: FakeReceiver, status: int, wrong: Wrong) -> None:
    fake.says = status
    account = fake.account()
    error = wrong_of(lambda: fake.outlet.send(package(account), account, key="k1", read=read))
    assert error.wrong == wrong and error.words and SECRET not in error.words
    fake.trials.limited_for = 77
    slow = wrong_of(lambda: fake.outlet.send(package(account), account, key="k1", read=read))
    assert slow.wrong == Wrong.LIMITED and slow.wait == 77


def test_bad_settings_are_told_before_anything_is_sent(fake: FakeReceiver) -> None:
    account = fake.account()
    made = package(account)
    for secrets in ({}, {"secret": "plain"}, {"secret": "whsec_c2hvcnQ="}):
        bare = dataclasses.replace(account, secrets=secrets)
        wrong = wrong_of(lambda bare=bare: fake.outlet.send(made, bare, key="k", read=read))
        assert wrong.wrong == Wrong.CREDENTIALS
    assert fake.asked == [] and secret_problem(SECRET) == ""
    assert wrong_of(lambda: WebhookOutlet().send(made, account, key="k", read=read)).wrong == Wrong.REFUSED
    nowhere = dataclasses.replace(account, settings={"address": "ftp://x"})
    assert package(nowhere).is_blocked
    brief = package(dataclasses.replace(account, settings={"address": "https://x.example/", "content": "summary"}))
    assert json.loads(brief.fields["data"])["bodies"] == [] and not brief.is_blocked and "<p>" not in brief.preview
